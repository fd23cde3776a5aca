"""One call of a Bot API method, with readers for its parameters: a form gives strings, JSON gives values."""

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox import entities
from sandbox.body import Upload
from sandbox.errors import ApiError, bad_request, forbidden, too_many_requests
from sandbox.state.chats import Bot, Chat, Message
from sandbox.state.world import World

Json = dict[str, Any]
K = TypeVar("K", dict[str, Any], list[Any])

TRUE = frozenset({"true", "yes", "1"})
UPGRADED = "group chat was upgraded to a supergroup chat"


@dataclass(slots=True, eq=False)
class Call:
    world: World
    bot: Bot
    method: str
    params: Json
    uploads: dict[str, Upload]

    def text(self, name: str) -> str:
        value = self.params.get(name, "")
        return readable(value if isinstance(value, str) else json.dumps(value))

    def integer(self, name: str, default: int = 0) -> int:
        return to_integer(self.params.get(name), default)

    def number(self, name: str) -> float | None:
        try:
            return float(self.params[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in TRUE

    def json(self, name: str) -> Any:
        return to_json(self.params.get(name), name)

    def object(self, name: str) -> Json:
        return to_kind(self.params.get(name), name, dict)

    def array(self, name: str) -> list[Any]:
        return to_kind(self.params.get(name), name, list)

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat, if the bot can write there."""
        chat = find_chat(self.world, self.bot, self.params.get(name))
        check_access(self.bot, chat)
        return chat

    def message(self, chat: Chat, missing: str) -> Message:
        if "message_id" not in self.params:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(self.integer("message_id"))
        if message is None:
            raise bad_request(missing)
        return message

    def spend(self, chat: Chat, cost: int = 1) -> None:
        wait = self.world.limits.take(self.bot.id, chat.id, not chat.private, cost)
        if wait is not None:
            raise too_many_requests(wait)


def readable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return text


def to_integer(value: Any, default: int = 0) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


def to_json(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError as error:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error


def to_kind(value: Any, name: str, kind: type[K]) -> K:
    """An object or an array; empty, if there is none."""
    found = to_json(value, name)
    if found is None:
        return kind()
    if not isinstance(found, kind):
        wanted = "an Object" if kind is dict else "an Array"
        raise bad_request(f"can't parse {name.replace('_', ' ')}: expected {wanted}")
    return found


def find_chat(world: World, bot: Bot, value: Any) -> Chat:
    if value in (None, ""):
        raise bad_request("chat_id is empty")
    number = to_integer(value)
    if number in world.people:
        return world.private_chat(world.people[number], bot)
    if number in world.bots:
        raise forbidden("bot can't send messages to bots")
    chat = world.groups.get(number)
    if chat is None or bot.id not in chat.members:
        raise bad_request("chat not found")
    return chat


def check_access(bot: Bot, chat: Chat) -> None:
    refusal = refused_access(bot, chat)
    if refusal is not None:
        raise refusal


def refused_access(bot: Bot, chat: Chat) -> ApiError | None:
    if chat.private:
        if chat.blocked:
            return forbidden("bot was blocked by the user")
        return None if chat.started else forbidden("bot can't initiate conversation with a user")
    if chat.migrated_to is not None:
        return bad_request(UPGRADED, migrate_to_chat_id=chat.migrated_to)
    status = chat.members[bot.id].status
    if status == "kicked":
        return forbidden(f"bot was kicked from the {chat.type} chat")
    return forbidden(f"bot is not a member of the {chat.type} chat") if status == "left" else None


def formatted(given: Json, field: str, entities_field: str) -> tuple[str, list[Json]]:
    """Text and entities as they will be shown; `given` holds strings where it came from a form."""
    text = readable(str(given.get(field) or ""))
    mode = given.get("parse_mode")
    try:
        if mode:
            return entities.parse(text, str(mode))
        explicit: list[Json] = to_kind(given.get(entities_field), entities_field, list)
        return entities.check(text, explicit) if explicit else entities.parse(text, None)
    except entities.ParseError as error:
        raise bad_request(error.description) from error

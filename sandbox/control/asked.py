"""One control call: where it points, and what came with it."""

import base64
import binascii
from typing import Any

from aiohttp import web

from sandbox.body import Body, Upload
from sandbox.control.people import Actor
from sandbox.errors import ControlError
from sandbox.state.chats import Chat, Message, Person
from sandbox.state.world import World

Json = dict[str, Any]


class Asked:
    def __init__(self, world: World, request: web.Request, body: Body) -> None:
        self.world = world
        self.params = body.params
        self._sent = body.files
        self._path_chat = request.match_info.get("chat")

    @property
    def files(self) -> list[Upload]:
        """To be asked for only where files are taken: elsewhere `data` is that of a pressed button."""
        return self._sent or decoded(self.params.get("data"))

    def get(self, name: str) -> Any:
        return self.params.get(name)

    def needed(self, name: str) -> Any:
        if self.params.get(name) in (None, ""):
            raise ControlError(f"{name} is missing")
        return self.params[name]

    def integer(self, name: str) -> int | None:
        value = self.params.get(name)
        if value in (None, ""):
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise ControlError(f"{name} must be a whole number") from error

    def number(self, name: str, default: float = 0) -> float:
        try:
            return float(self.params.get(name, default))
        except (TypeError, ValueError) as error:
            raise ControlError(f"{name} must be a number") from error

    def flag(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in {"true", "1"}

    def chat(self) -> Chat:
        try:
            number = int(self._path_chat or 0)
        except ValueError as error:
            raise ControlError("chat must be a whole number") from error
        return self.world.find_chat(number, self.integer("bot"))

    def person(self) -> Person:
        self.needed("person")
        return self.world.find_person(self.integer("person") or 0)

    def actor(self) -> Actor:
        topic = self.integer("topic")
        return Actor(self.world, self.chat(), self.person(), anonymous=self.flag("anonymous"), topic=topic)

    def ballot(self) -> tuple[int, list[int]]:
        """A message and the options chosen of its poll; none: the vote is taken back."""
        given = self.params.get("options")
        options = given if isinstance(given, list) else [] if given is None else [given]
        if not all(isinstance(each, int) for each in options):
            raise ControlError("options must be whole numbers")
        return self.integer("message_id") or 0, options

    def seen_elsewhere(self) -> Message:
        """A message in `from_chat`, as the person sees it."""
        self.needed("from_chat")
        chat = self.world.find_chat(self.integer("from_chat") or 0, self.integer("bot"))
        check_seen(chat, self.person().id)
        message = chat.messages.get(self.integer("message_id") or 0)
        if message is None:
            raise ControlError("there is no such message", 404)
        return message

    def about(self) -> Json:
        """What goes with a file or a contact."""
        numbers = {name: self.integer(name) for name in ("reply_to", "caption_on", "user_id")}
        return {**self.params, **numbers}

    def part(self) -> Json:
        """How the page shows a person."""
        home = {"home": self.integer("home")} if self.get("home") is not None else {}
        return {name: self.get(name) for name in ("note", "hidden") if self.get(name) is not None} | home


def check_seen(chat: Chat, person: int | None) -> None:
    if person is not None and person != chat.id and chat.member(person) is None:
        raise ControlError("only who is in a chat sees it")


def decoded(data: Any) -> list[Upload]:
    """Files given in base64."""
    texts = [data] if isinstance(data, str) else data or []
    try:
        return [Upload("photo.jpg", None, base64.b64decode(text, validate=True)) for text in texts]
    except (binascii.Error, TypeError, ValueError) as error:
        raise ControlError("data must be base64") from error

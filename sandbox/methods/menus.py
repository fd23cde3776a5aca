"""Command menus: one list per scope and language, and which of them a person gets to see."""

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, check_access, find_chat
from sandbox.state.chats import Bot, Chat, Person

Json = dict[str, Any]

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
DESCRIPTION = range(1, 257)
PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def slot(call: Call) -> tuple[str, str]:
    """Where the list belongs: scope (with chat and member), language."""
    kind = str(call.object("scope").get("type", "default"))
    language = call.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    if kind in PLAIN_SCOPES:
        return kind, language
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return chat_slot(call, call.object("scope")), language


def chat_slot(call: Call, scope: Json) -> str:
    chat = find_chat(call.world, call.bot, scope.get("chat_id"))
    check_access(call.bot, chat)
    if scope["type"] == "chat":
        return f"chat {chat.id}"
    if chat.private:
        raise bad_request(f"can't use {scope['type'].replace('_', ' ')} scope in private chats")
    if scope["type"] == "chat_administrators":
        return f"chat_administrators {chat.id}"
    return f"chat_member {chat.id} {scope.get('user_id')}"


def set_commands(call: Call) -> bool:
    commands = call.array("commands")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        check_command(command)
    where = slot(call)
    if commands:
        call.bot.commands[where] = commands
    else:
        call.bot.commands.pop(where, None)
    return True


def check_command(command: Any) -> None:
    name = str(command.get("command", "")).removeprefix("/") if isinstance(command, dict) else ""
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if len(str(command.get("description", ""))) not in DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def get_commands(call: Call) -> list[Json]:
    return call.bot.commands.get(slot(call), [])


def delete_commands(call: Call) -> bool:
    call.bot.commands.pop(slot(call), None)
    return True


def menu(bot: Bot, chat: Chat, person: Person) -> list[Json]:
    """The first list there is, the narrowest scope first; in each scope the person's language before none."""
    for scope in scopes(chat, person):
        for language in ((person.language_code or "")[:2], ""):
            if (scope, language) in bot.commands:
                return bot.commands[scope, language]
    return []


def scopes(chat: Chat, person: Person) -> list[str]:
    if chat.private:
        return [f"chat {chat.id}", "all_private_chats", "default"]
    in_charge = chat.in_charge(person.id)
    return [
        f"chat_member {chat.id} {person.id}",
        *([f"chat_administrators {chat.id}"] if in_charge else []),
        f"chat {chat.id}",
        *(["all_chat_administrators"] if in_charge else []),
        "all_group_chats",
        "default",
    ]

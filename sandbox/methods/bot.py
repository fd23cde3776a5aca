"""Methods about the bot itself: its updates, its files, its commands and texts."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.methods.menus import delete_commands, get_commands, set_commands
from sandbox.state.files import DOWNLOAD_LIMIT
from sandbox.state.webhook import Webhook

Json = dict[str, Any]

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CONNECTIONS = 40
TEXT_LENGTHS = {"name": 64, "description": 512, "short_description": 120}


class Raw(str):
    """JSON already."""

    __slots__ = ()


def get_me(call: Call) -> Json:
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(call: Call) -> Raw:
    allow_updates(call)
    limit = min(max(call.integer("limit", 100), 1), 100)
    return Raw(await call.bot.updates.poll(call.integer("offset"), limit, call.integer("timeout")))


def allow_updates(call: Call) -> None:
    """Once given, the choice stays until another is given; an empty one is the default again."""
    if "allowed_updates" in call.params:
        call.bot.updates.allowed = call.array("allowed_updates")


async def set_webhook(call: Call) -> bool:
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return await delete_webhook(call)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid URL specified")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    allow_updates(call)
    await end_webhook(call)
    updates = call.bot.updates
    updates.end_poll("terminated by setWebhook request")
    most = call.integer("max_connections", CONNECTIONS)
    updates.webhook = webhook = Webhook(updates, url, secret, min(max(most, 1), 100), call.world.webhook_delay)
    for update in updates.pending:
        webhook.offer(update)
    return True


async def delete_webhook(call: Call) -> bool:
    await end_webhook(call)
    return True


async def end_webhook(call: Call) -> None:
    updates = call.bot.updates
    if isinstance(updates.webhook, Webhook):
        await updates.webhook.close()
    updates.webhook = None
    if call.flag("drop_pending_updates"):
        updates.drop_pending()


def get_webhook_info(call: Call) -> Json:
    updates, webhook = call.bot.updates, call.bot.updates.webhook
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(updates.pending)}
    if updates.allowed:
        info["allowed_updates"] = updates.allowed
    if not isinstance(webhook, Webhook):
        return info
    info |= {"url": webhook.url, "max_connections": webhook.most_connections}
    if webhook.last_error is not None:
        info["last_error_date"], info["last_error_message"] = webhook.last_error
    return info


def get_file(call: Call) -> Json:
    file = call.world.files.by_id.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    files = call.world.files
    if len(file.data) > DOWNLOAD_LIMIT and files.local is None:
        raise bad_request("file is too big")
    return {**file.about(), "file_path": files.place(file, call.bot.token)}


def setter_of(what: str) -> Callable[[Call], bool]:
    def set_text(call: Call) -> bool:
        text = call.text(what)
        if len(text) > TEXT_LENGTHS[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        call.bot.texts[what, call.text("language_code")] = text
        if what == "name" and text and not call.text("language_code"):
            call.bot.first_name = text
        return True

    return set_text


def getter_of(what: str) -> Callable[[Call], Json]:
    def get_text(call: Call) -> Json:
        texts, language = call.bot.texts, call.text("language_code")
        default = call.bot.first_name if what == "name" else ""
        return {what: texts.get((what, language)) or texts.get((what, "")) or default}

    return get_text


def agree(_call: Call) -> bool:
    return True


METHODS: dict[str, Callable[[Call], Any]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": setter_of("name"),
    "getMyName": getter_of("name"),
    "setMyDescription": setter_of("description"),
    "getMyDescription": getter_of("description"),
    "setMyShortDescription": setter_of("short_description"),
    "getMyShortDescription": getter_of("short_description"),
    "close": agree,
    "logOut": agree,
}

"""
What a call, a result and an update must look like.

`bot_api.json` holds names, types and required flags of Bot API 10.3 of 2026-08-24: facts of the public Bot API
documentation, as listed in the MIT-licensed schema of aiogram 3.31.0. It does not say what methods return nor which
types a union has; both are stated here.

Complaints are sentences that begin with a path: `Update.message.chat.id: Integer expected, got str`.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

METHODS: frozenset[str]

Fields = dict[str, dict[str, Any]]

RETURNS = {
    "Message": "forwardMessage sendMessage sendPhoto sendAudio sendDocument sendVideo sendAnimation sendVoice "
    "sendVideoNote sendPaidMedia sendLivePhoto sendLocation sendVenue sendContact sendPoll sendChecklist sendDice "
    "sendGame sendInvoice sendSticker sendRichMessage editMessageChecklist",
    "Message or True": "editMessageText editMessageCaption editMessageMedia editMessageReplyMarkup "
    "editMessageLiveLocation stopMessageLiveLocation setGameScore",
    "Array of Message": "sendMediaGroup",
    "MessageId": "copyMessage",
    "Array of MessageId": "copyMessages forwardMessages",
    "Array of Update": "getUpdates",
    "WebhookInfo": "getWebhookInfo",
    "User": "getMe",
    "File": "getFile uploadStickerFile",
    "ChatFullInfo": "getChat",
    "ChatMember": "getChatMember",
    "Array of ChatMember": "getChatAdministrators",
    "Integer": "getChatMemberCount",
    "ChatInviteLink": "createChatInviteLink createChatSubscriptionInviteLink editChatInviteLink "
    "editChatSubscriptionInviteLink revokeChatInviteLink",
    "String": "exportChatInviteLink createInvoiceLink getManagedBotToken",
    "Array of BotCommand": "getMyCommands",
    "BotName": "getMyName",
    "BotDescription": "getMyDescription",
    "BotShortDescription": "getMyShortDescription",
    "MenuButton": "getChatMenuButton",
    "ChatAdministratorRights": "getMyDefaultAdministratorRights",
    "UserProfilePhotos": "getUserProfilePhotos",
    "ForumTopic": "createForumTopic",
    "Poll": "stopPoll",
    "StickerSet": "getStickerSet",
    "Array of Sticker": "getCustomEmojiStickers getForumTopicIconStickers",
}
UNIONS = {
    "InputMessageContent": [
        f"Input{kind}MessageContent" for kind in ("Text", "Location", "Venue", "Contact", "Invoice", "Rich")
    ],
    "InputPollMedia": ["InputMedia"],
    "InputPollOptionMedia": ["InputMedia"],
}
# the value of `type`, `status` or `source` is the end of the type's name in snake case, except:
SPELLINGS = {
    "ChatMemberOwner": "creator",
    "ChatMemberBanned": "kicked",
    "InlineQueryResultMpeg4Gif": "mpeg4_gif",
}
UNSPELT = ("RichBlock", "InputRichBlock", "RichText", "PassportElementError")  # spelt in no regular way
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


def is_upload(value: Any) -> bool:
    return value is not None and not isinstance(value, bool | int | float | str | list | dict)


SCALARS: dict[str, Callable[[Any], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "RichText": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: is_upload(value) or (isinstance(value, str) and value.startswith("attach://")),
}


def __getattr__(name: str) -> frozenset[str]:
    if name == "METHODS":
        return _methods()
    raise AttributeError(name)


@cache
def _methods() -> frozenset[str]:
    return frozenset(api()["methods"])


@cache
def api() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(__file__).with_name("bot_api.json").read_text("utf-8"))
    return read


def check_call(method: str, params: dict[str, Any]) -> list[str]:
    """
    `params` as they came: from a JSON body, or as strings from a form or multipart body. A value that is no JSON
    type at all stands for an uploaded file.
    """
    if method not in _methods():
        return [f"{method}: unknown method"]
    fields: Fields = api()["methods"][method]["fields"]
    complaints = [
        f"{method}.{name}: unknown parameter"
        for name in params
        if name not in fields and not _is_attached(name, params)
    ]
    for name, fact in fields.items():
        path = f"{method}.{name}"
        if name in params:
            complaints += _check(path, fact["type"], _decoded(params[name], fact["type"]))
        elif fact["required"]:
            complaints.append(f"{path}: required")
    return complaints


def check_result(method: str, result: Any) -> list[str]:
    if method not in _methods():
        return [f"{method}: unknown method"]
    return list(_check(method, _returns(method), result))


def check_update(update: Any) -> list[str]:
    return list(_check("Update", "Update", update))


def _returns(method: str) -> str:
    documented: str | None = api()["methods"][method]["returns"]
    return documented or next((kind for kind, methods in RETURNS.items() if method in methods.split()), "True")


def _is_attached(name: str, params: dict[str, Any]) -> bool:
    """A file part may have any name that some other parameter refers to."""
    return is_upload(params[name]) and f"attach://{name}" in str(list(params.values()))


def _decoded(value: Any, type_: str) -> Any:
    """The value of a form field; what cannot be decoded stays a string and is complained of later."""
    if not isinstance(value, str) or "String" in type_.split(" or "):
        return value
    if type_ in ("Boolean", "True") and value.lower() in TRUE + FALSE:
        return value.lower() in TRUE
    try:
        return value if type_ == "InputFile" else json.loads(value)
    except ValueError:
        return value


def _check(path: str, type_: str, value: Any) -> Iterator[str]:
    if type_.startswith("Array of "):
        yield from _check_array(path, type_.removeprefix("Array of "), value)
        return
    names = alternatives(type_)
    if any(_is_scalar(name, value) for name in names):
        return
    objects = [name for name in names if name in api()["types"]]
    if isinstance(value, dict) and objects:
        yield from _check_object(path, objects, value)
    elif isinstance(value, list) and "RichText" in type_:
        yield from _check_array(path, "RichText", value)
    else:
        yield f"{path}: {type_} expected, got {_name(value)}"


def _check_array(path: str, type_: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: Array of {type_} expected, got {_name(value)}"
        return
    for index, item in enumerate(value):
        yield from _check(f"{path}[{index}]", type_, item)


def _check_object(path: str, objects: list[str], value: dict[str, Any]) -> Iterator[str]:
    """Of a union's types the one that `type`, `status` or `source` names; if several do, the best match."""
    meant = [name for name in objects if len(objects) == 1 or _is_meant(name, value)]
    if not meant:
        yield f"{path}: none of {', '.join(objects)}"
        return
    yield from min((list(_check_fields(path, name, value)) for name in meant), key=len)


def _check_fields(path: str, type_: str, value: dict[str, Any]) -> Iterator[str]:
    fields: Fields = api()["types"][type_]["fields"]
    for name in value:
        if name not in fields:
            yield f"{path}.{name}: unknown field of {type_}"
    for name, fact in fields.items():
        if name in value:
            yield from _check(f"{path}.{name}", fact["type"], value[name])
        elif fact["required"]:
            yield f"{path}.{name}: required"


def _is_scalar(type_: str, value: Any) -> bool:
    return type_ in SCALARS and SCALARS[type_](value)


@cache
def alternatives(type_: str) -> list[str]:
    """`A, B and C`, `A or B` and the names of unions, down to types that have fields."""
    found: list[str] = []
    for name in re.split(r", | and | or ", type_):
        members = _members(name)
        found += [name] if not members or name == "RichText" else []
        found += [deeper for member in members for deeper in alternatives(member)]
    return found


def _members(union: str) -> list[str]:
    types = api()["types"]
    if union == "MaybeInaccessibleMessage":
        return ["Message", "InaccessibleMessage"]
    if union not in types or types[union]["fields"]:
        return []
    return UNIONS.get(union) or [name for name in types if name.startswith(union) and discriminator(name)]


@cache
def discriminator(type_: str) -> str | None:
    fields: Fields = api()["types"][type_]["fields"]
    return next((name for name in ("type", "status", "source") if fields.get(name, {}).get("required")), None)


@cache
def _unions(type_: str) -> list[str]:
    return [name for name in api()["types"] if type_ != name and type_ in _members(name)]


@cache
def spelling(type_: str) -> str:
    """`MessageOriginHiddenUser` is spelt `hidden_user`."""
    ending = type_.removeprefix(max(_unions(type_), key=len, default="")).removeprefix("Cached")
    return SPELLINGS.get(type_) or re.sub(r"(?<!^)(?=[A-Z])", "_", ending).lower()


def _is_meant(type_: str, value: dict[str, Any]) -> bool:
    if type_ in ("Message", "InaccessibleMessage"):
        return (type_ == "InaccessibleMessage") == (value.get("date") == 0)
    named = discriminator(type_)
    if named is None or not _unions(type_) or type_.startswith(UNSPELT):
        return True
    return value.get(named) == spelling(type_)


def _name(value: Any) -> str:
    return "null" if value is None else type(value).__name__

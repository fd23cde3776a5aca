"""Keyboards under messages, checked as the server checks them."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.state.chats import Chat

Json = dict[str, Any]

MOST_BUTTONS = 100
MOST_BYTES = 10 * 1024
DATA_BYTES = 64
ACTIONS = frozenset(
    {
        "callback_data",
        "url",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    }
)


def inline_keyboard(call: Call) -> Json | None:
    """The inline keyboard asked for, without empty rows; None if none is."""
    markup = call.json("reply_markup")
    if markup in (None, {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = [[button(item) for item in row] for row in rows_of(markup["inline_keyboard"]) if row]
    check_size(rows)
    return {"inline_keyboard": rows} if rows else None


def other_keyboard(call: Call, chat: Chat) -> Json | None:
    """A reply keyboard, its removal, or a forced reply."""
    markup = call.json("reply_markup")
    if not isinstance(markup, dict) or "inline_keyboard" in markup:
        return None
    if "keyboard" not in markup:
        return markup or None
    rows = [[key(item, chat) for item in row] for row in rows_of(markup["keyboard"]) if row]
    check_size(rows)
    return {**markup, "keyboard": rows}


def rows_of(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: Array of Arrays of buttons expected")
    return rows


def check_size(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MOST_BUTTONS or len(str(rows).encode()) > MOST_BYTES:
        raise bad_request("reply markup is too long")


def button(item: Any) -> Json:
    if not isinstance(item, dict) or not str(item.get("text") or "").strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    shown = {name: value for name, value in item.items() if value is not None}
    if ACTIONS.isdisjoint(shown):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in shown and not 1 <= len(str(shown["callback_data"]).encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in shown and not is_address(shown["url"]):
        raise bad_request(f"inline keyboard button URL '{shown['url']}' is invalid: Wrong HTTP URL")
    return shown


def is_address(url: Any) -> bool:
    scheme, colon, rest = str(url).partition("://")
    return bool(rest) and " " not in rest if colon else "." in scheme and " " not in scheme


def key(item: Any, chat: Chat) -> Json:
    shown = {"text": item} if isinstance(item, str) else item
    if not isinstance(shown, dict) or not shown.get("text"):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if shown.get("request_contact") and not chat.private:
        raise bad_request("phone number can be requested in private chats only")
    if shown.get("request_location") and not chat.private:
        raise bad_request("location can be requested in private chats only")
    return shown

"""What an HTML tag becomes."""

from typing import Any

from sandbox.formatting.links import DATE_FORMAT, NUMBER, linked
from sandbox.formatting.mark import Mark, unparsable

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}


def mark_of(name: str, attributes: dict[str, str], start: int, end: int, written: str) -> Mark | None:
    """None for a link whose address is none. A `code` keeps its language until `without_languages`."""
    kind, extra = KINDS[name], dict[str, Any]()
    match name:
        case "a":
            kind, extra = linked(attributes.get("href") or written)
        case "blockquote" if "expandable" in attributes:
            kind = "expandable_blockquote"
        case "code":
            extra = _language(attributes.get("class", ""))
        case "tg-emoji":
            extra = _emoji(attributes.get("emoji-id", ""))
        case "tg-time":
            extra = _time(attributes)
    return Mark(start, end, kind, extra) if extra or kind not in ("text_link", "date_time") else None


def joined(inner: Mark, outer: Mark) -> Mark | None:
    """`pre` and `code` around the very same text are one `pre` if the `code` names a language."""
    if (inner.start, inner.end) != (outer.start, outer.end) or {inner.kind, outer.kind} != {"pre", "code"}:
        return None
    language = inner.extra or outer.extra
    return Mark(inner.start, inner.end, "pre", language) if language else None


def without_languages(marks: list[Mark]) -> list[Mark]:
    return [Mark(mark.start, mark.end, "code") if mark.kind == "code" else mark for mark in marks]


def _language(class_: str) -> dict[str, Any]:
    language = class_.removeprefix("language-")
    return {"language": language} if language and language != class_ else {}


def _emoji(number: str) -> dict[str, Any]:
    if not NUMBER.fullmatch(number):
        raise unparsable("Invalid custom emoji identifier specified")
    return {"custom_emoji_id": number}


def _time(attributes: dict[str, str]) -> dict[str, Any]:
    unix, format_ = attributes.get("unix", ""), attributes.get("format", "")
    if not DATE_FORMAT.fullmatch(format_):
        raise unparsable("Invalid date format used")
    shown = {"date_time_format": format_} if format_ else {}
    return {"unix_time": int(unix), **shown} if NUMBER.fullmatch(unix) else {}

"""Entities that the sender gives instead of markup."""

from bisect import bisect_left
from itertools import accumulate
from typing import Any

from sandbox.formatting.links import DATE_FORMAT, NUMBER, checked
from sandbox.formatting.mark import ORDER, Mark, ParseError, byte_offset

FOUND_ANYWAY = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
FARTHEST = 1_000_000


def utf16_offsets(text: str) -> list[int]:
    """Of each character, and of the end."""
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))


def given_marks(text: str, entities: list[Any]) -> list[Mark]:
    """What the server finds by itself is ignored, and what lacks a usable address, user or emoji is dropped."""
    offsets = utf16_offsets(text)
    marks = []
    for entity in entities:
        start, length, kind, extra = _read(entity)
        _refuse_extent(start, length)
        if kind not in FOUND_ANYWAY and length and extra is not None:
            marks.append(Mark(*_span(text, offsets, start, length), kind, extra))
    return marks


def _read(entity: Any) -> tuple[int, int, str, dict[str, Any] | None]:
    if not isinstance(entity, dict):
        raise _wrong("expected an Object")
    offset, length = _integer(entity, "offset"), _integer(entity, "length")
    kind = str(_field(entity, "type"))
    if kind not in ORDER and kind not in FOUND_ANYWAY:
        raise _wrong("Unsupported type specified" if kind else "Type is not specified")
    return offset, length, kind, _extra(kind, entity)


def _extra(kind: str, entity: dict[str, Any]) -> dict[str, Any] | None:
    match kind:
        case "text_link":
            url = checked(str(_field(entity, "url")))
            return {"url": url} if url else None
        case "text_mention":
            user = _field(entity, "user")
            return {"user": user} if isinstance(user, dict) and _integer(user, "id") > 0 else None
        case "custom_emoji":
            number = str(_field(entity, "custom_emoji_id"))
            return {"custom_emoji_id": number} if NUMBER.fullmatch(number) else None
        case "pre":
            return {"language": entity["language"]} if entity.get("language") else {}
        case "date_time":
            return _date_time(entity)
    return {}


def _date_time(entity: dict[str, Any]) -> dict[str, Any] | None:
    unix, format_ = _integer(entity, "unix_time"), str(entity.get("date_time_format") or "")
    if not DATE_FORMAT.fullmatch(format_):
        raise _wrong("Invalid date-time format specified")
    shown = {"date_time_format": format_} if format_ else {}
    return {"unix_time": unix, **shown} if unix > 0 else None


def _field(entity: dict[str, Any], name: str) -> Any:
    if name not in entity:
        raise _wrong(f'Can\'t find field "{name}"')
    return entity[name]


def _integer(entity: dict[str, Any], name: str) -> int:
    value = _field(entity, name)
    if isinstance(value, str) and value.removeprefix("-").isascii() and value.removeprefix("-").isdecimal():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(f'Field "{name}" must be a Number')
    return value


def _wrong(reason: str) -> ParseError:
    return ParseError(f"can't parse MessageEntity: {reason}")


def _refuse_extent(offset: int, length: int) -> None:
    for name, value in (("offset", offset), ("length", length)):
        if not 0 <= value <= FARTHEST:
            raise ParseError(f"receive an entity with incorrect {name} {value}")


def _span(text: str, offsets: list[int], offset: int, length: int) -> tuple[int, int]:
    start, end = bisect_left(offsets, offset), bisect_left(offsets, offset + length)
    name = f"entity beginning at UTF-16 offset {offset}"
    if start >= len(text):
        raise ParseError(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offsets[start] != offset:
        raise ParseError(f"entity begins in a middle of a UTF-16 symbol at byte offset {byte_offset(text, start)}")
    if end > len(text):
        raise ParseError(f"{name} ends after the end of the text at UTF-16 offset {offset + length}")
    if offsets[end] != offset + length:
        raise ParseError(f"{name} ends in a middle of a UTF-16 symbol at byte offset {byte_offset(text, end)}")
    return start, end

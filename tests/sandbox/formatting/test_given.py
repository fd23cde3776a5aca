from typing import Any

import pytest

from sandbox.formatting.given import given_marks, utf16_offsets
from sandbox.formatting.mark import Mark, ParseError


def entity(kind: str, offset: Any, length: Any, **extra: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **extra}


def test_offsets_step_over_surrogate_pairs() -> None:
    assert utf16_offsets("a🔥患") == [0, 1, 3, 4]


def test_offsets_in_utf16_units_become_characters() -> None:
    assert given_marks("🔥患x", [entity("bold", 2, 1), entity("italic", "0", "4")]) == [
        Mark(1, 2, "bold"),
        Mark(0, 3, "italic"),
    ]


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        ("pre", {"language": "py"}),
        ("custom_emoji", {"custom_emoji_id": "5368"}),
        ("text_mention", {"user": {"id": 42, "is_bot": False, "first_name": "张"}}),
        ("text_link", {"url": "http://t.me/x"}),
        ("date_time", {"unix_time": 60, "date_time_format": "dt"}),
        ("date_time", {"unix_time": 60}),
        ("expandable_blockquote", {}),
    ],
)
def test_an_entity_keeps_what_belongs_to_it(kind: str, extra: dict[str, Any]) -> None:
    assert given_marks("x", [entity(kind, 0, 1, **extra)]) == [Mark(0, 1, kind, extra)]


@pytest.mark.parametrize(
    "useless",
    [
        entity("bold", 0, 0),
        entity("hashtag", 0, 1),
        entity("bot_command", 9, 9),
        entity("text_link", 0, 1, url="nowhere"),
        entity("text_mention", 0, 1, user={"id": 0}),
        entity("text_mention", 0, 1, user="x"),
        entity("custom_emoji", 0, 1, custom_emoji_id="x"),
        entity("date_time", 0, 1, unix_time=0),
    ],
)
def test_an_entity_of_no_use_is_dropped_in_silence(useless: dict[str, Any]) -> None:
    assert given_marks("x", [useless]) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("bold", "expected an Object"),
        ({"offset": 0, "length": 1}, 'Can\'t find field "type"'),
        ({"type": "bold", "offset": 0}, 'Can\'t find field "length"'),
        (entity("", 0, 1), "Type is not specified"),
        (entity("blink", 0, 1), "Unsupported type specified"),
        (entity("bold", True, 1), 'Field "offset" must be a Number'),
        (entity("bold", 0, "一"), 'Field "length" must be a Number'),
        (entity("bold", 0, None), 'Field "length" must be a Number'),
        (entity("text_link", 0, 1), 'Can\'t find field "url"'),
        (entity("text_mention", 0, 1), 'Can\'t find field "user"'),
        (entity("date_time", 0, 1, unix_time=60, date_time_format="q"), "Invalid date-time format specified"),
    ],
)
def test_an_entity_of_a_wrong_shape_is_refused_in_the_servers_words(wrong: Any, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        given_marks("x", [wrong])
    assert refused.value.description == f"can't parse MessageEntity: {reason}"


@pytest.mark.parametrize(
    ("offset", "length", "reason"),
    [
        (1, 1, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (0, 1, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
        (3, 1, "entity begins after the end of the text at UTF-16 offset 3"),
        (9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        (2, 9, "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11"),
        (-1, 1, "receive an entity with incorrect offset -1"),
        (0, -1, "receive an entity with incorrect length -1"),
        (0, 1_000_001, "receive an entity with incorrect length 1000001"),
    ],
)
def test_an_entity_outside_the_text_is_refused_in_the_servers_words(offset: int, length: int, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        given_marks("🔥x", [entity("bold", offset, length)])
    assert refused.value.description == reason

import pytest

from sandbox.formatting.mark import Mark, ParseError
from sandbox.formatting.markdown import parse_markdown_v2


def marks(text: str) -> list[tuple[str, str]]:
    shown, found = parse_markdown_v2(text)
    return [(mark.kind, shown[mark.start : mark.end]) for mark in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*隐患🔥*", [("bold", "隐患🔥")]),
        ("_x_", [("italic", "x")]),
        ("__x__", [("underline", "x")]),
        ("~x~", [("strikethrough", "x")]),
        ("||x||", [("spoiler", "x")]),
        ("`x_*`", [("code", "x_*")]),
        ("```x```", [("pre", "x")]),
        ("*a _b_*", [("bold", "a b"), ("italic", "b")]),
        ("_a __b___", [("italic", "a b"), ("underline", "b")]),
        ("**", []),
        ("a\\>b", []),
        (">x", [("blockquote", "x")]),
        (">a\n>b\nc", [("blockquote", "a\nb\n")]),
        (">a\n>b||", [("expandable_blockquote", "a\nb")]),
        (">a||\nb", [("expandable_blockquote", "a\n")]),
        (">a\n**>b", [("blockquote", "a\n"), ("blockquote", "b")]),
        (">a||\r\nb", [("expandable_blockquote", "a\r\n")]),
    ],
)
def test_markers_mark_what_they_hold(text: str, expected: list[tuple[str, str]]) -> None:
    assert marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x](https://t.me/a\\)b)", [Mark(0, 1, "text_link", {"url": "https://t.me/a)b"})]),
        ("[example\\.com]", [Mark(0, 11, "text_link", {"url": "http://example.com/"})]),
        ("[x](nowhere)", []),
        ("[](example.com)", []),
        ("[x](tg://user?id=7)", [Mark(0, 1, "text_mention", {"user": {"id": 7, "is_bot": False, "first_name": ""}})]),
        ("![👍](tg://emoji?id=5368)", [Mark(0, 1, "custom_emoji", {"custom_emoji_id": "5368"})]),
        ("![x](tg://time?unix=60&format=dt)", [Mark(0, 1, "date_time", {"unix_time": 60, "date_time_format": "dt"})]),
        ("![x](tg://time?unix=60)", [Mark(0, 1, "date_time", {"unix_time": 60})]),
        ("```py\nx```", [Mark(0, 1, "pre", {"language": "py"})]),
        ("```py```", [Mark(0, 2, "pre")]),
        ("```\r\nx```", [Mark(0, 1, "pre")]),
    ],
)
def test_links_emoji_and_languages_carry_more(text: str, expected: list[Mark]) -> None:
    assert parse_markdown_v2(text)[1] == expected


@pytest.mark.parametrize("char", "()]#+-=|{}.!>")
def test_a_reserved_character_must_be_escaped(char: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_markdown_v2(f"a{char}")
    assert refused.value.description == (
        f"can't parse entities: Character '{char}' is reserved and must be escaped with the preceding '\\'"
    )
    assert parse_markdown_v2(f"a\\{char}") == (f"a{char}", [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("🔥_x", "Can't find end of Italic entity at byte offset 4"),
        ("患*x", "Can't find end of Bold entity at byte offset 3"),
        ("__x_", "Can't find end of Italic entity at byte offset 3"),
        ("||x", "Can't find end of Spoiler entity at byte offset 0"),
        ("~x", "Can't find end of Strikethrough entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("```x", "Can't find end of Pre entity at byte offset 0"),
        ("```py x", "Can't find end of PreCode entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 4"),
        ("[x](y\\)", "Can't find end of a URL at byte offset 4"),
        ("![x", "Can't find end of CustomEmoji entity at byte offset 0"),
        ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![x](https://t.me)", "Invalid tg://emoji or tg://time URL specified"),
        ("![x](tg://emoji?id=07)", "Invalid tg://emoji or tg://time URL specified"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        (">a||\n>b||\n||", "Can't find end of Spoiler entity at byte offset 10"),
        (">a||x\nb", "Can't find end of Spoiler entity at byte offset 2"),
    ],
)
def test_what_does_not_end_is_refused_in_the_servers_words(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_markdown_v2(text)
    assert refused.value.description == f"can't parse entities: {reason}"


def test_a_backslash_escapes_any_ascii_character_and_no_other() -> None:
    assert parse_markdown_v2("\\a\\\\\\患\\") == ("a\\\\患\\", [])


def test_ten_thousand_escaped_characters_are_read() -> None:
    assert parse_markdown_v2("\\." * 10_000) == ("." * 10_000, [])

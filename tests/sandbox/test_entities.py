from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import Entity, ParseError, check, commands, parse, utf16_len


def words(text: str, entities: list[Entity]) -> list[tuple[str, str]]:
    units = text.encode("utf-16-le")
    return [
        (entity["type"], units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le"))
        for entity in entities
    ]


def entity(kind: str, offset: int, length: int, **extra: Any) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **extra}


def shown_or_refused(text: str, mode: str | None) -> tuple[str, list[Entity]]:
    try:
        return parse(text, mode)
    except ParseError as error:
        if mode and error.description.startswith("can't parse entities: "):
            return "", []
        raise


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("a", 1), ("患", 1), ("🔥", 2), ("👨‍👩‍👧", 8), ("\ud83d", 1), ("⚠️", 2)]
)
def test_a_character_beyond_the_first_plane_counts_twice(text: str, length: int) -> None:
    assert utf16_len(text) == length


def test_offsets_and_lengths_are_in_utf16_units() -> None:
    assert parse("🔥<b>患🔥</b>", "HTML") == ("🔥患🔥", [entity("bold", 2, 3)])


@pytest.mark.parametrize(
    ("mode", "text"),
    [("HTML", "<b>1</b>. #火"), ("html", "<b>1</b>. #火"), ("MarkdownV2", "*1*\\. \\#火"), ("Markdown", "*1*. #火")],
)
def test_each_mode_reads_its_own_markup(mode: str, text: str) -> None:
    assert parse(text, mode) == ("1. #火", [entity("bold", 0, 1), entity("hashtag", 3, 2)])


@pytest.mark.parametrize("mode", [None, "", "none"])
def test_without_a_mode_markup_is_text(mode: str | None) -> None:
    assert parse("<b>*1*</b>", mode) == ("<b>*1*</b>", [])


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ParseError, match=r"^unsupported parse_mode$"):
        parse("x", "BBCode")


def test_broken_markup_is_refused_with_its_place() -> None:
    with pytest.raises(ParseError) as refused:
        parse("隐患<x>", "HTML")
    assert refused.value.description == 'can\'t parse entities: Unsupported start tag "x" at byte offset 6'


@pytest.mark.parametrize("mode", [None, "HTML", "MarkdownV2", "Markdown"])
def test_a_lone_surrogate_is_no_text(mode: str | None) -> None:
    with pytest.raises(ParseError, match=r"^text must be encoded in UTF-8$"):
        parse("a\ud83d", mode)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200f", "<b> </b>", "<b></b>", "<i>\u3000</i>"])
def test_a_text_with_nothing_visible_becomes_empty(text: str) -> None:
    assert parse(text, "HTML") == ("", [])


def test_blanks_around_and_control_characters_inside_are_taken_out() -> None:
    assert parse("\n <b>隐\r\n患</b>\t ", "HTML") == ("隐\n患", [entity("bold", 0, 3)])


def test_a_name_that_turns_the_text_around_is_tamed() -> None:
    shown, entities = parse("\u202e<b>\u200f\u200f张三</b>\u202c 报告", "HTML")
    assert words(shown, entities) == [("bold", "\u200c\u200f张三")]
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>a</b><b>b</b>", [("bold", "ab")]),
        ("<b>a<b>b</b></b>", [("bold", "ab")]),
        ("<b>a<i>b</i></b>", [("bold", "a"), ("bold", "b"), ("italic", "b")]),
        ("<b><i>ab</i></b>", [("bold", "ab"), ("italic", "ab")]),
        ("<code>a<b>b</b></code>", [("code", "ab")]),
        ("<b>a<code>b</code>c</b>", [("bold", "a"), ("code", "b"), ("bold", "c")]),
        ("<a href='t.me/x'>a<a href='t.me/y'>b</a></a>", [("text_link", "ab")]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", [("blockquote", "ab")]),
        ("<b>/sos 3号</b>", [("bot_command", "/sos"), ("bold", "/sos"), ("bold", " 3号")]),
        ("<a href='t.me/x'>/sos</a>", [("text_link", "/sos")]),
        ("<code>/sos #火</code> /my", [("code", "/sos #火"), ("bot_command", "/my")]),
        ("<b>@wan</b>gge", [("mention", "@wangge"), ("bold", "@wan")]),
    ],
)
def test_what_overlaps_is_merged_cut_or_dropped(text: str, expected: list[tuple[str, str]]) -> None:
    assert words(*parse(text, "HTML")) == expected


def test_a_link_to_a_user_is_a_mention_of_that_user() -> None:
    user = {"id": 42, "is_bot": False, "first_name": ""}
    assert parse('<a href="tg://user?id=42">张三</a>', "HTML")[1] == [entity("text_mention", 0, 2, user=user)]


def test_plain_text_is_searched_for_commands_and_tags() -> None:
    text = "🔥 /report@wangge_bot 3号楼 #隐患 @wangge t.me/x"
    assert words(text, commands(text)) == [
        ("bot_command", "/report@wangge_bot"),
        ("hashtag", "#隐患"),
        ("mention", "@wangge"),
        ("url", "t.me/x"),
    ]


def test_given_entities_are_kept_and_found_ones_added() -> None:
    given_entities = [entity("bold", 0, 2), entity("text_link", 2, 1, url="t.me/x"), entity("hashtag", 0, 1)]
    assert check("🔥x #火 ", given_entities) == (
        "🔥x #火",
        [entity("bold", 0, 2), entity("text_link", 2, 1, url="http://t.me/x"), entity("hashtag", 4, 2)],
    )


def test_a_wrong_given_entity_is_refused() -> None:
    with pytest.raises(ParseError, match=r"^entity begins in a middle of a UTF-16 symbol at byte offset 4$"):
        check("🔥x", [entity("bold", 1, 1)])


@pytest.mark.parametrize("mode", [None, "HTML", "Markdown"])
def test_ten_thousand_characters_are_read_whole(mode: str | None) -> None:
    text = "三号楼二楼楼道堆满杂物，" * 834
    assert parse(text, mode) == (text, [])


def test_as_many_tags_as_fit_are_read() -> None:
    shown, entities = parse("<i>火</i> " * 2_900, "HTML")
    assert shown == "火 " * 2_899 + "火"
    assert len(entities) == 2_900


def test_more_than_32_kibibytes_are_not_read_at_all() -> None:
    assert parse("x" * 32_768, None) == ("x" * 32_768, [])
    with pytest.raises(ParseError, match=r"^text is too long$"):
        parse("患" * 10_923, "HTML")


def test_an_empty_text_needs_no_known_mode() -> None:
    assert parse("", "BBCode") == ("", [])


@pytest.mark.parametrize("mode", [None, "HTML", "MarkdownV2", "Markdown"])
@settings(max_examples=150)
@given(text=st.text(alphabet="ab患🔥<>/&;bi\"'=*_`~|[]()!\\>#@.\n\r\t \u200b\u200f\u202e", max_size=40))
def test_any_text_is_either_shown_with_entities_inside_it_or_refused(mode: str | None, text: str) -> None:
    shown, entities = shown_or_refused(text, mode)
    assert shown == shown.rstrip(" \n")
    assert all(word for _, word in words(shown, entities))
    assert all(one["offset"] + one["length"] <= utf16_len(shown) for one in entities)


@settings(max_examples=150)
@given(text=st.text(max_size=60))
def test_an_escaped_text_is_shown_as_the_text_itself(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse(escaped, "HTML") == parse(text, None)

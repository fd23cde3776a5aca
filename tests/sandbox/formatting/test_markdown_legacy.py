import pytest

from sandbox.formatting.mark import Mark, ParseError
from sandbox.formatting.markdown_legacy import parse_markdown


@pytest.mark.parametrize(
    ("text", "shown", "marks"),
    [
        ("*隐患* _x_ `y`", "隐患 x y", [Mark(0, 2, "bold"), Mark(3, 4, "italic"), Mark(5, 6, "code")]),
        ("*a _b*", "a _b", [Mark(0, 4, "bold")]),
        ("\\*x\\_ \\a", "*x_ \\a", []),
        ("[x](example.com)!", "x!", [Mark(0, 1, "text_link", {"url": "http://example.com/"})]),
        ("[x](example.com", "x", [Mark(0, 1, "text_link", {"url": "http://example.com/"})]),
        ("[x](nowhere).", "x.", []),
        (
            "[t.me](tg://user?id=7)",
            "t.me",
            [Mark(0, 4, "text_mention", {"user": {"id": 7, "is_bot": False, "first_name": ""}})],
        ),
        ("```py\nx```.", "x.", [Mark(0, 1, "pre", {"language": "py"})]),
        ("```x```", "x", [Mark(0, 1, "pre")]),
        ("**__", "", []),
        ("1. a-b!", "1. a-b!", []),
    ],
)
def test_the_old_markers_mark_without_nesting(text: str, shown: str, marks: list[Mark]) -> None:
    assert parse_markdown(text) == (shown, marks)


@pytest.mark.parametrize(
    ("text", "offset"), [("患*x", 3), ("_x", 0), ("`x", 0), ("```x``", 0), ("[x", 0), ("*a* _", 4)]
)
def test_what_does_not_end_is_refused_with_its_byte_offset(text: str, offset: int) -> None:
    with pytest.raises(ParseError) as refused:
        parse_markdown(text)
    assert refused.value.description == (
        f"can't parse entities: Can't find end of the entity starting at byte offset {offset}"
    )

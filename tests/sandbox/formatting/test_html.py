import pytest

from sandbox.formatting.html import parse_html
from sandbox.formatting.mark import Mark, ParseError, in_order


def marks(text: str) -> list[tuple[str, str]]:
    shown, found = parse_html(text)
    return [(mark.kind, shown[mark.start : mark.end]) for mark in in_order(found)]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_each_plain_tag_marks_what_it_holds(tag: str, kind: str) -> None:
    assert marks(f"甲<{tag}>隐患🔥</{tag}>乙") == [(kind, "隐患🔥")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<span class="tg-spoiler">x</span>', [Mark(0, 1, "spoiler")]),
        ("<blockquote expandable>x</blockquote>", [Mark(0, 1, "expandable_blockquote")]),
        ("<blockquote cite='' expandable=no>x</blockquote>", [Mark(0, 1, "expandable_blockquote")]),
        ('<a href="https://t.me/x?a=1&amp;b=2">x</a>', [Mark(0, 1, "text_link", {"url": "https://t.me/x?a=1&b=2"})]),
        ("<a href=example.com>x</a>", [Mark(0, 1, "text_link", {"url": "http://example.com/"})]),
        ("<a>example.com</a>", [Mark(0, 11, "text_link", {"url": "http://example.com/"})]),
        ("<a href='javascript:alert(1)'>x</a>", []),
        ("<a href='nowhere'>x</a>", []),
        (
            "<a href='tg://user?id=42'>x</a>",
            [Mark(0, 1, "text_mention", {"user": {"id": 42, "is_bot": False, "first_name": ""}})],
        ),
        ("<tg-emoji emoji-id='5368'>👍</tg-emoji>", [Mark(0, 1, "custom_emoji", {"custom_emoji_id": "5368"})]),
        ('<pre><code class="language-py">x</code></pre>', [Mark(0, 1, "pre", {"language": "py"})]),
        ('<code class="language-py"><pre>x</pre></code>', [Mark(0, 1, "pre", {"language": "py"})]),
        ("<pre><code>x</code></pre>", [Mark(0, 1, "code"), Mark(0, 1, "pre")]),
        ('<pre> <code class="language-py">x</code></pre>', [Mark(1, 2, "code"), Mark(0, 2, "pre")]),
        ('<code class="language-py">x</code>', [Mark(0, 1, "code")]),
        (
            "<tg-time unix=60 format='wDT'>x</tg-time>",
            [Mark(0, 1, "date_time", {"unix_time": 60, "date_time_format": "wDT"})],
        ),
        ("<tg-time>x</tg-time>", []),
        ("<B  CLASS = x >x</B  >", [Mark(0, 1, "bold")]),
        ("<i>x</>", [Mark(0, 1, "italic")]),
        ("<b></b>", []),
    ],
)
def test_attributes_say_more(text: str, expected: list[Mark]) -> None:
    assert parse_html(text)[1] == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&lt&gt&amp;amp", "<>&amp"),
        ("&#38544;&#x60a3; &#x1F525;", "隐患 🔥"),
        ("&nbsp;&LT;&copy;", "&nbsp;&LT;&copy;"),
        ("&#0;&#;&#x;&#xg;&#12345678;&#x10ffff;", "&#0;&#;&#x;&#xg;&#12345678;&#x10ffff;"),
        ("a & b &", "a & b &"),
        ("1 > 0 \"'", "1 > 0 \"'"),
    ],
)
def test_only_four_names_and_numbers_are_references(text: str, shown: str) -> None:
    assert parse_html(text) == (shown, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("隐患<x>", 'Unsupported start tag "x" at byte offset 6'),
        ("🔥<BR/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("3<5", "Unclosed start tag at byte offset 1"),
        ("<", "Unclosed start tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b class", 'Unclosed start tag "b" at byte offset 0'),
        ("<b class = ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b class=x", "Unclosed start tag at byte offset 0"),
        ("<a href='x>", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href=http://x.com>", "Unexpected end of name token at byte offset 8"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("患<b></b></b>", "Unexpected end tag at byte offset 10"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b x>", "Unclosed end tag at byte offset 4"),
        ("<b>患<i>x</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix=1 format=q>x</tg-time>", "Invalid date format used"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_broken_markup_is_refused_in_the_servers_words(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_html(text)
    assert refused.value.description == f"can't parse entities: {reason}"


def test_tags_nest_as_deep_as_they_like() -> None:
    shown, found = parse_html("<b><i><u>" * 1000 + "x" + "</u></i></b>" * 1000)
    assert shown == "x"
    assert len(found) == 3000


def test_ten_thousand_characters_between_tags_stay_as_they_are() -> None:
    long = "墙上有裂缝。" * 1700
    assert marks(f"<b>{long}</b>") == [("bold", long)]

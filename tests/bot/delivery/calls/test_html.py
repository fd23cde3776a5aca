from html.parser import HTMLParser

import pytest

from bot.delivery.calls.html import cut_html, cut_plain, plain, units


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def is_whole(markup: str) -> bool:
    balance = Balance()
    balance.feed(markup)
    balance.close()
    return balance.open == []


@pytest.mark.parametrize(
    ("markup", "limit", "cut"),
    [
        ("short", 5, "short"),
        ("<b>short</b>", 5, "<b>short</b>"),
        ("longer", 5, "long…"),
        ("<b>longer</b>", 5, "<b>long…</b>"),
        ("<b>one <i>two</i></b> three", 6, "<b>one <i>t…</i></b>"),
        ("a &amp; b", 5, "a &amp; b"),
        ("a&amp;&lt;b", 3, "a&amp;…"),
        ("ab&amp;c", 3, "ab…"),
        ('<a href="https://e.org/?a=1&amp;b=2">a link</a>', 4, '<a href="https://e.org/?a=1&amp;b=2">a l…</a>'),
        ("火警火警", 3, "火警…"),
        ("a🔥🔥", 4, "a🔥…"),
        ("a🔥🔥", 3, "a…"),
        ("<b>1</b><i>2</i><u>3</u>", 2, "<b>1</b><i>…</i>"),
        ("word word", 6, "word…"),
    ],
)
def test_markup_is_cut_by_what_is_seen_and_its_tags_closed(markup: str, limit: int, cut: str) -> None:
    shortened = cut_html(markup, limit)
    assert shortened == cut
    assert units(plain(shortened)) <= limit
    assert is_whole(shortened)


@pytest.mark.parametrize("limit", range(1, 60))
def test_whatever_the_limit_the_markup_stays_whole(limit: int) -> None:
    markup = '<b>H412 &lt;script&gt; <i>三楼🔥<a href="tg://user?id=1">张三</a></i></b> <code>x&amp;y</code>' * 2
    shortened = cut_html(markup, limit)
    assert units(plain(shortened)) <= limit
    assert is_whole(shortened)


def test_ten_thousand_characters_fit_a_message() -> None:
    assert units(plain(cut_html(f"<blockquote>{'隐患' * 5000}</blockquote>", 4096))) == 4096


@pytest.mark.parametrize(
    ("markup", "seen"), [("<b>a</b> &amp; b", "a & b"), ("a < b & c", "a < b & c"), ("&#128293;", "🔥")]
)
def test_plain_text_is_what_a_reader_sees(markup: str, seen: str) -> None:
    assert plain(markup) == seen


@pytest.mark.parametrize(("text", "cut"), [("abc", "abc"), ("abcd", "ab…"), ("a🔥🔥", "a…")])
def test_plain_text_is_cut_too(text: str, cut: str) -> None:
    assert cut_plain(text, 3) == cut

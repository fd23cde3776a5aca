import pytest

from sandbox.formatting.addresses import addresses


def found(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, text[mark.start : mark.end]) for mark in addresses(text)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see example.com.", "example.com"),
        ("(example.com)", "example.com"),
        ("HTTPS://Example.COM/a?b=c#d!", "HTTPS://Example.COM/a?b=c#d"),
        ("http://a.bc:8080/x", "http://a.bc:8080/x"),
        ("example.com:70000/x", "example.com"),
        ("example.com/a_(b))", "example.com/a_(b)"),
        ("详见 www.例子.中国/隐患 一文", "www.例子.中国/隐患"),
        ("👉http://example.com/", "http://example.com/"),
        ("http://name@example.com", "http://name@example.com"),
        ("127.0.0.1:8443", "127.0.0.1:8443"),
        ("xn--fiqs8s.xn--fiqs8s", "xn--fiqs8s.xn--fiqs8s"),
        ("http://made.up", "http://made.up"),
        ("tg://resolve?domain=x.", "tg://resolve?domain=x"),
        ("https://t.me/abc…", "https://t.me/abc"),
        ("«t.me/x»", "t.me/x"),
    ],
)
def test_an_address_in_a_text_is_found(text: str, url: str) -> None:
    assert found(text) == [("url", url)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.b",
        "made.up",
        "end.Then",
        "Thanks.Me",
        "1.5",
        "2026.11.22",
        "3.号楼",
        "256.0.0.1",
        "..com",
        "-.com",
        "a_.com",
        "a.co_m",
        "@example.com",
        "#example.com",
        "/example.com",
        "sftp://example.com",
        "a-.com",
        "http://.com",
        "a" * 64 + ".com",
        "a@b@example.com",
        "xn--.xn--x",
        "a?b@example.com",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        ("grid-12@example.com", "grid-12@example.com"),
        ("mailto:a.b+c@mail.example.cn!", "a.b+c@mail.example.cn"),
        ("<a@b.com>", "a@b.com"),
    ],
)
def test_a_mail_address_is_found(text: str, mail: str) -> None:
    assert found(text) == [("email", mail)]


@pytest.mark.parametrize("piece", ["a.", "a@", ".@", "http://", "，", "a:b", "tg://", "a.com/(", "1", "?"])
def test_ten_thousand_characters_without_an_end_are_read_through(piece: str) -> None:
    assert len(found(piece * (10_000 // len(piece)))) <= 10_000 // len(piece)

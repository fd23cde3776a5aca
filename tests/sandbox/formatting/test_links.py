import pytest

from sandbox.formatting.links import checked, emoji_of, time_of, user_of


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("example.com", "http://example.com/"),
        ("HTTPS://Example.COM/Path", "https://example.com/Path"),
        ("http://example.com?q=1#x", "http://example.com/?q=1#x"),
        ("http://a:b@example.com:0080/", "http://a:b@example.com:80/"),
        ("http://例子.中国/隐患 1", "http://例子.中国/隐患%201"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("mailto:a@example.com", "http://mailto:a@example.com/"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_an_address_is_written_out_in_full(url: str, full: str) -> None:
    assert checked(url) == full


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "nowhere",
        "http://",
        "http://localhost",
        "ftp://example.com",
        "javascript:alert(1)",
        "mailto:x",
        "http://a b.com",
        "http://a.com:0",
        "http://a.com:65536",
        "http://a.com:x",
        "http://<b>.com",
        "tg://a b",
        ".",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert checked(url) is None


@pytest.mark.parametrize(
    ("url", "user"),
    [
        ("tg://user?id=42", 42),
        ("TG:user?x=1&id=42#id=7", 42),
        ("tg://user/?id=42&id=7", 42),
        ("tg://user?id=", None),
        ("tg://user?id=0", None),
        ("tg://user?id=-5", None),
        ("tg://user?id=４２", None),
        ("tg://users?id=42", None),
        ("https://t.me/user?id=42", None),
    ],
)
def test_a_user_link_names_a_user(url: str, user: int | None) -> None:
    assert user_of(url) == user


def test_an_emoji_link_names_an_emoji() -> None:
    assert emoji_of("tg://emoji?id=5368") == "5368"
    assert emoji_of("tg://emoji?id=x") is None


@pytest.mark.parametrize(
    ("url", "time"),
    [
        ("tg://time?unix=60", (60, "")),
        ("tg://time?unix=60&format=r", (60, "r")),
        ("tg://time?unix=60&format=rt", None),
        ("tg://time?format=t", None),
    ],
)
def test_a_time_link_names_a_moment_and_its_format(url: str, time: tuple[int, str] | None) -> None:
    assert time_of(url) == time

import pytest

from sandbox.formatting.found import found


def words(text: str, kind: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in found(text) if mark.kind == kind]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/report 3号楼", ["/report"]),
        ("/status@wangge_bot H412", ["/status@wangge_bot"]),
        ("请发 /report，谢谢", ["/report"]),
        ("/a /b\n/c", ["/a", "/b", "/c"]),
        ("请发/report", []),
        ("a/b", []),
        ("//x", []),
        ("/x/", []),
        ("/a@b", []),
        ("/隐患", []),
        ("</b>", []),
        ("/" + "x" * 64, ["/" + "x" * 64]),
        ("/" + "x" * 65, []),
        ("\u200f/sos", ["/sos"]),
    ],
)
def test_a_command_stands_by_itself(text: str, commands: list[str]) -> None:
    assert words(text, "bot_command") == commands


@pytest.mark.parametrize(
    ("text", "hashtags"),
    [
        ("#隐患 楼道堆物", ["#隐患"]),
        ("#隐患，楼道", ["#隐患"]),
        ("#消防2026 #_x", ["#消防2026", "#_x"]),
        ("#2026", []),
        ("隐患#消防", []),
        ("#a#b", []),
        ("##a", ["#a"]),
        ("#a@abc", ["#a@abc"]),
        ("#a@ab", ["#a"]),
        ("#мусор #خطر #ก", ["#мусор", "#خطر", "#ก"]),
        ("#火🔥", ["#火"]),
        ("#" + "火" * 300, ["#" + "火" * 256]),
    ],
)
def test_a_hashtag_has_letters_of_any_script(text: str, hashtags: list[str]) -> None:
    assert words(text, "hashtag") == hashtags


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@wangge_bot 你好", ["@wangge_bot"]),
        ("（@wangge）", ["@wangge"]),
        ("你好@wangge", []),
        ("@abc @gif", ["@gif"]),
        ("@" + "a" * 33, []),
        ("@abcd@efgh", ["@abcd"]),
    ],
)
def test_a_mention_is_a_whole_name(text: str, mentions: list[str]) -> None:
    assert words(text, "mention") == mentions


@pytest.mark.parametrize(
    ("text", "cashtags"),
    [
        ("$ABC $1INCH", ["$ABC", "$1INCH"]),
        ("$abc", []),
        ("$$ABC", []),
        ("x$ABC", []),
        ("$ABCDEFGHI", []),
        ("$ABCd", []),
    ],
)
def test_a_cashtag_is_in_capitals(text: str, cashtags: list[str]) -> None:
    assert words(text, "cashtag") == cashtags


def test_of_two_that_overlap_the_one_that_begins_first_stays() -> None:
    text = "https://t.me/x#tag name@example.com"
    assert [(mark.kind, text[mark.start : mark.end]) for mark in found(text)] == [
        ("url", "https://t.me/x#tag"),
        ("email", "name@example.com"),
    ]


def test_all_kinds_come_in_the_order_of_the_text() -> None:
    text = "/sos #隐患 @wangge t.me $ABC a@b.com"
    assert [mark.kind for mark in found(text)] == ["bot_command", "hashtag", "mention", "url", "cashtag", "email"]


@pytest.mark.parametrize("piece", ["#a", "/a", "@abcd", "$A", "#", "/", "字"])
def test_ten_thousand_characters_of_one_kind_are_read_through(piece: str) -> None:
    assert all(mark.end <= 10_000 for mark in found(piece * (10_000 // len(piece))))

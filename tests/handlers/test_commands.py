"""Where a command ends, whom it addresses, and what is left to be read."""

from typing import Any

import pytest

from handlers.commands import command_in
from handlers.request import Command

ENDS = [
    "，",
    "：",
    "。",
    "！",
    "、",
    "；",
    "？",
    ",",
    ":",
    ".",
    "!",
    "…",
    "\u3000",
    "\u00a0",
    "\t",
    "\n",
    " ",
    "  ",
    "：\u3000",
    "——",
]


def marked(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


@pytest.mark.parametrize("part", ["text", "caption"])
@pytest.mark.parametrize("name", ["/report", "/report@wangge_bot", "/REPORT@Wangge_Bot"])
@pytest.mark.parametrize("end", ENDS)
def test_a_command_ends_where_no_name_can_go_on(part: str, name: str, end: str) -> None:
    said = command_in({part: f"{name}{end}3号楼楼道堆物，过不去！"}, "wangge_bot")
    assert said == Command("report", "3号楼楼道堆物，过不去！", addressed="@" in name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/sos！！！", Command("sos", "")),
        ("/sos!!!着火了", Command("sos", "着火了")),
        ("/sos。", Command("sos", "")),
        ("/report楼道堆物", Command("report", "楼道堆物")),
        ("/report🔥着火了", Command("report", "🔥着火了")),
        ("/report（3号楼）堆物", Command("report", "（3号楼）堆物")),
        ("/status H12", Command("status", "H12")),
        ("/leave 12.1-12.3", Command("leave", "12.1-12.3")),
        ("\u00a0/report 电线", Command("report", "电线")),
        ("/上报 楼道堆物", Command("上报", "楼道堆物")),
        ("/上报：楼道堆物", Command("上报", "楼道堆物")),
        ("/bind\tK7MPQ2XW9RTA\n", Command("bind", "K7MPQ2XW9RTA")),
    ],
)
def test_what_is_read_of_a_command(text: str, expected: Command) -> None:
    assert command_in({"text": text}, "wangge_bot") == expected


@pytest.mark.parametrize(
    "message",
    [
        {"text": "/report@another_bot 楼道堆物"},
        {"text": "请发 /report 楼道堆物"},
        {"text": "/ report"},
        {"text": "// 注释"},
        {"text": "/"},
        {"text": ""},
        {},
        {"text": "/report 楼道堆物", "entities": [marked("code", 0, 12)]},
        {"caption": "/sos", "caption_entities": [marked("pre", 0, 4)]},
    ],
)
def test_what_is_no_command_to_this_bot(message: dict[str, Any]) -> None:
    assert command_in(message, "wangge_bot") is None

"""/ledger as Telegram sends it: who is asked what, who is refused, what is said on the way."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import Attachment, MessageContent, Skip
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.ledgers.columns import LedgerName
from models.ledgers.queue import FILE, STATUS
from models.ledgers.tables import ExportState, Failure, LedgerExport
from models.members.administrators import ADMINISTRATORS
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.obligations.tasks_room import (
    ABOVE,
    LEADER,
    MEMBER,
    QUESTION,
    RESIDENT,
    STRANGER,
    answers,
    content,
    labels,
    press,
)
from tests.handlers.room import Room
from tests.street import GROUP, Street, resign

NAMES = [
    *(
        "隐患",
        "隐患处置记录",
        "整改",
        "移交",
        "求助",
        "火灾",
        "巡查",
        "场所",
        "器材",
        "漏查",
        "通知预警",
        "宣传",
        "培训",
    ),
    *("责任书", "人员", "应急预案", "网格", "网格档案"),
]


async def exports(room: Room) -> list[LedgerExport]:
    rows = select(LedgerExport).order_by(LedgerExport.id).execution_options(populate_existing=True)  # type: ignore[arg-type]
    return list((await room.session.scalars(rows)).all())


async def only(room: Room) -> LedgerExport:
    [export] = await exports(room)
    return export


async def test_a_leader_presses_what_is_wanted(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/ledger")
    offered = await content(room, "ledgers.choose")
    assert labels(offered) == NAMES
    await press(room, LEADER, "隐患", "ledgers.choose")
    assert labels(await content(room, QUESTION)) == ["本周", "上周", "本月", "上月", "今年", "取消"]
    await press(room, LEADER, "上月", QUESTION)
    asked = await content(room, QUESTION)
    assert "手机号会遮盖" in asked.html
    await press(room, LEADER, "不含个人信息", QUESTION)
    export = await only(room)
    assert (export.kind, export.grid_id, export.person_id) == (LedgerName.HAZARDS, street.grid.id, street.leader.id)
    assert (export.first, export.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (export.personal, export.purpose, export.state) == (False, "", ExportState.WANTED)
    assert "隐患台账</b>，S-1-1网格，2026-10-01 – 2026-10-31\n正在生成" in await room.text(STATUS)


async def test_who_leads_several_chooses_the_grid_or_says_its_code(room: Room, street: Street) -> None:
    await room.says(ABOVE, ABOVE, "/ledger 巡查台账 本周")
    assert labels(await content(room, QUESTION)) == ["S-1网格", "S-1-1网格", "取消"]
    await press(room, ABOVE, "S-1-1网格", QUESTION)
    await room.says(ABOVE, ABOVE, "/ledger 漏查 2026-11")
    await answers(room, ABOVE, "没有这个网格")
    assert "没有找到这个网格" in await room.text("hazards.told")
    await answers(room, ABOVE, "S-1")
    told = [(each.kind, each.grid_id, each.first) for each in await exports(room)]
    assert told == [
        (LedgerName.PATROLS, street.grid.id, date(2026, 11, 16)),
        (LedgerName.MISSED, street.community.id, date(2026, 11, 1)),
    ]


async def test_for_personal_data_a_purpose_is_given_and_kept(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/ledger 场所 2026-11-01至2026-11-15 S-1-1")
    await answers(room, LEADER, "查")
    assert "4 到 200 个字" in await room.text("hazards.told")
    await answers(room, LEADER, "与消防大队联合检查")
    export = await only(room)
    assert (export.kind, export.first, export.last) == (LedgerName.PLACES, date(2026, 11, 1), date(2026, 11, 15))
    assert (export.personal, export.purpose) == (True, "与消防大队联合检查")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("/ledger 火星", "ledgers.bad_kind", "没有名为“火星”的台账"),
        ("/ledger 隐患 猴年马月 S-1-1", "ledgers.bad_days", "没有看懂时间“猴年马月”"),
        ("/ledger 隐患 2027-11", "ledgers.refused", "还没有开始"),
        ("/ledger 隐患 上月 Z-9", "ledgers.refused", "没有找到这个网格"),
        ("/ledger 隐患 上月 s-1", "ledgers.refused", "由其网格长及上级导出"),
    ],
)
async def test_what_cannot_be_read_or_had_is_answered(
    room: Room, street: Street, said: str, kind: str, words: str
) -> None:
    await room.says(LEADER, LEADER, said)
    assert words in await room.text(kind)
    assert await exports(room) == []


@pytest.mark.parametrize("who", [RESIDENT, MEMBER, STRANGER])
async def test_those_who_lead_nothing_are_told_so(room: Room, who: int) -> None:
    await room.says(who, who, "/ledger 隐患 上月")
    assert "由网格长以上人员导出" in await room.text("ledgers.not_leader")
    await room.standing(who, "ledgers.choose", 700)
    request = await room.presses(who, who, "ldg:hazards", on=700)
    assert request.toast is not None
    assert "由其网格长及上级导出" in request.toast.text
    assert await exports(room) == []


@pytest.mark.parametrize(
    ("who", "grid", "purpose", "may"),
    [
        (MEMBER, "S-1-1", "", False),
        (RESIDENT, "S-1-1", "", False),
        (LEADER, "S-1-1", "", True),
        (LEADER, "S-1-1", "联合检查", True),
        (LEADER, "S-1", "", False),
        (LEADER, "S-2", "", False),
        (ABOVE, "S-1-1", "联合检查", True),
        (STRANGER, "S", "", True),
        (STRANGER, "S", "联合检查", False),
    ],
)
async def test_whose_a_ledger_is(room: Room, street: Street, who: int, grid: str, purpose: str, may: bool) -> None:
    """The stranger runs the bot. Whoever answers the questions in another's place is refused by the act itself."""
    room.session.info[ADMINISTRATORS.name] = frozenset({STRANGER})
    other = Grid(code="S-2", name="二", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    room.session.add(other)
    await room.session.flush()
    person = {MEMBER: street.member, RESIDENT: street.resident, LEADER: street.leader, ABOVE: street.community_leader}
    subject = person.get(who, street.stranger)
    grids = {each.code: each.id for each in (street.street, street.community, street.grid, other)}
    given = {"days": ["2026-11-01", "2026-11-30"], "grid": grids[grid]}
    args: dict[str, Any] = {"form": "ledger", "act": "hazards", "of": who, "given": given}
    await room.standing(who, QUESTION, 900, subject.id, **args)
    question = await room.newest(QUESTION)
    if purpose:
        await room.says(who, who, purpose)
    else:
        await room.presses(who, who, f"hza:{question.id}:without", on=900)
    assert [bool(each.purpose) for each in await exports(room)] == ([bool(purpose)] if may else [])


async def test_an_administrator_has_every_ledger_by_its_grid(room: Room, street: Street) -> None:
    room.session.info[ADMINISTRATORS.name] = frozenset({STRANGER})
    await room.says(STRANGER, STRANGER, "/ledger 巡查 本周")
    assert (await only(room)).grid_id == street.street.id
    await room.says(STRANGER, STRANGER, "/ledger 隐患 本周 S-1-1")
    await answers(room, STRANGER, "想看看电话")
    assert "只提供给负责该网格" in await room.text("hazards.told")


async def test_in_a_group_it_leads_into_private(room: Room, street: Street) -> None:
    await room.says(LEADER, GROUP, "/ledger 隐患 上月")
    said = await content(room, "ledgers.in_private")
    [[button]] = said.buttons
    assert button.url == "https://t.me/wangge_bot?start=ledger"
    await room.says(LEADER, LEADER, "/start ledger")
    assert (await room.kinds(LEADER))[-1] == "ledgers.choose"
    assert await exports(room) == []


async def test_the_same_again_and_many_at_once_wait(room: Room, street: Street) -> None:
    for _ in range(2):
        await room.says(LEADER, LEADER, "/ledger 巡查 本周")
    assert "正在生成，完成后会自动发给您" in await room.text("ledgers.refused")
    for kind in ("器材", "漏查", "巡查 上周"):
        await room.says(LEADER, LEADER, f"/ledger {kind} {'' if ' ' in kind else '本周'}")
    assert "已有 3 份台账" in await room.text("ledgers.refused")
    assert len(await exports(room)) == 3


async def test_how_far_it_is_and_what_became_of_it_is_told(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/ledger 巡查 本周")
    export = await only(room)
    told = []
    steps: tuple[dict[str, Any], ...] = (
        {"rows": 5000, "total": 12000},
        {"state": ExportState.MADE, "rows": 12000},
        {"state": ExportState.SENT},
        *({"state": ExportState.FAILED, "failure": failure} for failure in Failure),
    )
    for values in steps:
        for name, value in values.items():
            setattr(export, name, value)
        await room.session.flush()
        told.append((await room.text(STATUS)).splitlines()[-1])
    assert told[:3] == [
        "正在生成：已写入 5,000 行，共约 12,000 行……",
        "已生成，共 12000 行，文件马上发出。",
        "已发送，共 12000 行。",
    ]
    assert [words[:6] for words in told[3:]] == ["您已不负责这", "文件超过 5", "没能生成。请", "没能发送。请"]


@pytest.mark.parametrize("purpose", ["", "与消防大队联合检查"])
async def test_the_file_says_what_it_is_and_is_protected_where_it_names_people(
    room: Room, street: Street, tmp_path: Path, purpose: str
) -> None:
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(b"PK")
    await room.says(LEADER, LEADER, "/ledger 场所 2026-11")
    await answers(room, LEADER, purpose or "不含个人信息")
    export = await only(room)
    export.state, export.file, export.rows, export.tries = ExportState.MADE, str(file), 2, 1
    message = enqueue(room.session, LEADER, FILE, Lane.REPLY, room.now, subject_id=export.id, tries=1)
    await room.session.flush()
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    name = "场所台账_S-1-1网格_20261101-20261130_内部资料.xlsx"
    assert (said.document, said.protected) == (Attachment(file, name), bool(purpose))
    assert ("不得外传" in said.html, "用途：" in said.html) == (bool(purpose), bool(purpose))

    file.unlink()
    assert isinstance(await room.worded(message), Skip)
    file.write_bytes(b"PK")
    export.tries = 2
    assert isinstance(await room.worded(message), Skip)


async def test_a_leader_who_has_resigned_is_refused(room: Room, street: Street) -> None:
    await resign(room.session, street.leader, room.now)
    await room.says(LEADER, LEADER, "/ledger 巡查 本周")
    assert "由网格长以上人员导出" in await room.text("ledgers.not_leader")

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.hazards.alerting.alerts import ALERT
from models.hazards.rectification.tables import Rectification
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.tables import Person
from tests.handlers.room import Room
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import PARTY, PRINTED, correct, order, void
from tests.street import GROUP, Street

MEMBER, REPORTER, STRANGER = 12, 11, 16
PAPER = "rectification.paper"
WORDS = "张三家门口楼道堆满杂物，堵住消防通道"


@pytest.fixture
async def hazard(room: Room, street: Street) -> Hazard:
    return await report(room.session, Said(GROUP, 7, WORDS, person=street.resident), street.grid, room.now, SHANGHAI)


@pytest.fixture
async def ordered(room: Room, hazard: Hazard, street: Street) -> Rectification:
    return await order(room.session, hazard, street.leader, room.now)


async def scanned(room: Room, ordered: Rectification, by: int = STRANGER, paper: str = "") -> list[str]:
    await room.says(by, by, f"/start hz_1_{ordered.token}{paper}")
    return await room.kinds(by)


async def shown(room: Room, ordered: Rectification, paper: str = "") -> str:
    assert (await scanned(room, ordered, paper=paper))[-1] == PAPER
    return await room.text(PAPER)


async def does(room: Room, hazard: Hazard, what: Act, person: Person, **given: str) -> None:
    await perform(room.session, hazard, what, person, room.now, SHANGHAI, **given)


async def test_who_holds_the_paper_sees_what_it_says_and_whom_to_ring(room: Room, ordered: Rectification) -> None:
    said = await shown(room, ordered)
    for told in ("〔2026〕第1号", "H1", "疏散通道/安全出口堵塞", "望城路1号3号楼二楼", "🟠 整改中", "11-23"):
        assert told in said
    for told in ("请按期整改", "傅勇 199****0012", "119"):
        assert told in said
    for hidden in ("李秀英", "张三", PARTY, "19900000012"):
        assert hidden not in said
    assert "延长" not in said


async def test_staff_and_the_reporter_see_the_hazard_itself(room: Room, ordered: Rectification) -> None:
    assert (await scanned(room, ordered, MEMBER))[-1] == ALERT
    assert (await scanned(room, ordered, REPORTER))[-1] == "hazards.status"


@pytest.mark.parametrize("typed", ["hz_1", "hz_1_ABCDEFGHJKMN", "hz_2_{token}", "hz_9_{token}"])
async def test_without_the_paper_s_own_link_nothing_is_told(
    room: Room, street: Street, ordered: Rectification, typed: str
) -> None:
    await report(room.session, Said(GROUP, 8, "楼梯间灯坏了", person=street.resident), street.grid, room.now, SHANGHAI)
    await room.says(STRANGER, STRANGER, "/start " + typed.format(token=ordered.token))
    assert await room.kinds(STRANGER) == ["hazards.unknown"]


async def test_what_its_holder_replies_is_not_taken_for_evidence(
    room: Room, ordered: Rectification, hazard: Hazard
) -> None:
    await shown(room, ordered)
    await room.sent(PAPER, 900)
    before = hazard.text
    await room.says(STRANGER, STRANGER, "已整改", reply_to_message={**room.message(42, STRANGER), "message_id": 900})
    assert hazard.text == before
    assert await room.kinds(STRANGER) == [PAPER, "members.hint"]


async def test_an_extension_is_told(room: Room, ordered: Rectification, hazard: Hazard, street: Street) -> None:
    await does(room, hazard, Act.EXTEND, street.leader, due="2026-12-01", reason="采购")
    said = await shown(room, ordered)
    assert "12-01" in said
    assert "整改期限已延长1次" in said


async def test_overdue_it_asks_to_act_at_once(room: Room, ordered: Rectification) -> None:
    room.now += timedelta(days=9)
    said = await shown(room, ordered)
    assert "已逾期2天" in said
    assert "整改已逾期" in said


async def test_done_and_closed_are_told_and_being_open_again(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await does(room, hazard, Act.DONE, street.member)
    assert "正在复核" in await shown(room, ordered)
    await does(room, hazard, Act.CLOSE, street.leader)
    assert "本通知书已办结" in await shown(room, ordered)
    await does(room, hazard, Act.DISSATISFIED, street.resident)
    assert "隐患又有反映" in await shown(room, ordered)


async def test_a_withdrawn_notice_says_since_when_and_points_to_a_newer_one(
    room: Room, session: AsyncSession, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await does(room, hazard, Act.DONE, street.member)
    await does(room, hazard, Act.DISMISS, street.leader, reason="mistake")
    said = await shown(room, ordered)
    assert "已于11-16撤销" in said
    assert "11-23" not in said
    hazard.state = State.OPEN
    await order(session, hazard, street.leader, room.now, "2026-12-05")
    assert "已撤销，请按新的通知书〔2026〕第2号整改" in await shown(room, ordered)


async def test_staff_and_the_reporter_who_scan_a_withdrawn_notice_are_told_so(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await scanned(room, ordered, MEMBER)
    assert "撤销" not in await room.text(ALERT)
    await does(room, hazard, Act.DONE, street.member)
    await does(room, hazard, Act.DISMISS, street.leader, reason="mistake")
    for person in (MEMBER, REPORTER):
        await scanned(room, ordered, person)
        assert "整改通知书〔2026〕第1号已于11-16撤销，不再有效" in await room.text("hazards.status")


async def test_it_reads_in_english_too(room: Room, ordered: Rectification) -> None:
    await scanned(room, ordered)
    assert "Please put it right in time" in await room.text(PAPER, "en")


@pytest.mark.parametrize(
    ("paper", "told", "kept"),
    [
        ("_1", ("您扫的这份通知书已作废", "已于11-16更正：责任单位（人）、隐患地点"), ("最新的一份",)),
        ("_2", ("您扫的这份通知书已作废", "已于11-16更正：隐患地点。"), ("最新的一份",)),
        ("_3", ("已于11-16更正：隐患地点。", "最新的一份"), ("您扫的",)),
        ("", ("已于11-16更正：责任单位（人）、隐患地点", "更正前的纸质通知书作废"), ("您扫的", "最新的一份")),
        ("_9", ("更正前的纸质通知书作废",), ("您扫的", "最新的一份")),
    ],
)
async def test_a_corrected_notice_tells_each_of_its_papers_whether_it_is_good(
    room: Room,
    ordered: Rectification,
    hazard: Hazard,
    street: Street,
    paper: str,
    told: tuple[str, ...],
    kept: tuple[str, ...],
) -> None:
    await correct(room.session, hazard, street.leader, room.now, responsible="望城物业")
    await correct(room.session, hazard, street.leader, room.now, place="三楼，找13912345678")
    said = await shown(room, ordered, paper)
    for each in (*told, "三楼，找139****5678", "11-23"):
        assert each in said
    for each in (*kept, PARTY, "望城物业", PRINTED["facts"]):
        assert each not in said


async def test_a_paper_of_before_an_extension_is_void_too(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await does(room, hazard, Act.EXTEND, street.leader, due="2026-12-01", reason="采购")
    assert "您扫的这份通知书已作废" in await shown(room, ordered, "_1")
    assert "最新的一份" in await shown(room, ordered, "_2")
    assert "最新的一份" not in await shown(room, ordered)


async def test_staff_who_scan_a_paper_that_was_replaced_hear_so_first(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    assert PAPER not in await scanned(room, ordered, MEMBER, "_1")
    await correct(room.session, hazard, street.leader, room.now, place="三楼")
    assert (await scanned(room, ordered, MEMBER, "_1"))[-2:] == [PAPER, ALERT]
    assert (await scanned(room, ordered, MEMBER, "_2"))[-2:] == [ALERT, ALERT]


async def test_a_voided_notice_says_when_and_why_and_nothing_of_the_one_that_follows(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await void(room.session, hazard, street.leader, room.now, "责任单位有误，找13912345678。")
    await order(room.session, hazard, street.leader, room.now, "2026-12-05")
    said = await shown(room, ordered, "_1")
    assert "本通知书已于11-16作废，不再执行。理由：责任单位有误，找139****5678。" in said
    for hidden in ("11-23", "12-05", "第2号", PARTY):
        assert hidden not in said


async def test_staff_and_the_reporter_are_told_of_a_voided_notice(
    room: Room, ordered: Rectification, hazard: Hazard, street: Street
) -> None:
    await void(room.session, hazard, street.leader, room.now)
    for person, kind in ((MEMBER, ALERT), (REPORTER, "hazards.status")):
        await scanned(room, ordered, person)
        assert "整改通知书〔2026〕第1号已于11-16作废，理由：责任单位有误" in await room.text(kind)

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import Languages
from handlers.forms import BadAnswer
from handlers.hazards.questions import FORM
from handlers.hazards.rectification.questions import EXTEND, ORDER
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import translator
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.hazards.rectification.tables import Rectification
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.outbox.tables import OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.street import Street

WHO, BY_WHEN, WHERE, WHAT = ORDER
TO_WHEN, WHY = EXTEND


@pytest.fixture
def made_request(session: AsyncSession, now: datetime) -> Request:
    return Request(session, now, "wangge_bot", Languages("zh_CN"), SHANGHAI)


@pytest.mark.parametrize(
    ("name", "missing"),
    [("王𠮷", "𠮷"), ("𠮷𠮷物业😀", "𠮷😀"), ("明珠小区物业（一期）No.3", None), ("䶮记·喆铺", None), ("〓公司", None)],
)
async def test_a_name_that_the_notice_cannot_print_is_asked_for_in_another_writing(
    made_request: Request, hazard: Hazard, name: str, missing: str | None
) -> None:
    if missing is None:
        assert await WHO.read(name, made_request, hazard) == name
        return
    with pytest.raises(BadAnswer) as bad:
        await WHO.read(name, made_request, hazard)
    assert f"印不出这些字：{missing}。" in FORM.complaint(translator("zh_CN"), bad.value.code, bad.value.data)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    made = Hazard(grid_id=street.grid.id, number=7, state=State.ACCEPTED, created_at=now)
    session.add(made)
    await session.flush()
    return made


@pytest.fixture
async def late(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> Hazard:
    """Under an order that is due on 20 November."""
    session.add(
        Rectification(
            hazard_id=hazard.id,
            office_id=street.street.id,
            year=2026,
            number=1,
            responsible="物业",
            by_id=street.leader.id,
            ordered_at=now,
            started_at=now,
            due_at=datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC),
            paper_not_before=now,
        )
    )
    await session.flush()
    return hazard


def context(session: AsyncSession, hazard: Hazard, now: datetime) -> RenderContext:
    message = OutboxMessage(
        chat_id=14, lane=1, kind="hazards.ask", subject_id=hazard.id, not_before=now, created_at=now
    )
    return RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot")


@pytest.mark.parametrize(("answer", "name"), [("明珠物业", "明珠物业"), (" 明珠\n物业\u202e ", "明珠 物业")])
async def test_the_party_is_one_line(made_request: Request, hazard: Hazard, answer: str, name: str) -> None:
    assert await WHO.read(answer, made_request, hazard) == name


@pytest.mark.parametrize("answer", ["", "\u200b", "长" * 81])
async def test_a_party_without_a_name_or_too_long_is_refused(
    made_request: Request, hazard: Hazard, answer: str
) -> None:
    with pytest.raises(BadAnswer):
        await WHO.read(answer, made_request, hazard)


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("3", "2026-11-19"),
        ("15", "2026-12-01"),
        ("12月1日", "2026-12-01"),
        ("1-5", "2027-01-05"),
        ("11/17", "2026-11-17"),
        ("4", "2026-11-20"),
        ("两周内", "2026-11-30"),
        ("下周五", "2026-11-27"),
        ("月底前完成", "2026-11-30"),
    ],
)
async def test_a_deadline_is_a_number_of_days_a_day_with_a_name_or_a_date(
    made_request: Request, hazard: Hazard, answer: str, day: str
) -> None:
    assert await BY_WHEN.read(answer, made_request, hazard) == day


@pytest.mark.parametrize(
    "answer", ["0", "999", "今天", "2026-11-16", "2025-12-01", "2028-01-01", "下周", "2-30", "３０００"]
)
async def test_a_deadline_that_will_not_do_is_refused(made_request: Request, hazard: Hazard, answer: str) -> None:
    with pytest.raises(BadAnswer):
        await BY_WHEN.read(answer, made_request, hazard)


async def test_choices_show_the_day(
    session: AsyncSession, made_request: Request, hazard: Hazard, now: datetime
) -> None:
    assert BY_WHEN.choices is not None
    shown = await BY_WHEN.choices(context(session, hazard, now), hazard)
    assert [choice.label for choice in shown] == ["3天（11-19）", "7天（11-23）", "15天（12-01）"]


async def test_an_extension_counts_from_the_present_deadline(
    session: AsyncSession, made_request: Request, late: Hazard, now: datetime
) -> None:
    assert TO_WHEN.choices is not None
    shown = await TO_WHEN.choices(context(session, late, now), late)
    assert shown[0].label == "延长3天（11-23）"
    assert await TO_WHEN.read("3", made_request, late) == "2026-11-23"
    assert await TO_WHEN.read("再给五天", made_request, late) == "2026-11-25"
    assert await TO_WHEN.read("下周五", made_request, late) == "2026-11-27"
    with pytest.raises(BadAnswer):
        await TO_WHEN.read("2026-11-20", made_request, late)


async def test_once_overdue_an_extension_counts_from_today(made_request: Request, late: Hazard, now: datetime) -> None:
    made_request.now = now + timedelta(days=10)
    assert await TO_WHEN.read("3", made_request, late) == "2026-11-29"


async def test_a_reason_is_taken_as_written_without_what_cannot_be_seen(made_request: Request, late: Hazard) -> None:
    assert await WHY.read("等\u202e货", made_request, late) == "等货"


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("3号楼二楼楼道堆满杂物", ["S网格S-1网格S-1-1网格　3号楼二楼楼道", "S网格S-1网格S-1-1网格"]),
        ("楼里太乱", ["S网格S-1网格S-1-1网格"]),
        ("", ["S网格S-1网格S-1-1网格"]),
    ],
)
async def test_the_place_is_offered_as_the_report_and_the_grid_name_it(
    session: AsyncSession, hazard: Hazard, now: datetime, said: str, labels: list[str]
) -> None:
    hazard.text = said
    assert WHERE.choices is not None
    assert [each.label for each in await WHERE.choices(context(session, hazard, now), hazard)] == labels


async def test_of_a_long_place_the_end_is_shown(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    street.grid.address, hazard.text = "望" * 60, "3号楼二楼楼道堆满杂物"
    assert WHERE.choices is not None
    [named, _] = await WHERE.choices(context(session, hazard, now), hazard)
    assert (named.label[0], named.label[-7:], len(named.label)) == ("…", "3号楼二楼楼道", 40)


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("words", "S网格S-1网格S-1-1网格　3号楼二楼楼道"),
        ("grid", "S网格S-1网格S-1-1网格"),
        ("望城路12号", "S网格S-1网格S-1-1网格　望城路12号"),
        ("S-1网格　望城\n路12号", "S-1网格 望城 路12号"),
    ],
)
async def test_a_place_that_is_written_follows_the_names_that_it_has_not_got(
    made_request: Request, hazard: Hazard, answer: str, place: str
) -> None:
    hazard.text = "3号楼二楼楼道堆满杂物"
    assert await WHERE.read(answer, made_request, hazard) == place


@pytest.mark.parametrize(
    ("answer", "code"), [("\u200b", "unplaced"), ("长" * 201, "unplaced"), ("𠮷街", "unprintable_words")]
)
async def test_a_place_that_will_not_do_is_refused(
    made_request: Request, hazard: Hazard, answer: str, code: str
) -> None:
    with pytest.raises(BadAnswer) as bad:
        await WHERE.read(answer, made_request, hazard)
    assert bad.value.code == code


@pytest.mark.parametrize(
    ("answer", "printed"),
    [
        ("reported", "楼道堆物，很危险"),
        ("photos", ""),
        (" 楼道堆放\n纸箱\u202e ", "楼道堆放\n纸箱"),
    ],
)
async def test_the_facts_are_as_reported_or_in_other_words_or_the_photos(
    made_request: Request, hazard: Hazard, answer: str, printed: str
) -> None:
    hazard.text = "🀄楼道堆物，很危险😡"
    assert await WHAT.read(answer, made_request, hazard) == printed


async def test_the_notice_does_not_name_who_reported_in_private(
    session: AsyncSession, street: Street, made_request: Request, hazard: Hazard, now: datetime
) -> None:
    hazard.discreet, hazard.reporter_id, hazard.text = True, street.resident.id, "我是李秀英，楼道堆物"
    assert await WHAT.read("reported", made_request, hazard) == "我是李**，楼道堆物"
    assert WHAT.choices is not None
    [offered] = await WHAT.choices(context(session, hazard, now), hazard)
    assert offered.label == "用上报内容：我是李**，楼道堆物"


async def test_a_long_report_is_cut_to_what_is_printed(made_request: Request, hazard: Hazard) -> None:
    hazard.text = "堆" * 500
    assert len(await WHAT.read("reported", made_request, hazard)) == 400


@pytest.mark.parametrize(
    ("answer", "code"), [("\u200b", "unsaid"), ("长" * 401, "unsaid"), ("𠮷", "unprintable_words")]
)
async def test_facts_that_will_not_do_are_refused(
    made_request: Request, hazard: Hazard, answer: str, code: str
) -> None:
    with pytest.raises(BadAnswer) as bad:
        await WHAT.read(answer, made_request, hazard)
    assert bad.value.code == code


async def test_the_facts_are_offered_where_there_are_any(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    assert WHAT.choices is not None
    assert await WHAT.choices(context(session, hazard, now), hazard) == []
    photo = Found("photo", "file-1", 1000, 501)
    await attach(session, hazard.subject, photo, None, -1, Moment.BEFORE, now)
    hazard.text = "楼道堆物\n" * 9
    offered = await WHAT.choices(context(session, hazard, now), hazard)
    assert [each.value for each in offered] == ["reported", "photos"]
    assert offered[0].label.startswith("用上报内容：楼道堆物 楼道堆物")
    assert len(offered[0].label) == 40

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.alert_view import CAPTION, STORY_SHOWN, VIEWS, fitted, shown_length
from handlers.hazards.card.added import NEWEST as ADDED_SHOWN
from handlers.messages import Delete, MessageContent, RenderContext, Skip
from locales.translator import Html, translator
from models.evidence.attach import Found
from models.evidence.tables import Evidence, EvidenceState
from models.grids.tables import Level
from models.hazards.alerting.alerts import ALERT
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.actions import record_hazard_event
from models.hazards.working.perform import perform
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.models.hazards.steps import PRINTED
from tests.street import GROUP, Street

HOUR = timedelta(hours=1)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    photo = Found("photo", "file-1", 1000, 501)
    said = Said(GROUP, 501, "3号楼楼道堆物", (photo,), person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


async def worded(
    session: AsyncSession, hazard: Hazard | None, at: datetime, *, editing: bool = False, **args: Any
) -> MessageContent | Skip:
    await session.flush()
    subject_id = hazard.id if hazard else None
    message = enqueue(session, 14, ALERT, Lane.ESCALATION, at, subject_id=subject_id, **args)
    context = RenderContext(session, message, translator("zh_CN"), at, SHANGHAI, "wangge_bot", editing)
    said = await VIEWS[message.kind](context)
    assert isinstance(said, MessageContent | Skip)
    return said


async def lines(session: AsyncSession, hazard: Hazard, at: datetime, **args: Any) -> list[str]:
    said = await worded(session, hazard, at, **args)
    assert isinstance(said, MessageContent), said
    return said.html.splitlines()


async def test_an_alert_carries_photo_waiting_time_due_time_and_buttons(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    said = await worded(session, hazard, now + 2 * HOUR, why="unaccepted")
    assert isinstance(said, MessageContent)
    assert said.photos == ("file-1",)
    assert said.html.startswith("<b>该隐患已2小时无人受理，请尽快处理。</b>")
    assert {"已等待2小时", "受理时限：11-16 11:00"} <= set(said.html.splitlines())
    assert f"hz:accept:{hazard.number}" in {button.data for row in said.buttons for button in row}


async def test_an_alert_tells_the_story_so_far(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now + HOUR, SHANGHAI)
    await perform(session, hazard, Act.ON_SITE, street.member, now + 2 * HOUR, SHANGHAI)
    await perform(session, hazard, Act.HAND_UP, street.member, now + 3 * HOUR, SHANGHAI)
    told = await lines(session, hazard, now + 4 * HOUR, why="handed_up", by="傅勇")
    assert told[-4:-1] == ["11-16 10:00 傅勇受理", "11-16 11:00 傅勇已到场", "11-16 12:00 傅勇提请上级"]


async def test_only_the_last_of_a_long_story_is_told(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    before = await lines(session, hazard, now, why="new")
    for number in range(10):
        said = Said(GROUP, 600 + number, "还在", person=(street.resident, street.member)[number % 2])
        await add(session, hazard, said, now + number * HOUR, SHANGHAI)
    told = await lines(session, hazard, now, why="new")
    assert len(told) == len(before) + ADDED_SHOWN + STORY_SHOWN
    assert told[-1].startswith("11-16 18:00")


async def test_what_one_person_adds_bit_by_bit_pushes_nothing_out_of_the_story(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now + HOUR, SHANGHAI)
    for number in range(10):
        said = Said(
            GROUP, 600 + number, "", (Found("photo", f"file-{number}", 1000, 600 + number),), person=street.resident
        )
        await add(session, hazard, said, now + 2 * HOUR + timedelta(minutes=number), SHANGHAI)
    told = await lines(session, hazard, now + 3 * HOUR, why="idle")
    assert told[-2:] == ["11-16 10:00 傅勇受理", "11-16 11:09 李秀英补充材料"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"empty": ["一社区"]}, "一社区没有能联系上的负责人，现转给您。"),
        ({"empty": ["一社区", "测试街道"]}, "一社区、测试街道没有能联系上的负责人，现转给您。"),
        ({"silent": "一网格"}, "一网格的网格员都联系不上，现转给您。"),
    ],
)
async def test_who_was_skipped_is_told(
    session: AsyncSession, hazard: Hazard, now: datetime, args: dict[str, Any], words: str
) -> None:
    assert (await lines(session, hazard, now + 8 * HOUR, why="unaccepted", **args))[1] == words


async def test_an_idle_hazard_is_told_with_the_time_since_anybody_did_anything(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    since = (now + HOUR).isoformat()
    told = await lines(session, hazard, now + 4 * HOUR, why="idle", since=since)
    assert told[0] == "<b>受理后已3小时没有进展，请尽快处置。</b>"


@pytest.mark.parametrize(
    ("why", "state", "told"),
    [
        ("unaccepted", State.OPEN, True),
        ("unaccepted", State.ACCEPTED, False),
        ("unfinished", State.OPEN, True),
        ("unfinished", State.ACCEPTED, True),
        ("unfinished", State.REVIEW, False),
        ("idle", State.ACCEPTED, True),
        ("idle", State.RECTIFYING, False),
        ("unreviewed", State.REVIEW, True),
        ("unreviewed", State.ACCEPTED, False),
        ("new", State.ACCEPTED, True),
        ("handed_up", State.TRANSFERRED, True),
        ("handed_up", State.DISMISSED, False),
        ("asked", State.REVIEW, True),
    ],
)
async def test_an_alert_that_the_hazard_has_overtaken_is_not_sent(
    session: AsyncSession, hazard: Hazard, now: datetime, why: str, state: State, told: bool
) -> None:
    hazard.state = state
    said = await worded(session, hazard, now + HOUR, why=why, by="某人")
    assert isinstance(said, MessageContent) is told


async def test_an_alert_that_stands_loses_headline_and_buttons_when_all_is_over(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    hazard.state = State.CLOSED
    said = await worded(session, hazard, now + HOUR, editing=True, why="unaccepted")
    assert isinstance(said, MessageContent)
    assert "无人受理" not in said.html
    assert said.buttons == ()


async def test_an_alert_under_a_photo_keeps_to_the_length_of_a_caption(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    hazard.text = "<很长>" * 1000
    street.member.name = street.grid.name = "长" * 120
    for number, what in enumerate((Act.ACCEPT, Act.ON_SITE, Act.HAND_UP)):
        await perform(session, hazard, what, street.member, now + number * HOUR, SHANGHAI)
    said = await worded(session, hazard, now + 9 * HOUR, why="unfinished", empty=["空" * 120])
    assert isinstance(said, MessageContent)
    assert shown_length(said.html) <= CAPTION
    assert said.html.count("&lt;很长&gt;") > 100


@pytest.mark.parametrize(
    ("limit", "kept"), [(11, "a\nb\n1\n2\n3"), (8, "a\nb\n2\n3"), (5, "a\nb\n3"), (3, "a\nb"), (2, "a")]
)
def test_the_oldest_of_the_story_gives_way_first(limit: int, kept: str) -> None:
    assert fitted([Html("a"), Html("b")], [Html("1"), Html("2"), Html("3")], limit) == kept


@pytest.mark.parametrize(("words", "length"), [("<b>ab</b>", 2), ("&lt;b&gt;", 3), ("隐患", 2), ("🔴", 2)])
def test_length_is_counted_as_telegram_does(words: str, length: int) -> None:
    assert shown_length(Html(words)) == length


@pytest.mark.parametrize(
    ("hours", "stands"),
    [(1, "nothing"), (46, "nothing"), (48, "words without buttons")],
)
async def test_an_alert_gives_way_to_a_newer_one_in_its_chat(
    session: AsyncSession, hazard: Hazard, now: datetime, hours: int, stands: str
) -> None:
    old = enqueue(session, 14, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="new")
    old.message_id, old.sent_at = 7, now + hours * HOUR
    enqueue(session, 14, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="unaccepted")
    await session.flush()
    context = RenderContext(session, old, translator("zh_CN"), now + hours * HOUR, SHANGHAI, "wangge_bot", editing=True)
    said = await VIEWS[ALERT](context)
    if stands == "nothing":
        assert isinstance(said, Delete)
    else:
        assert isinstance(said, MessageContent)
        assert said.html.startswith("🔴 <b>H1</b>")
        assert said.buttons == ()


@pytest.mark.parametrize(
    ("state", "reason", "gone"),
    [
        (MessageState.SENT, None, True),
        (MessageState.DROPPED, "named in a list", True),
        (MessageState.DROPPED, "moved on meanwhile", False),
        (MessageState.FAILED, "blocked", False),
    ],
)
async def test_an_alert_stays_where_the_newer_one_never_came(
    session: AsyncSession, hazard: Hazard, now: datetime, state: MessageState, reason: str | None, gone: bool
) -> None:
    old = enqueue(session, 14, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="new")
    newer = enqueue(session, 14, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="unaccepted")
    await session.flush()
    await session.execute(
        update(OutboxMessage).where(col(OutboxMessage.id) == newer.id).values(state=state, reason=reason)
    )
    said = await VIEWS[ALERT](
        RenderContext(session, old, translator("zh_CN"), now, SHANGHAI, "wangge_bot", editing=True)
    )
    assert isinstance(said, Delete) is gone


async def test_the_story_says_that_nobody_above_could_be_reached(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    record_hazard_event(session, hazard, Act.ESCALATE, None, now + HOUR, level=Level.COMMUNITY, reached="")
    said = await lines(session, hazard, now + 2 * HOUR, why="unaccepted")
    assert "11-16 10:00 上级均无法联系，请电话报告" in said
    assert not [line for line in said if "已逐级上报" in line]


async def ordered(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> dict[str, Any]:
    """What a reminder of the order says of itself."""
    given = {"responsible": "<物业>", "due": "2026-11-18", **PRINTED}
    await perform(session, hazard, Act.ORDER, street.leader, now, SHANGHAI, **given)
    assert hazard.due_at is not None
    return {"why": "overdue", "due": hazard.due_at.isoformat()}


async def test_a_reminder_names_the_responsible_party_and_counts_the_days_anew(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    reminder = await ordered(session, street, hazard, now)
    for days in (1, 2):
        told = await lines(session, hazard, now + timedelta(days=2 + days), editing=True, **reminder)
        assert told[0] == f"<b>整改已逾期{days}天，请督促处理。</b>"
        assert f"整改期限：11-18（已逾期{days}天）" in told
        assert "责任单位：&lt;物业&gt;，整改通知书〔2026〕第1号" in told
        assert any(line.endswith("谭远康下达整改，期限11-18") for line in told)


async def test_a_reminder_of_a_deadline_that_was_moved_says_so_no_more(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    reminder = await ordered(session, street, hazard, now)
    later = now + timedelta(days=3)
    given = {"due": "2026-11-30", "reason": "正在采购"}
    await perform(session, hazard, Act.EXTEND, street.leader, later, SHANGHAI, **given)
    told = await lines(session, hazard, later, editing=True, **reminder)
    assert not any("逾期" in line for line in told)
    assert any(line.endswith("谭远康同意延期至11-30，理由：正在采购") for line in told)
    assert isinstance(await worded(session, hazard, later, **reminder), Skip)


async def test_a_hazard_opened_again_is_no_new_one(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    for act, by in ((Act.DONE, street.member), (Act.CLOSE, street.leader), (Act.DISSATISFIED, street.resident)):
        await perform(session, hazard, act, by, now, SHANGHAI)
    told = await lines(session, hazard, now, editing=True, why="new")
    assert not any("新隐患" in line for line in told)


@pytest.mark.parametrize(
    ("state", "counted"), [(EvidenceState.REFUSED, False), (EvidenceState.WANTED, True), (EvidenceState.KEPT, True)]
)
async def test_what_was_refused_does_not_count_as_evidence(
    session: AsyncSession, hazard: Hazard, now: datetime, state: EvidenceState, *, counted: bool
) -> None:
    await session.flush()
    await session.execute(update(Evidence).values(state=state, tries=9))
    told = await lines(session, hazard, now, why="new")
    assert any("处置前1份" in line for line in told) is counted

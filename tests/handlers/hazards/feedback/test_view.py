from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.feedback.view import VIEWS
from handlers.messages import MessageContent, RenderContext, Skip
from locales.translator import translator
from models.evidence.attach import Found
from models.hazards.feedback.answers import IN_TIME
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.street import GROUP, Street

REPORTER, OUTCOME, STILL_FIXED = "hazards.reporter", "hazards.outcome", "hazards.still_fixed"
JOINED_OUTCOME = "hazards.joined_outcome"


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    photo = Found("photo", "file-1", 1000, 501)
    said = Said(GROUP, 501, "3号楼楼道堆物 <b>", (photo,), person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


def message_of(session: AsyncSession, hazard: Hazard, kind: str, at: datetime, **args: Any) -> OutboxMessage:
    return enqueue(session, GROUP, kind, Lane.REPLY, at, subject_id=hazard.id, **args)


async def worded(
    session: AsyncSession, message: OutboxMessage, at: datetime, *, editing: bool = False
) -> MessageContent | Skip:
    await session.flush()
    said = await VIEWS[message.kind](RenderContext(session, message, translator("zh_CN"), at, SHANGHAI, "bot", editing))
    assert isinstance(said, MessageContent | Skip)
    return said


async def shown(session: AsyncSession, message: OutboxMessage, at: datetime) -> MessageContent:
    said = await worded(session, message, at, editing=True)
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def close(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.CLOSE, street.leader, now, SHANGHAI)


async def test_the_reporter_sees_who_deals_with_it_by_post_and_until_when(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    message = message_of(session, hazard, REPORTER, now)
    said = await shown(session, message, now)
    assert "待受理" in said.html
    assert "&lt;b&gt;" in said.html
    assert "处理人" not in said.html
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    said = await shown(session, message, now)
    assert "处理人：S-1-1网格网格员" in said.html
    assert "时限：11-23 09:00" in said.html
    assert "傅勇" not in said.html


async def test_the_reporter_sees_how_many_photos_show_the_result(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    photo = Found("photo", "file-2", 1000, 502)
    await add(session, hazard, Said(GROUP, 502, "", (photo,), person=street.member), now, SHANGHAI)
    assert "整改后照片：1份" in (await shown(session, message_of(session, hazard, REPORTER, now), now)).html


async def test_a_dismissal_is_told_with_its_reason_and_may_be_objected_to_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DISMISS, street.leader, now, SHANGHAI, reason="现场<无>此情况")
    message = message_of(session, hazard, OUTCOME, now, round=0)
    said = await shown(session, message, now)
    assert "理由：现场&lt;无&gt;此情况" in said.html
    assert labels(said) == ["有异议"]
    await perform(session, hazard, Act.OBJECT, street.resident, now, SHANGHAI, reason="还堵着")
    said = await shown(session, message, now)
    assert "还堵着" in said.html
    assert labels(said) == []
    later = now + timedelta(hours=1)
    await perform(session, hazard, Act.DISMISS, street.leader, later, SHANGHAI, reason="已核查")
    said = await shown(session, message_of(session, hazard, OUTCOME, later, round=1), later)
    assert "维持原结论" in said.html
    assert labels(said) == []


async def test_each_question_keeps_its_own_answer(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    first = message_of(session, hazard, OUTCOME, now, round=0)
    await close(session, hazard, street, now)
    assert labels(await shown(session, first, now)) == ["满意", "不满意"]
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    assert "重新打开" in (await shown(session, first, now)).html
    later = now + timedelta(hours=1)
    await close(session, hazard, street, later)
    second = message_of(session, hazard, OUTCOME, later, round=1)
    assert labels(await shown(session, second, later)) == ["满意", "不满意"]
    await perform(session, hazard, Act.SATISFIED, street.resident, later, SHANGHAI)
    assert "您的评价：满意" in (await shown(session, second, later)).html
    assert "重新打开" in (await shown(session, first, later)).html


async def test_a_question_overtaken_by_events_is_not_asked(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    message = message_of(session, hazard, OUTCOME, now, round=0)
    assert hazard.state is State.OPEN
    assert isinstance(await worded(session, message, now), Skip)


async def test_questions_in_a_group_go_only_where_the_report_still_stands(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    for kind in (OUTCOME, STILL_FIXED):
        assert (await shown(session, message_of(session, hazard, kind, now), now)).only_as_reply


async def test_still_fixed_is_asked_until_it_is_answered(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    message = message_of(session, hazard, STILL_FIXED, now)
    assert labels(await shown(session, message, now)) == ["仍然完好", "又有问题"]
    hazard.state = State.OPEN
    assert "已重新打开" in (await shown(session, message, now)).html
    assert isinstance(await worded(session, message, now), Skip)


@pytest.mark.parametrize("kind", sorted(VIEWS))
async def test_nothing_is_said_of_a_hazard_that_is_gone(
    session: AsyncSession, street: Street, now: datetime, kind: str
) -> None:
    message = enqueue(session, GROUP, kind, Lane.REPLY, now, subject_id=1)
    assert isinstance(await worded(session, message, now), Skip)


async def shows_result(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    for number in (601, 602):
        photo = Found("photo", f"result-{number}", 1000, number)
        await add(session, hazard, Said(GROUP, number, "已清理", (photo,), person=street.member), now, SHANGHAI)


async def test_the_outcome_shows_the_newest_photo_of_the_result_and_says_how_long_one_may_disagree(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    await shows_result(session, hazard, street, now)
    await close(session, hazard, street, now)
    message = message_of(session, hazard, OUTCOME, now)
    said = await worded(session, message, now)
    assert isinstance(said, MessageContent)
    assert said.photos == ("result-602",)
    assert f"如不满意，请在{IN_TIME.days}天内点“不满意”" in said.html
    assert labels(said) == ["满意", "不满意"]


async def test_an_outcome_keeps_the_photo_it_was_sent_with_and_gets_none_later(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    await shows_result(session, hazard, street, now)
    await close(session, hazard, street, now)
    message = message_of(session, hazard, OUTCOME, now)
    for form, photos in (("photo:abcdef", ("result-602",)), ("text", ())):
        message.form = form
        assert (await shown(session, message, now)).photos == photos
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    message.form = "photo:abcdef"
    answered = await shown(session, message, now)
    assert answered.photos == ("result-602",)
    assert answered.buttons == ()


async def test_without_a_photo_of_the_result_the_outcome_is_words(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    said = await worded(session, message_of(session, hazard, OUTCOME, now), now)
    assert isinstance(said, MessageContent)
    assert said.photos == ()


@pytest.fixture
async def duplicate(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> Hazard:
    said = Said(GROUP, 511, "楼梯口灯坏了", person=street.stranger)
    made = await report(session, said, street.grid, now, SHANGHAI)
    await perform(session, made, Act.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)
    return made


async def test_who_reported_it_once_more_sees_the_result_too(
    session: AsyncSession, hazard: Hazard, duplicate: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    await shows_result(session, hazard, street, now)
    await close(session, hazard, street, now)
    message = message_of(session, duplicate, JOINED_OUTCOME, now)
    said = await worded(session, message, now)
    assert isinstance(said, MessageContent)
    assert said.photos == ("result-602",)
    assert labels(said) == ["满意", "不满意"]
    message.form = "photo:abcdef"
    await perform(session, duplicate, Act.SATISFIED, street.stranger, now, SHANGHAI)
    answered = await shown(session, message, now)
    assert (answered.photos, answered.buttons) == (("result-602",), ())


async def test_who_reported_it_once_more_learns_why_it_was_dismissed(
    session: AsyncSession, hazard: Hazard, duplicate: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DISMISS, street.leader, now, SHANGHAI, reason="现场<无>此情况")
    said = await shown(session, message_of(session, duplicate, JOINED_OUTCOME, now), now)
    assert "不属实" in said.html
    assert "理由：现场&lt;无&gt;此情况" in said.html

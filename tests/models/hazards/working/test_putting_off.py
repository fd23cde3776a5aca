from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.hazards.alerting.escalation import RUNGS
from models.hazards.reporting.reclassify import correct_severity
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from models.hazards.working.putting_off import PUT_OFF
from models.members.tables import Person
from models.outbox.alert_lists import Listed
from models.outbox.tables import OutboxMessage
from tests import offices
from tests.due import audit_by_checks, climb, go_round, say_again
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import acts, list_it, waiting
from tests.street import Street

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def put_off(
    session: AsyncSession, hazard: Hazard, by: Person, now: datetime, days: int = 3, reason: str = "等待材料"
) -> None:
    due = (now.astimezone(SHANGHAI).date() + days * DAY).isoformat()
    await perform(session, hazard, Act.PUT_OFF, by, now, SHANGHAI, due=due, reason=reason)
    await session.flush()


async def told(session: AsyncSession, since: datetime) -> list[tuple[str, int]]:
    await session.flush()
    rows = select(OutboxMessage).where(
        col(OutboxMessage.kind) == "hazards.ping", col(OutboxMessage.created_at) >= since
    )
    found = sorted((await session.scalars(rows)).all(), key=lambda message: message.id)
    return [(message.args["why"], message.chat_id) for message in found]


async def days_pass(session: AsyncSession, start: datetime, end: datetime) -> None:
    """The clock ticks at each moment that something is due, and the auditor looks at least every six hours."""
    at = start
    while at <= end:
        for tick in (climb, say_again):
            await tick(session, at)
        await session.flush()
        assert (await audit_by_checks(session, at)).clean
        due = [await session.scalar(rows.next_due()) for rows in (RUNGS, PUT_OFF)]
        at = max(at + MINUTE, min([*filter(None, due), at + 6 * HOUR]))


@pytest.mark.long
@pytest.mark.parametrize("accepted", [False, True])
async def test_until_that_day_it_is_silent_and_then_it_is_said_again(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, accepted: bool
) -> None:
    if accepted:
        await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    await put_off(session, hazard, street.leader, now + MINUTE, days=7)
    until = hazard.put_off_until
    assert until is not None
    assert until == datetime(2026, 11, 23, 8, 40, tzinfo=SHANGHAI)
    assert hazard.due_at is not None
    assert hazard.due_at >= until
    assert all(rung.due_at >= until for rung in await waiting(session))
    await days_pass(session, now + MINUTE, until - MINUTE)
    assert await told(session, now + MINUTE) == []
    await days_pass(session, until, until)
    assert set(await told(session, now + MINUTE)) == {
        ("put_off_over", street.leader.tg_user_id),
        ("put_off_over", street.member.tg_user_id),
    }
    assert (hazard.put_off_until, (await acts(session, hazard))[-1]) == (None, Act.REMIND)
    await days_pass(session, until, until + 8 * DAY)
    assert ("unfinished" if accepted else "unaccepted") in {why for why, _ in await told(session, until)}


async def test_the_mornings_list_leaves_it_out_until_then(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await put_off(session, hazard, street.leader, now, days=1)
    listed = select(Listed)
    await go_round(session, now + DAY - 30 * MINUTE)
    assert (await session.scalars(listed)).all() == []
    await say_again(session, now + DAY)
    await go_round(session, now + 2 * DAY - 30 * MINUTE)
    assert {item.subject_id for item in (await session.scalars(listed)).all()} == {hazard.id}


@pytest.mark.parametrize(
    ("severity", "days", "code"),
    [
        (Severity.URGENT, 1, "put_off_urgent"),
        (Severity.MAJOR, 3, ""),
        (Severity.MAJOR, 4, "put_off_too_far"),
        (Severity.ORDINARY, 14, ""),
        (Severity.ORDINARY, 15, "put_off_too_far"),
        (Severity.ORDINARY, 0, "put_off_too_far"),
    ],
)
async def test_how_far_it_may_be_put_off(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, severity: Severity, days: int, code: str
) -> None:
    hazard.severity = severity
    if not code:
        await put_off(session, hazard, street.leader, now, days)
        assert hazard.put_off_until is not None
        return
    with pytest.raises(Refused, match=code):
        await put_off(session, hazard, street.leader, now, days)
    assert hazard.put_off_until is None
    assert Act.PUT_OFF not in await acts(session, hazard)


@pytest.mark.parametrize("name", ["member", "resident", "stranger"])
async def test_only_leaders_put_it_off(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, name: str
) -> None:
    with pytest.raises(Refused, match="not_yours"):
        await put_off(session, hazard, getattr(street, name), now)


async def test_nobody_below_those_who_were_told_puts_it_off(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    for hours in (2, 8):
        await climb(session, now + hours * HOUR)
        await session.flush()
    with pytest.raises(Refused, match="put_off_above"):
        await put_off(session, hazard, street.leader, now + 9 * HOUR)
    await put_off(session, hazard, street.community_leader, now + 9 * HOUR)
    assert hazard.put_off_until is not None


async def test_twice_is_all_as_it_stands(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> None:
    for _ in range(2):
        await put_off(session, hazard, street.leader, now)
    with pytest.raises(Refused, match="put_off_often"):
        await put_off(session, hazard, street.leader, now)


async def test_what_is_listed_is_not_put_off(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    above = await offices.build(session, street, now)
    await list_it(session, hazard, above.street_leader, now)
    with pytest.raises(Refused, match="put_off_listed"):
        await put_off(session, hazard, above.street_leader, now)


@pytest.mark.parametrize("act", [Act.ACCEPT, Act.DONE, Act.DISMISS])
async def test_what_moves_it_on_ends_the_silence(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, act: Act
) -> None:
    await put_off(session, hazard, street.leader, now)
    await perform(session, hazard, act, street.leader, now + HOUR, SHANGHAI, reason="误报")
    await session.flush()
    assert hazard.put_off_until is None
    assert (await audit_by_checks(session, now + HOUR)).clean


async def test_what_turns_out_to_be_worse_is_silent_no_more(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await put_off(session, hazard, street.leader, now)
    await correct_severity(session, hazard, Severity.URGENT, street.member, now + HOUR, SHANGHAI)
    await session.flush()
    assert hazard.put_off_until is None
    assert min(rung.due_at for rung in await waiting(session)) == now + HOUR + 5 * MINUTE


async def test_what_is_reviewed_is_not_put_off(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    with pytest.raises(Conflict):
        await put_off(session, hazard, street.leader, now)
    assert hazard.state is State.REVIEW

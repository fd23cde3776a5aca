from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.grids.tables import Level
from models.hazards.alerting import notify as hazard_notify
from models.hazards.alerting.alerts import ALERT, ALERT_LIST, ALERTS, MORNING_LIST, TRANSFERRED
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from models.outbox.alert_lists import FULL, Foldable, Listed, fold, refresh_lists
from models.outbox.alert_lists import alerted as note_alert
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.tree import Tree, grow

CHAT = 900
SECOND = timedelta(seconds=1)


@pytest.fixture
async def tree(session: AsyncSession, now: datetime) -> Tree:
    return await grow(session, now)


async def opened(session: AsyncSession, tree: Tree, now: datetime, severity: Severity = Severity.MAJOR) -> Hazard:
    hazard = Hazard(grid_id=tree.grid.id, chat_id=-1, state=State.OPEN, severity=severity, created_at=now)
    session.add(hazard)
    await session.flush()
    return hazard


async def alert(session: AsyncSession, hazard: Hazard, now: datetime, chat: int = CHAT) -> None:
    hazard_notify.alert(session, hazard, [chat], "unaccepted", now)


async def pinged(session: AsyncSession, tree: Tree, now: datetime, count: int) -> list[Hazard]:
    """So many hazards, all in one transaction."""
    hazards = [await opened(session, tree, now) for _ in range(count)]
    for hazard in hazards:
        await alert(session, hazard, now)
    await fold(session, now)
    return hazards


async def held(session: AsyncSession, chat: int = CHAT) -> list[tuple[str, MessageState]]:
    await session.flush()
    rows = (
        select(col(OutboxMessage.kind), col(OutboxMessage.state))
        .where(col(OutboxMessage.chat_id) == chat)
        .order_by(col(OutboxMessage.id))
    )
    return [(kind, state) for kind, state in (await session.execute(rows)).all()]


async def named(session: AsyncSession) -> list[list[int]]:
    """The hazards in each list, by number."""
    rows = select(col(Listed.letter_id), col(Hazard.number)).join(Hazard, col(Hazard.id) == col(Listed.subject_id))
    lists: dict[int, list[int]] = {}
    for letter_id, number in (await session.execute(rows.order_by(col(Listed.letter_id), col(Hazard.number)))).all():
        lists.setdefault(letter_id, []).append(number)
    return list(lists.values())


async def sent(session: AsyncSession) -> None:
    """Everything pending was sent."""
    await session.flush()
    rows = update(OutboxMessage).where(col(OutboxMessage.state) == MessageState.PENDING)
    await session.execute(rows.values(state=MessageState.SENT, message_id=col(OutboxMessage.id)))


PENDING, SENT, DROPPED = MessageState.PENDING, MessageState.SENT, MessageState.DROPPED


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        (1, [(ALERT, PENDING)]),
        (2, [(ALERT, PENDING)] * 2),
        (3, [(ALERT, DROPPED)] * 3 + [(ALERT_LIST, PENDING)]),
        (5, [(ALERT, DROPPED)] * 5 + [(ALERT_LIST, PENDING)]),
    ],
)
async def test_three_alerts_at_once_are_one_list(
    session: AsyncSession, tree: Tree, now: datetime, count: int, kinds: list[tuple[str, MessageState]]
) -> None:
    await pinged(session, tree, now, count)
    assert await held(session) == kinds


async def test_what_was_sent_stays_and_is_named_in_the_list(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await pinged(session, tree, now, 2)
    await sent(session)
    await pinged(session, tree, now + 30 * SECOND, 1)
    assert await held(session) == [(ALERT, SENT), (ALERT, SENT), (ALERT, DROPPED), (ALERT_LIST, PENDING)]
    assert await named(session) == [[1, 2, 3]]


@pytest.mark.parametrize(("seconds", "lists"), [(59, [[1, 2, 3]]), (60, []), (61, [])])
async def test_only_alerts_within_a_minute_are_listed(
    session: AsyncSession, tree: Tree, now: datetime, seconds: int, lists: list[list[int]]
) -> None:
    await pinged(session, tree, now, 2)
    await sent(session)
    await pinged(session, tree, now + seconds * SECOND, 1)
    assert await named(session) == lists


async def test_the_list_grows_and_is_worded_anew(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await pinged(session, tree, now, 3)
    await sent(session)
    await pinged(session, tree, now + 20 * SECOND, 2)
    messages = (
        await session.scalars(
            select(OutboxMessage).where(col(OutboxMessage.kind) == ALERT_LIST).execution_options(populate_existing=True)
        )
    ).all()
    assert [(message.state, message.revision) for message in messages] == [(PENDING, 2)]
    assert await named(session) == [[1, 2, 3, 4, 5]]


async def test_a_full_list_is_followed_by_another(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await pinged(session, tree, now, FULL + 2)
    await pinged(session, tree, now + SECOND, 1)
    assert [len(each) for each in await named(session)] == [FULL, 3]


async def test_of_one_hazard_only_the_newest_alert_is_sent(session: AsyncSession, tree: Tree, now: datetime) -> None:
    hazard = await opened(session, tree, now)
    for _ in range(4):
        await alert(session, hazard, now)
    await fold(session, now)
    assert await held(session) == [(ALERT, DROPPED)] * 3 + [(ALERT, PENDING)]
    assert await named(session) == []


async def test_an_alert_that_stands_gives_way_to_a_newer_one(session: AsyncSession, tree: Tree, now: datetime) -> None:
    hazard, other = await pinged(session, tree, now, 2)
    await sent(session)
    later = now + timedelta(minutes=5)
    await alert(session, hazard, later)
    await alert(session, hazard, later, CHAT + 1)
    await fold(session, later)
    rows = select(col(OutboxMessage.subject_id), col(OutboxMessage.state), col(OutboxMessage.revision)).where(
        col(OutboxMessage.chat_id) == CHAT
    )
    assert (await session.execute(rows.order_by(col(OutboxMessage.id)))).all() == [
        (hazard.id, PENDING, 2),
        (other.id, SENT, 1),
        (hazard.id, PENDING, 1),
    ]


@pytest.mark.parametrize(("asked", "kinds"), [(0, [(ALERT_LIST, PENDING)]), (1, []), (3, [])])
async def test_what_somebody_asked_to_see_is_neither_counted_nor_named_in_a_list(
    session: AsyncSession, tree: Tree, now: datetime, asked: int, kinds: list[tuple[str, MessageState]]
) -> None:
    hazards = [await opened(session, tree, now) for _ in range(3)]
    for place, hazard in enumerate(hazards):
        if place < asked:
            enqueue(session, CHAT, ALERT, Lane.REPLY, now, subject_id=hazard.id, why="asked")
            note_alert(session, ALERTS, CHAT, hazard.id)
        else:
            await alert(session, hazard, now)
    await fold(session, now)
    assert [each for each in await held(session) if each[0] == ALERT_LIST] == kinds
    assert sum(state is DROPPED for _, state in await held(session)) == (0 if asked else 3)


async def urgently(session: AsyncSession, tree: Tree, now: datetime, count: int) -> None:
    for _ in range(count):
        await alert(session, await opened(session, tree, now, Severity.URGENT), now)
    await fold(session, now)


async def lists(session: AsyncSession) -> list[tuple[MessageState, int, Lane]]:
    rows = select(col(OutboxMessage.state), col(OutboxMessage.revision), col(OutboxMessage.lane)).where(
        col(OutboxMessage.kind) == ALERT_LIST
    )
    return [
        (state, rev, Lane(lane)) for state, rev, lane in await session.execute(rows.order_by(col(OutboxMessage.id)))
    ]


@pytest.mark.parametrize(("urgent", "lane"), [(0, Lane.ESCALATION), (1, Lane.URGENT), (3, Lane.URGENT)])
async def test_a_list_is_as_urgent_as_the_most_urgent_in_it(
    session: AsyncSession, tree: Tree, now: datetime, urgent: int, lane: Lane
) -> None:
    for severity in [Severity.URGENT] * urgent + [Severity.MAJOR] * (3 - urgent):
        await alert(session, await opened(session, tree, now, severity), now)
    await fold(session, now)
    assert await lists(session) == [(PENDING, 1, lane)]
    assert await named(session) == [[1, 2, 3]]


async def test_a_list_that_is_not_sent_yet_becomes_urgent_with_what_joins_it(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    await pinged(session, tree, now, 3)
    await urgently(session, tree, now + SECOND, 1)
    assert await lists(session) == [(PENDING, 2, Lane.URGENT)]
    assert await named(session) == [[1, 2, 3, 4]]


async def test_what_is_urgent_is_never_added_silently_to_a_list_that_is_sent(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    await pinged(session, tree, now, 3)
    await sent(session)
    await urgently(session, tree, now + SECOND, 2)
    assert (await held(session))[4:] == [(ALERT, PENDING)] * 2
    await urgently(session, tree, now + 2 * SECOND, 1)
    assert await lists(session) == [(SENT, 1, Lane.ESCALATION), (PENDING, 1, Lane.URGENT)]
    assert await named(session) == [[1, 2, 3], [4, 5, 6]]


async def test_what_is_urgent_joins_no_list_that_stands_and_is_being_edited(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    """What waits to be said anew bears the number of its message."""
    await pinged(session, tree, now, 3)
    await sent(session)
    standing = (
        update(OutboxMessage)
        .where(col(OutboxMessage.kind) == ALERT_LIST)
        .values(state=PENDING, revision=col(OutboxMessage.revision) + 1)
    )
    await session.execute(standing)
    await alert(session, await opened(session, tree, now, Severity.URGENT), now + SECOND)
    await fold(session, now + SECOND)
    assert (await held(session))[-1] == (ALERT, PENDING)
    assert await named(session) == [[1, 2, 3]]


@pytest.mark.parametrize(("why", "kept"), [("due_today", False), ("overdue", True), ("taken_back", True)])
async def test_what_a_department_is_told_is_folded_unless_it_says_that_something_is_over(
    session: AsyncSession, tree: Tree, now: datetime, why: str, kept: bool
) -> None:
    for _ in range(3):
        hazard = await opened(session, tree, now)
        enqueue(session, CHAT, TRANSFERRED, Lane.ESCALATION, now, subject_id=hazard.id, why=why)
        note_alert(session, ALERTS, CHAT, hazard.id)
    await fold(session, now)
    assert ((TRANSFERRED, PENDING) in await held(session)) is kept
    assert await named(session) == ([] if kept else [[1, 2, 3]])


async def test_each_chat_is_counted_by_itself(session: AsyncSession, tree: Tree, now: datetime) -> None:
    for chat in (CHAT, CHAT, CHAT + 1, CHAT + 1):
        await alert(session, await opened(session, tree, now), now, chat)
    await fold(session, now)
    assert await named(session) == []


async def test_an_alert_that_is_being_sent_is_not_taken_away(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await pinged(session, tree, now, 2)
    await session.flush()
    await session.execute(update(OutboxMessage).values(leased_until=now + 30 * SECOND))
    await pinged(session, tree, now + SECOND, 1)
    assert await held(session) == [(ALERT, PENDING), (ALERT, PENDING), (ALERT, DROPPED), (ALERT_LIST, PENDING)]


async def test_a_hazard_that_moves_shows_in_its_list(session: AsyncSession, tree: Tree, now: datetime) -> None:
    hazard, *_ = await pinged(session, tree, now, 3)
    await sent(session)
    await perform(session, hazard, Act.ACCEPT, tree.leaders[Level.GRID], now, SHANGHAI)
    await session.flush()
    messages = await session.scalars(
        select(OutboxMessage).where(col(OutboxMessage.kind) == ALERT_LIST).execution_options(populate_existing=True)
    )
    assert [(message.state, message.revision) for message in messages.all()] == [(PENDING, 2)]


async def test_where_nobody_was_pinged_nothing_is_looked_up(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await pinged(session, tree, now, 2)
    await fold(session, now + SECOND)
    assert await held(session) == [(ALERT, PENDING)] * 2


ROUNDS = Foldable(kinds=("rounds.missed",), list_kind="rounds.missed_list", newest="rounds.missed")


async def test_alerts_of_other_subjects_are_folded_by_themselves(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    await pinged(session, tree, now, 2)
    rounds = [new_id() for _ in range(3)]
    for each in rounds:
        enqueue(session, CHAT, "rounds.missed", Lane.ESCALATION, now, subject_id=each)
        note_alert(session, ROUNDS, CHAT, None)
    await fold(session, now)
    folded = [("rounds.missed", DROPPED)] * 3 + [("rounds.missed_list", PENDING)]
    assert await held(session) == [(ALERT, PENDING)] * 2 + folded
    items = await session.scalars(select(col(Listed.subject_id)).order_by(col(Listed.subject_id)))
    assert list(items) == rounds


async def test_lists_that_name_a_subject_show_its_newest_state(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    hazards = await pinged(session, tree, now, 3)
    await sent(session)
    await refresh_lists(session, hazards[0].id, now + SECOND)
    assert (await held(session))[-1] == (ALERT_LIST, PENDING)


async def come_alone(session: AsyncSession, tree: Tree, now: datetime, count: int, **args: int) -> None:
    """So many ordinary alerts, each an hour after the one before and sent before the next."""
    for hour in range(count):
        at = now + hour * timedelta(hours=1)
        hazard = await opened(session, tree, at, Severity.ORDINARY)
        hazard_notify.alert(session, hazard, [CHAT], "unaccepted", at, **args)
        await fold(session, at)
        await sent(session)


@pytest.mark.parametrize(("alone", "lists"), [(1, [[2, 3, 4, 5]]), (3, [[4, 5]]), (9, [])])
async def test_what_is_ordinary_comes_alone_so_often_in_a_day_and_then_in_one_list(
    session: AsyncSession, tree: Tree, now: datetime, alone: int, lists: list[list[int]]
) -> None:
    await come_alone(session, tree, now, 5, alone=alone)
    assert await named(session) == lists
    assert (await held(session)).count((ALERT, SENT)) == min(alone, 5)


async def test_it_joins_the_morning_s_list_where_that_is_the_newest(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    morning = enqueue(session, CHAT, MORNING_LIST, Lane.ESCALATION, now, page=0)
    await come_alone(session, tree, now, 3, alone=1)
    rows = select(col(Listed.letter_id), func.count()).group_by(col(Listed.letter_id))
    assert (await session.execute(rows)).all() == [(morning.id, 2)]
    assert (await held(session)).count((ALERT, SENT)) == 1


async def test_after_a_day_it_comes_alone_again(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await come_alone(session, tree, now, 2, alone=1)
    await come_alone(session, tree, now + timedelta(days=2), 1, alone=1)
    assert (await held(session)).count((ALERT, SENT)) == 2


@pytest.mark.parametrize("severity", [Severity.MAJOR, Severity.URGENT])
async def test_what_is_grave_always_comes_alone(
    session: AsyncSession, tree: Tree, now: datetime, severity: Severity
) -> None:
    await come_alone(session, tree, now, 2, alone=1)
    at = now + timedelta(hours=3)
    hazard_notify.alert(session, await opened(session, tree, at, severity), [CHAT], "unaccepted", at, alone=1)
    await fold(session, at)
    assert (await held(session))[-1] == (ALERT, PENDING)

"""A bad week: thirty hazards in one grid. Who hears how often, and whether each hazard is heard of every day."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Delete, MessageContent, Skip
from models.domains import DOMAINS
from models.due import WallClock
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Act, Severity, State
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.outbox.alert_lists import Listed, fold
from models.outbox.tables import MessageState, OutboxMessage
from tests import offices
from tests.handlers.room import SHANGHAI, Room, person
from tests.offices import Offices
from tests.street import GROUP, Street

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HAZARDS, DAYS = 30, 9  # two days more, in which nothing new is reported
FOUND = ("楼道堆放杂物", "灭火器过期", "应急灯不亮", "防火门损坏", "电动车停在门厅")
GRAVE = "占用消防车通道"
DUE = [rows for domain in DOMAINS for rows in domain.due]
TIMES = select(*(rows.next_due().scalar_subquery() for rows in DUE))


@dataclass
class Week:
    """What is sent and what is due, as delivery and the clock do it; `new` counts messages, and no edit of one."""

    room: Room
    new: Counter[tuple[int, date]] = field(default_factory=Counter)
    named: dict[tuple[int, date], set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def today(self) -> date:
        return self.room.now.astimezone(SHANGHAI).date()

    async def until(self, moment: datetime) -> None:
        """The clock ticks at each moment that something is due."""
        session = self.room.session
        while True:
            await session.flush()
            times = (await session.execute(TIMES)).one()
            due = min((each for each in times if each and each <= moment), default=None)
            if due is None:
                self.room.now = moment
                return
            self.room.now = max(due, self.room.now)
            for rows in (rows for rows, at in zip(DUE, times, strict=True) if at and at <= self.room.now):
                while await rows.take(session, WallClock(self.room.now, SHANGHAI)):
                    await fold(session, self.room.now)
            await self.deliver()

    async def deliver(self) -> None:
        session = self.room.session
        await fold(session, self.room.now)
        await session.flush()
        pending = select(OutboxMessage).where(col(OutboxMessage.state) == MessageState.PENDING)
        ordered = pending.order_by(col(OutboxMessage.lane), col(OutboxMessage.id))
        for message in (await session.scalars(ordered.execution_options(populate_existing=True))).all():
            stands = message.message_id is not None
            said = await self.room.views[message.kind](self.room.context(message, editing=stands))
            if isinstance(said, Delete | Skip) and not (stands and isinstance(said, Skip)):
                message.state = MessageState.DROPPED
                continue
            message.state = MessageState.SENT
            if isinstance(said, MessageContent) and not stands:
                message.message_id = next(self.room.numbers)
                await self._heard(message)
        await session.flush()

    async def _heard(self, message: OutboxMessage) -> None:
        self.new[message.chat_id, self.today] += 1
        items = select(col(Listed.subject_id)).where(col(Listed.letter_id) == message.id)
        listed = (await self.room.session.scalars(items)).all()
        if message.chat_id != GROUP:
            self.named[message.chat_id, self.today].update([*listed, message.subject_id or 0])

    def most(self, who: Person) -> int:
        """Messages in a day."""
        return max((count for (chat, _), count in self.new.items() if chat == who.tg_user_id), default=0)

    def heard_today(self) -> set[int]:
        return {each for (_, day), named in self.named.items() if day == self.today for each in named}

    async def unheard_today(self) -> list[int]:
        """The numbers of hazards that were open before this morning, are so yet, and were told nobody today."""
        morning = datetime.combine(self.today, datetime.min.time(), SHANGHAI) + 8 * HOUR
        open_yet = select(Hazard).where(col(Hazard.state).in_(LIVE), col(Hazard.created_at) < morning)
        found = (await self.room.session.scalars(open_yet)).all()
        return [hazard.number for hazard in found if hazard.id not in self.heard_today()]


@pytest.fixture
async def above(room: Room, street: Street) -> Offices:
    return await offices.build(room.session, street, room.now)


@pytest.fixture
async def week(room: Room, above: Offices) -> Week:
    return Week(room)


def reports(start: datetime) -> list[tuple[datetime, str]]:
    """Each of another building; four or five a day, from morning to evening."""
    made = []
    for number in range(HAZARDS):
        what = GRAVE if number % 9 == 4 else FOUND[number % len(FOUND)]
        at = start + (number % 7) * DAY + (number // 7) * 150 * timedelta(minutes=1)
        made.append((at, f"/report {number + 1}号楼{number % 6 + 1}楼{what}"))
    return sorted(made)


async def reported(week: Week, place: int, words: str) -> Hazard:
    await week.room.says(person(500 + place, f"居民{place}"), GROUP, words)
    await week.deliver()
    newest = select(Hazard).order_by(col(Hazard.number).desc()).limit(1)
    return (await week.room.session.scalars(newest)).one()


@pytest.mark.long
async def test_where_nobody_presses_few_messages_tell_of_every_hazard_every_day(
    week: Week, street: Street, above: Offices
) -> None:
    start = week.room.now
    pending = list(enumerate(reports(start)))
    for day in range(DAYS):
        midnight = start + day * DAY + 14 * HOUR + 59 * timedelta(minutes=1)
        while pending and pending[0][1][0] < midnight:
            place, (at, words) = pending.pop(0)
            await week.until(at)
            assert (await reported(week, place, words)).state is State.OPEN
        await week.until(midnight)
        assert await week.unheard_today() == []
    hazards = (await week.room.session.scalars(select(Hazard))).all()
    assert Counter(hazard.severity for hazard in hazards) == {Severity.ORDINARY: 27, Severity.MAJOR: 3}
    assert sum(count for (chat, _), count in week.new.items() if chat == GROUP) == HAZARDS
    held(week, street, above)


def held(week: Week, street: Street, above: Offices) -> None:
    """The bounds of a day."""
    assert week.most(street.member) <= 5
    assert week.most(street.leader) <= 5
    levels = (street.community_leader, above.street_leader, above.district_leader)
    assert [week.most(each) for each in levels if week.most(each) > 3] == []


@pytest.mark.long
async def test_where_everybody_presses_few_messages_are_enough(week: Week, street: Street, above: Offices) -> None:
    """Accepted within the hour, done three hours later, closed in the evening or on the next morning."""
    start, session = week.room.now, week.room.session
    made = list(enumerate(reports(start)))
    steps: list[tuple[datetime, int, Act | None]] = [(at, place, None) for place, (at, _) in made]
    for after, done in ((HOUR / 3, Act.ACCEPT), (3.5 * HOUR, Act.DONE), (6 * HOUR, Act.CLOSE)):
        steps += [(at + after, place, done) for place, (at, _) in made]
    hazards: dict[int, Hazard] = {}
    for at, place, act in sorted(steps, key=lambda step: step[0]):
        await week.until(at)
        if act is None:
            hazards[place] = await reported(week, place, made[place][1][1])
        else:
            who = street.leader if act is Act.CLOSE else street.member
            await perform(session, hazards[place], act, who, week.room.now, SHANGHAI)
            await week.deliver()
    await week.until(start + DAYS * DAY)
    assert {hazard.state for hazard in hazards.values()} == {State.CLOSED}
    assert sum(count for (chat, _), count in week.new.items() if chat == GROUP) <= 2 * HAZARDS
    held(week, street, above)
    assert week.most(street.community_leader) == 0

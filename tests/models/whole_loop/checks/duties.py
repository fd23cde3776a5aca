"""What must hold of checks that are owed: each ends once, done, missed or excused; and what is missed is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.telling import missed_for
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.tables import Post
from models.outbox.tables import OutboxMessage
from models.patrols.tables import PatrolPerson, PatrolRound
from tests.models.conftest import SHANGHAI
from tests.models.whole_loop.town import Town

MISSED_CHECKS = "checks.missed"
MISSED = {Why.MISSED, Why.NO_ENTRY, Why.VACANT}


@dataclass
class DutyWatch:
    town: Town
    closed: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    async def look(
        self, session: AsyncSession, said: Iterable[OutboxMessage], new: Sequence[OutboxMessage], now: datetime
    ) -> None:
        for message in new:
            if message.kind.startswith("checks."):
                assert message.chat_id not in self.town.groups.values(), f"{message.kind} is said in a group"
        rows = select(CheckWindow).where(col(CheckWindow.id).not_in(self.closed & self.told))
        windows = (await session.scalars(rows)).all()
        ended = [each for each in windows if each.closed_at is not None]
        for window in windows:
            assert window.closed_at or window.due_at > now, f"{window} was not closed"
        if fresh := [each for each in ended if each.id not in self.closed]:
            await _each_ends_once(session, fresh)
            self.closed |= {each.id for each in fresh}
        to_tell = [each for each in ended if each.tell_at is None and each.id not in self.told]
        await self._are_named(session, [each for each in to_tell if each.missed], said)
        self.told |= {each.id for each in to_tell}
        for window in ended:
            assert window.tell_at is None or window.tell_at > now, f"{window} was not told"

    async def _are_named(
        self, session: AsyncSession, windows: Sequence[CheckWindow], said: Iterable[OutboxMessage]
    ) -> None:
        """Each in a message of its morning, to somebody with a post over the grid."""
        days = {each.told_on for each in windows if each.told_on}
        named: dict[int, set[int]] = defaultdict(set)
        letters = [each for each in said if each.kind == MISSED_CHECKS] if days else []
        for day in days:
            for chat in {each.chat_id for each in letters if each.args["day"] == str(day)}:
                for each in await missed_for(session, chat, day):
                    named[each.window.id].add(chat)
        for window in windows:
            what = f"{window}: {window.missed} missed"
            assert window.told_on is not None, what
            assert named[window.id], f"{what}, and nobody is told"
            staff = [chat for chat in named[window.id] if self.town.hears_as_staff(chat, window.grid_id)]
            assert staff, f"{what}, and {named[window.id]} hear of it"


async def _each_ends_once(session: AsyncSession, windows: Sequence[CheckWindow]) -> None:
    found = select(CheckMiss).where(col(CheckMiss.window_id).in_([each.id for each in windows]))
    misses: dict[int, list[CheckMiss]] = defaultdict(list)
    for miss in (await session.scalars(found)).all():
        misses[miss.window_id].append(miss)
    checks = (await session.scalars(select(PlaceCheck))).all()
    posts = {post.id: post for post in (await session.scalars(select(Post))).all()}
    for window in windows:
        here = misses[window.id]
        assert window.missed == sum(each.why in MISSED for each in here), f"{window}: {here}"
        if window.places:
            _of_places(window, here, checks)
        elif window.hours:
            named = [each.post_id for each in here if each.why in MISSED]
            assert len(named) == len(set(named)), f"{window}: {here}"
            assert set(named) <= set(window.owed_by), f"{window}: {here}"
            assert not named or len(named) == len(here), f"{window}: excused and missed: {here}"
        else:
            people = {posts[post].person_id for post in window.owed_by}
            done = await _walked(session, window, people)
            assert done is not bool(here), f"{window}: done {done}, and {here}"
            assert len(here) <= 1, f"{window}: {here}"


def _of_places(window: CheckWindow, misses: Sequence[CheckMiss], checks: Iterable[PlaceCheck]) -> None:
    done = {
        each.place_id
        for each in checks
        if window.first <= each.said_at.astimezone(SHANGHAI).date() <= window.last
        and each.outcome is not Outcome.NO_ENTRY
        and (each.own or window.owner is not Owner.RESPONSIBLE)
    }
    missed = [each.place_id for each in misses]
    assert len(missed) == len(set(missed)), f"{window}: {misses}"
    assert set(missed) == set(window.places) - done, f"{window}: done {done}, missed {missed}"


async def _walked(session: AsyncSession, window: CheckWindow, people: Collection[int | None]) -> bool:
    rows = (
        select(col(PatrolPerson.person_id), col(PatrolPerson.joined_at), col(Grid.path))
        .join(PatrolRound, col(PatrolRound.id) == col(PatrolPerson.round_id))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
    )
    return any(
        person in people
        and window.grid_id in ids_in(path)
        and window.first <= joined.astimezone(SHANGHAI).date() <= window.last
        for person, joined, path in (await session.execute(rows)).all()
    )

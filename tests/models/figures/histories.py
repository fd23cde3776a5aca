"""Random histories of hazards, by the real actions, and what reading every event again counts of them, slowly."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import WanggeError
from models.figures.asked import Counted
from models.grids.tables import Grid, Level
from models.grids.tree import WIDTH, path_of
from models.hazards.alerting.escalation import RUNGS
from models.hazards.rectification.reminders import ORDERS
from models.hazards.reporting.duplicates import originals
from models.hazards.reporting.publish import open_waiting
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import LIVE, Act, State
from models.hazards.working.perform import perform
from models.members.tables import Person, Post, Role
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street

WORDS = ("楼道堆满杂物", "电动车飞线充电", "灭火器过期", "燃气味很重", "消防通道被占", "电线老化")
ACTS = {
    State.OPEN: (Act.ACCEPT, Act.ON_SITE, Act.DONE, Act.DONE, Act.ORDER, Act.DISMISS, Act.DUPLICATE),
    State.ACCEPTED: (Act.DONE, Act.DONE, Act.DONE, Act.ORDER, Act.DISMISS, Act.DUPLICATE),
    State.RECTIFYING: (Act.DONE,),
    State.REVIEW: (Act.CLOSE, Act.CLOSE, Act.CLOSE, Act.SEND_BACK, Act.DISMISS),
    State.CLOSED: (Act.DISSATISFIED, Act.SATISFIED),
    State.DISMISSED: (Act.OBJECT,),
    State.DUPLICATE: (Act.DISSATISFIED,),
}
BY_REPORTER = {Act.DISSATISFIED, Act.SATISFIED, Act.OBJECT}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Place:
    grid: Grid
    member: Person
    leader: Person


async def places(session: AsyncSession, street: Street, now: datetime) -> Sequence[Place]:
    """The street's grid; the community and the street themselves; a second community with a grid and one in force no
    more.
    """
    other = Grid(code="S-2", name="第二社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    below = Grid(code="S-2-1", name="第二网格", level=Level.GRID, path="", parent_id=other.id)
    below.path = path_of(below.id, other.path)
    retired = Grid(
        code="S-9", name="旧网格", level=Level.COMMUNITY, path="", parent_id=street.street.id, retired_at=now
    )
    retired.path = path_of(retired.id, street.street.path)
    session.add_all([other, below, retired])
    for grid in (street.street, other, below, retired):
        for role, person in ((Role.MEMBER, street.member), (Role.LEADER, street.leader)):
            phone = f"+86188{person.tg_user_id:08}"
            session.add(
                Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=now)
            )
    await session.flush()
    grids = (street.grid, street.community, street.street, below, other, retired)
    return [Place(grid, street.member, street.leader) for grid in grids]


async def lived(
    session: AsyncSession,
    street: Street,
    where: Sequence[Place],
    chance: Random,
    begin: datetime,
    steps: int,
    *,
    climbing: bool = False,
) -> None:
    """Reports and acts in the order of their times, minutes to hours apart; what is refused does not happen. Between
    them the clock runs, if `climbing`.
    """
    now, message = begin, 1000
    for _ in range(steps):
        now += timedelta(minutes=chance.randrange(20, 600))
        if climbing:
            await _climb(session, now)
        lately = or_(col(Hazard.ended_at).is_(None), col(Hazard.ended_at) > now - timedelta(days=2))
        hazards = (await session.scalars(select(Hazard).where(lately).order_by(col(Hazard.number)))).all()
        if len(hazards) < 3 or chance.random() < 0.25:
            message += 1
            said_at = now - timedelta(hours=chance.randrange(60)) if chance.random() < 0.3 else None
            words = chance.choice(WORDS) if chance.random() < 0.8 else ""
            by = chance.choice([street.resident, street.stranger, None])
            said = Said(GROUP, message, words, person=by, said_at=said_at)
            made = await report(session, said, chance.choice(where).grid, now, SHANGHAI)
            made.stop_id = 1 if chance.random() < 0.3 else None
            made.place_id = chance.choice([1, 2, None])
        else:
            await _acted(session, street, chance.choice(hazards), chance, now)
        await session.flush()


async def _climb(session: AsyncSession, now: datetime) -> None:
    for rows in (RUNGS, ORDERS):
        while await rows.take(session, WallClock(now, SHANGHAI)):
            await session.flush()


async def _acted(session: AsyncSession, street: Street, hazard: Hazard, chance: Random, now: datetime) -> None:
    if hazard.state is State.DRAFT:
        if not await open_waiting(session, hazard, now, SHANGHAI):
            said = Said(GROUP, chance.randrange(10**6, 10**9), chance.choice(WORDS), person=street.resident)
            await add(session, hazard, said, now, SHANGHAI)
        return
    what = chance.choice(ACTS[hazard.state])
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else street.resident
    by = reporter or street.resident if what in BY_REPORTER else street.member if what is Act.DONE else street.leader
    given: dict[str, object] = {"reason": "说明"}
    if what is Act.ORDER:
        due = str((now + DAY * chance.randrange(2, 9)).astimezone(SHANGHAI).date())
        given = {"responsible": "物业", "due": due, "place": "一号楼", "facts": "杂物"}
    if what is Act.DUPLICATE:
        known = await originals(session, hazard)
        if not known:
            return
        given = {"original": known[0].number}
    try:
        await perform(session, hazard, what, by, now, SHANGHAI, **given)
    except WanggeError:
        return


@dataclass
class Life:
    """A hazard with the path of its grid and all its events, the oldest first."""

    hazard: Hazard
    path: str
    events: Sequence[HazardEvent]

    def opened(self) -> datetime | None:
        return next(
            (each.at for each in self.events if each.before is State.DRAFT and each.after is not State.DRAFT), None
        )

    def taken_up(self) -> datetime | None:
        nobody = {State.DRAFT, State.OPEN, State.CLOSED, State.DISMISSED, State.DUPLICATE}
        return next((each.at for each in self.events if each.before is State.OPEN and each.after not in nobody), None)

    def newest(self, until: datetime) -> HazardEvent | None:
        return next((each for each in reversed(self.events) if each.before != each.after and each.at < until), None)


async def lives(session: AsyncSession, grid: Grid) -> Sequence[Life]:
    rows = select(Hazard, col(Grid.path)).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    found = []
    for hazard, path in (await session.execute(rows.order_by(col(Hazard.id)))).all():
        if path.startswith(grid.path):
            events = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id).order_by(col(HazardEvent.id))
            found.append(Life(hazard, path, (await session.scalars(events)).all()))
    return found


def counted_slowly(every: Sequence[Life], asked: Counted) -> dict[str, Any]:
    """Every number of models/figures/hazards.py of these, event by event."""
    found: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    to_accept: list[timedelta] = []
    to_close: list[timedelta] = []
    for life in every:
        for name in _reported(life, asked):
            found[name] += 1
            if name == "hazards":
                kinds[life.hazard.category] += 1
        opened = life.opened()
        if opened is None or opened >= asked.as_of:
            continue
        found.update(_progress(life, asked))
        taken, newest = life.taken_up(), life.newest(asked.as_of)
        if taken is not None and asked.begin <= taken < min(asked.end, asked.as_of):
            to_accept.append(taken - opened)
        if newest and newest.after is State.CLOSED and asked.begin <= newest.at < asked.end:
            to_close.append(newest.at - opened)
    return {
        **{name: found[name] for name in ("hazards", "on_patrol", "joined", "late")},
        **{name: found[name] for name in ("open", "overdue", "closed", "dismissed", "reopened")},
        "kinds": dict(sorted(kinds.items())),
        "median_to_accept": _median(to_accept),
        "median_to_close": _median(to_close),
    }


def tallied_slowly(every: Sequence[Life], asked: Counted) -> dict[tuple[str, str], list[Hazard]]:
    """The reported hazards by the path of the part and by kind."""
    found: dict[tuple[str, str], list[Hazard]] = {}
    for life in every:
        if "hazards" in _reported(life, asked):
            part = life.path[: len(asked.grid.path) + WIDTH + 1]
            found.setdefault((part, life.hazard.category), []).append(life.hazard)
    return found


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(minutes=median(span / MINUTE for span in spans)) if spans else None


def _reported(life: Life, asked: Counted) -> Iterator[str]:
    at, opened, newest = life.hazard.said_at or life.hazard.created_at, life.opened(), life.newest(asked.as_of)
    if opened is None or not asked.begin <= at < asked.end:
        return
    if opened >= asked.as_of:
        yield "late"
    elif newest is not None and newest.after is State.DUPLICATE:
        yield "joined"
    else:
        yield "hazards"
        if life.hazard.stop_id is not None:
            yield "on_patrol"


def _progress(life: Life, asked: Counted) -> Iterator[str]:
    newest = life.newest(asked.as_of)
    assert newest is not None
    if newest.after in LIVE:
        yield "open"
        if life.hazard.due_at is not None and life.hazard.due_at < asked.as_of:
            yield "overdue"
    if asked.begin <= newest.at < asked.end and newest.after in {State.CLOSED, State.DISMISSED}:
        yield str(newest.after)
    again = (
        each for each in life.events if each.before in {State.CLOSED, State.DISMISSED} and each.after is State.OPEN
    )
    if any(asked.begin <= each.at < min(asked.end, asked.as_of) for each in again):
        yield "reopened"

"""A hazard's story in words: what happened, by whom, when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.dates import day, local
from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.labels import LEVELS, SEVERITIES, kind_word
from handlers.messages import RenderContext
from locales.translator import N_, Html, cut, visible
from models.departments.tables import Department
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in
from models.hazards.kinds import kinds_of
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.unnamed import unnamed
from models.hazards.workflow import Act
from models.members.tables import Person

REASON_IN_STORY = 60
ADDED_IN_A_ROW = 30
TOLD = frozenset({Act.ESCALATE, Act.REMIND})
AMONG_STAFF = TOLD | {Act.DECLINE, Act.UNANSWERED}
NOBODY_ABOVE = N_("{time} nobody above could be reached")
NOBODY_THERE = N_("{time} nobody could be reached at this level: {level}. Told instead: {reached}")
NO_OUTCOME = N_("{time} no outcome in time: back with the street")
ON_THE_SPOT = N_("{time} put right on the spot by {name}")
BY_REPORTER = frozenset({Act.ADD, Act.CLASSIFY, Act.DUPLICATE})


@dataclass(frozen=True)
class Step:
    """An event with the name of its person; of what was told again and again the newest, and how often.

    `level` is the one that was aimed at, `reached` another that heard instead.
    """

    event: HazardEvent
    name: str | None = None
    times: int = 1
    level: Level | None = None
    reached: Level | None = None


@dataclass(frozen=True)
class Names:
    """By the ids that events hold; `secret` are the ids of who reported in private."""

    departments: Mapping[int | None, str]
    people: Mapping[int | None, str]
    secret: Collection[int] = ()


async def timeline(
    context: RenderContext, hazard: Hazard, last: int, without: Collection[Act] = (), *, among_residents: bool = False
) -> list[Html]:
    """What has happened, a line each, the newest last; what the bot made of somebody's words is no step of its own.

    What people did comes before whom the bot told, where there is no room for both. `among_residents`: without what is
    said among staff.
    """
    acts = ACT_LABELS.keys() - set(without) - (AMONG_STAFF if among_residents else frozenset())
    done = await _done(context.session, hazard, acts - TOLD, last)
    told = await _told(context.session, hazard, acts & TOLD)
    steps = sorted([*done, *told[: last - len(done)]], key=lambda step: (step.event.at, step.event.id))
    departments = await _departments(context.session, [step.event for step in steps])
    said = (_said_of(step, among_residents=among_residents) for step in steps)
    secret = await _secret(context.session, hazard, [step.event for step in steps])
    names = Names(departments, await _people(context.session, [step.event for step in steps]), secret)
    return [_line(context, step, words, names) for step, words in zip(steps, said, strict=True)]


async def _done(session: AsyncSession, hazard: Hazard, acts: Collection[Act], last: int) -> list[Step]:
    """By people and by time, the newest first."""
    by_somebody = or_(col(HazardEvent.act) != Act.CLASSIFY, col(HazardEvent.person_id).is_not(None))
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(col(HazardEvent.hazard_id) == hazard.id, by_somebody, col(HazardEvent.act).in_(acts))
        .order_by(col(HazardEvent.at).desc(), col(HazardEvent.id).desc())
        .limit(last + ADDED_IN_A_ROW)
    )
    return _one_of_a_row(Step(event, name) for event, name in await session.execute(rows))[:last]


async def _told(session: AsyncSession, hazard: Hazard, acts: Collection[Act]) -> list[Step]:
    """One step for each that reads the same, the newest first."""
    data = col(HazardEvent.data)
    where = (data["level"].as_string(), data["reached"].as_string())
    rows = (
        select(func.max(col(HazardEvent.id)), func.count())
        .where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act).in_(acts))
        .group_by(col(HazardEvent.act), *where)
    )
    counts = dict((await session.execute(rows)).all())
    newest = select(HazardEvent).where(col(HazardEvent.id).in_(counts)).order_by(col(HazardEvent.id).desc())
    events = (await session.scalars(newest)).all() if counts else ()
    levels = await _levels(session, hazard) if events else {}
    steps: dict[tuple[Act, Level | None, Level | None, bool], Step] = {}
    for event in events:
        level, reached = _where(event, levels)
        key = (event.act, level, reached, bool(event.data.get("reached")))
        before = steps.get(key)
        times = counts[event.id]
        steps[key] = replace(before, times=before.times + times) if before else Step(event, None, times, level, reached)
    return list(steps.values())


async def _levels(session: AsyncSession, hazard: Hazard) -> Mapping[str, Level]:
    """Of the hazard's grid and those above, by code."""
    grid = await session.get_one(Grid, hazard.grid_id)
    rows = select(col(Grid.code), col(Grid.level)).where(col(Grid.id).in_(ids_in(grid.path)))
    return dict((await session.execute(rows)).all())


def _where(event: HazardEvent, levels: Mapping[str, Level]) -> tuple[Level | None, Level | None]:
    """The level that was to hear, and the one that did where nobody could be reached there. One that the tree does not
    have is the next above.
    """
    aimed = event.data.get("level")
    level, heard = Level(aimed) if aimed else None, levels.get(event.data.get("reached", ""))
    if heard is None or level is None or heard == level:
        return level, None
    return (level, heard) if level in levels.values() else (heard, None)


def _line(context: RenderContext, step: Step, words: str, names: Names) -> Html:
    t, event = context.t, step.event
    line = t(
        words,
        time=_when(context, event),
        name=_named(context, event, step.name, names.secret),
        due=_due(context, event),
        reason=cut(visible(context.seen_here(str(event.data.get("reason", "")))), REASON_IN_STORY),
        number=str(event.data.get("number", "")),
        department=names.departments.get(event.data.get("department"), ""),
        departments=t.listed(names.departments.get(each, "") for each in event.data.get("departments", ())),
        to=names.people.get(event.data.get("to"), ""),
        level=_level(context, step.level),
        reached=_level(context, step.reached),
        now=_corrected(context, event),
    )
    return t("{line} ({n} times)", line=line, n=step.times) if step.times > 1 else line


def _due(context: RenderContext, event: HazardEvent) -> str:
    due = event.data.get("due")
    return day(context, date.fromisoformat(due)) if due else ""


def _when(context: RenderContext, event: HazardEvent) -> str:
    """By when it was said, as people know it."""
    said_at = event.data.get("said_at")
    if said_at is None:
        return local(context, event.at)
    return context.t.plain("{time} (received late)", time=local(context, datetime.fromisoformat(said_at)))


def _one_of_a_row(newest_first: Iterable[Step]) -> list[Step]:
    """What one person added bit by bit is one step, told with the time of the last bit."""
    kept: list[Step] = []
    for step in newest_first:
        event, later = step.event, kept[-1].event if kept else step.event
        if not kept or (event.act, later.act, event.person_id) != (Act.ADD, Act.ADD, later.person_id):
            kept.append(step)
    return kept


async def _departments(session: AsyncSession, events: Collection[HazardEvent]) -> dict[int | None, str]:
    """The names of those that the events speak of."""
    ids = {event.data["department"] for event in events if "department" in event.data}
    ids |= {each for event in events for each in event.data.get("departments", ())}
    if not ids:
        return {}
    rows = select(col(Department.id), col(Department.name)).where(col(Department.id).in_(ids))
    return dict((await session.execute(rows)).all())


async def _people(session: AsyncSession, events: Collection[HazardEvent]) -> dict[int | None, str]:
    """Likewise of those to whom it was assigned."""
    ids = {event.data["to"] for event in events if "to" in event.data}
    rows = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids))
    return dict((await session.execute(rows)).all()) if ids else {}


async def _secret(session: AsyncSession, hazard: Hazard, events: Collection[HazardEvent]) -> Collection[int]:
    """Asked for only where one of them may have done something."""
    if not any(event.act in BY_REPORTER and event.person_id is not None for event in events):
        return ()
    return (await unnamed(session, [hazard.id])).get(hazard.id, {}).keys()


def _said_of(step: Step, *, among_residents: bool) -> str:
    event, label = step.event, ACT_LABELS[step.event.act]
    if label.with_reason and event.data.get("reason") and not among_residents:
        return label.with_reason
    if step.reached is not None:
        return NOBODY_THERE
    if event.act is Act.ESCALATE and not event.data.get("reached"):
        return NOBODY_ABOVE
    if event.act is Act.DONE and event.data.get("on_the_spot"):
        return ON_THE_SPOT
    if event.act is Act.TAKE_BACK and event.person_id is None:
        return NO_OUTCOME
    return label.timeline


def _corrected(context: RenderContext, event: HazardEvent) -> str:
    """Either the kind or the severity, as it has been since."""
    kind, severity = event.data.get("kind"), event.data.get("severity")
    if event.act is not Act.CLASSIFY:
        return ""
    return (
        context.t.plain(SEVERITIES[severity])
        if severity
        else kind_word(context.t, kinds_of(context.session), str(kind))
    )


def _level(context: RenderContext, level: Level | None) -> str:
    return context.t.plain(LEVELS[level]) if level else ""


def _named(context: RenderContext, event: HazardEvent, name: str | None, secret: Collection[int]) -> str:
    """Who reported in private is not named for what they then add."""
    hidden = event.person_id in secret and event.act in BY_REPORTER
    return context.t.plain("a resident") if hidden or not name else name

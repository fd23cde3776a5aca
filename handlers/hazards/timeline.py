"""A hazard's story in words: what happened, by whom, when."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.card.body import local
from handlers.hazards.labels import LEVELS, SEVERITIES, kind_word
from handlers.messages import RenderContext
from locales.translator import N_, Html, cut, visible
from models.departments.tables import Department
from models.grids.tables import Level
from models.hazards.kinds import kinds_of
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
from models.members.tables import Person

REASON_IN_STORY = 60
ADDED_IN_A_ROW = 30
Step = tuple[HazardEvent, str | None]
NOBODY_ABOVE = N_("{time} nobody above could be reached")
NO_OUTCOME = N_("{time} no outcome in time: back with the street")
ON_THE_SPOT = N_("{time} put right on the spot by {name}")
BY_REPORTER = frozenset({Act.ADD, Act.CLASSIFY, Act.DUPLICATE})


async def timeline(context: RenderContext, hazard: Hazard, last: int, without: Collection[Act] = ()) -> list[Html]:
    """What has happened, a line each, the newest last; what the bot made of somebody's words is no step of its own."""
    by_somebody = or_(col(HazardEvent.act) != Act.CLASSIFY, col(HazardEvent.person_id).is_not(None))
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(
            col(HazardEvent.hazard_id) == hazard.id,
            by_somebody,
            col(HazardEvent.act).in_(ACT_LABELS.keys() - set(without)),
        )
        .order_by(col(HazardEvent.at).desc(), col(HazardEvent.id).desc())
        .limit(last + ADDED_IN_A_ROW)
    )
    found = _one_of_a_row((event, name) for event, name in await context.session.execute(rows))[:last]
    departments = await _departments(context.session, [event for event, _ in found])
    told = [
        context.t(
            _said_of(event),
            time=_when(context, event),
            name=_named(context, hazard, event, name),
            due=str(event.data.get("due", ""))[5:],
            reason=cut(visible(context.seen_here(str(event.data.get("reason", "")))), REASON_IN_STORY),
            department=departments.get(event.data.get("department"), ""),
            level=_level(context, event),
            now=_corrected(context, event),
        )
        for event, name in found
    ]
    return told[::-1]


def _when(context: RenderContext, event: HazardEvent) -> str:
    """By when it was said, as people know it."""
    said_at = event.data.get("said_at")
    if said_at is None:
        return local(context, event.at)
    return context.t.plain("{time} (received late)", time=local(context, datetime.fromisoformat(said_at)))


def _one_of_a_row(newest_first: Iterable[Step]) -> list[Step]:
    """What one person added bit by bit is one step, told with the time of the last bit."""
    kept: list[Step] = []
    for event, name in newest_first:
        later = kept[-1][0] if kept else event
        if not kept or (event.act, later.act, event.person_id) != (Act.ADD, Act.ADD, later.person_id):
            kept.append((event, name))
    return kept


async def _departments(session: AsyncSession, events: Collection[HazardEvent]) -> dict[int | None, str]:
    """The names of those that the events speak of."""
    ids = {event.data["department"] for event in events if "department" in event.data}
    if not ids:
        return {}
    rows = select(col(Department.id), col(Department.name)).where(col(Department.id).in_(ids))
    return dict((await session.execute(rows)).all())


def _said_of(event: HazardEvent) -> str:
    if event.act is Act.ESCALATE and not event.data.get("reached"):
        return NOBODY_ABOVE
    if event.act is Act.DONE and event.data.get("on_the_spot"):
        return ON_THE_SPOT
    if event.act is Act.TAKE_BACK and event.person_id is None:
        return NO_OUTCOME
    return ACT_LABELS[event.act].timeline


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


def _level(context: RenderContext, event: HazardEvent) -> str:
    level = event.data.get("level")
    return context.t.plain(LEVELS[Level(level)]) if level else ""


def _named(context: RenderContext, hazard: Hazard, event: HazardEvent, name: str | None) -> str:
    """Who reported in private is not named for what they then add."""
    hidden = hazard.discreet and event.person_id == hazard.reporter_id and event.act in BY_REPORTER
    return context.t.plain("a resident") if hidden or not name else name

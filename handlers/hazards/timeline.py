"""A hazard's story in words: what happened, by whom, when."""

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.card_body import local
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
STORY = {
    Act.REPORT: N_("{time} reported"),
    Act.ACCEPT: N_("{time} accepted by {name}"),
    Act.ON_SITE: N_("{time} {name} is on site"),
    Act.ADD: N_("{time} {name} added words or photos"),
    Act.JOIN: N_("{time} reported once more"),
    Act.DUPLICATE: N_("{time} found to be the same as another, by {name}"),
    Act.CLASSIFY: N_("{time} corrected to “{now}” by {name}"),
    Act.DONE: N_("{time} done, says {name}"),
    Act.HAND_UP: N_("{time} handed up by {name}"),
    Act.ORDER: N_("{time} rectification ordered by {name}, due {due}"),
    Act.EXTEND: N_("{time} deadline extended to {due} by {name}: {reason}"),
    Act.REMIND: N_("{time} reminded of the deadline"),
    Act.TRANSFER: N_("{time} transferred to {department} by {name}, outcome due {due}"),
    Act.ACKNOWLEDGE: N_("{time} acknowledged by {name}"),
    Act.OUTCOME: N_("{time} outcome reported by {name}"),
    Act.TAKE_BACK: N_("{time} taken back from the department by {name}"),
    Act.SUPERVISE: N_("{time} listed for supervision by {name}, due {due}"),
    Act.PROGRESS: N_("{time} progress reported by {name}"),
    Act.LIFT: N_("{time} listing lifted by {name}"),
    Act.CLOSE: N_("{time} closed by {name}"),
    Act.SEND_BACK: N_("{time} sent back by {name}"),
    Act.DISMISS: N_("{time} found to be no hazard by {name}"),
    Act.OBJECT: N_("{time} the reporter objects"),
    Act.SATISFIED: N_("{time} the reporter is satisfied"),
    Act.DISSATISFIED: N_("{time} the reporter is not satisfied"),
    Act.STILL_FIXED: N_("{time} still fixed, says the reporter"),
    Act.BROKEN_AGAIN: N_("{time} broken again, says the reporter"),
    Act.RESUME: N_("{time} the call for help goes on, says {name}"),
    Act.ESCALATE: N_("{time} told to the level above: {level}"),
}


BY_REPORTER = frozenset({Act.ADD, Act.CLASSIFY, Act.DUPLICATE})


async def timeline(context: RenderContext, hazard: Hazard, last: int, without: Collection[Act] = ()) -> list[Html]:
    """What has happened, a line each, the newest last; what the bot made of somebody's words is no step of its own."""
    by_somebody = or_(col(HazardEvent.act) != Act.CLASSIFY, col(HazardEvent.person_id).is_not(None))
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(
            col(HazardEvent.hazard_id) == hazard.id, by_somebody, col(HazardEvent.act).in_(STORY.keys() - set(without))
        )
        .order_by(col(HazardEvent.at).desc(), col(HazardEvent.id).desc())
        .limit(last + ADDED_IN_A_ROW)
    )
    found = _one_of_a_row((event, name) for event, name in await context.session.execute(rows))[:last]
    departments = await _departments(context.session, [event for event, _ in found])
    told = [
        context.t(
            _said_of(event),
            time=local(context, event.at),
            name=_named(context, hazard, event, name),
            due=str(event.data.get("due", ""))[5:],
            reason=cut(visible(str(event.data.get("reason", ""))), REASON_IN_STORY),
            department=departments.get(event.data.get("department"), ""),
            level=_level(context, event),
            now=_corrected(context, event),
        )
        for event, name in found
    ]
    return told[::-1]


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
    return NO_OUTCOME if event.act is Act.TAKE_BACK and event.person_id is None else STORY[event.act]


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

"""What repeats: as one is over the next is planned, and whoever set it is asked whether its day will do.

    draft ──confirmed, perhaps for another time──▶ open
      └──its time has passed, or it is skipped──▶ withdrawn, and the next is planned

What must always hold: of a series only the newest repeats, so that each is followed by one.
"""

from calendar import monthrange
from datetime import date, datetime
from re import sub

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.numbers import next_number
from models.obligations.acting import must_set
from models.obligations.kinds import KINDS, Series
from models.obligations.owners import Asked, owners_in
from models.obligations.reminders import moment
from models.obligations.setting import LONGEST, PROGRESS, give, next_look, told_at
from models.obligations.tables import SERIES, Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import working_day_from
from models.schedule.deadlines import DAY, at
from models.transition import change_rows, transition

MONTHS = {Series.MONTHLY: 1, Series.BIMONTHLY: 2, Series.QUARTERLY: 3, Series.YEARLY: 12}
ASKED_AGAIN = 7 * DAY
KEPT = ("kind", "grid_id", "author_id", "post_id", "chat_id", "words", "asked", "place", "repeats")


def months_later(day: date, months: int) -> date:
    """The same day of that month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_later(title: str, years: int) -> str:
    """Each year that it names moves along: a paper of 2027 does not say 2026."""
    return sub(r"(?<!\d)20\d\d(?!\d)", lambda found: str(int(found[0]) + years), title)


async def plan_next(session: AsyncSession, requirement: Requirement, clock: WallClock) -> Requirement | None:
    """At the same hour, on a working day; None where it was planned already."""
    repeats, due = Series(requirement.repeats or ""), requirement.due_at.astimezone(clock.zone)
    values = {name: getattr(requirement, name) for name in KEPT}
    if not await transition(session, requirement, col(Requirement.repeats).is_not(None), repeats=None):
        return None
    day = months_later(due.date(), MONTHS[repeats])
    while at(day, due.time(), clock.zone) <= clock.now:
        day = months_later(day, MONTHS[repeats])
    calendar = await load_calendar(session, day, day)
    when = at(working_day_from(calendar, day), due.time().replace(microsecond=0), clock.zone)
    kind = KINDS[requirement.kind]
    draft = Requirement(
        number=await next_number(session, SERIES),
        title=years_later(requirement.title, day.year - due.year),
        state=RequirementState.DRAFT,
        due_at=when,
        happens_at=when if kind.meets else None,
        first_id=requirement.first_id or requirement.id,
        created_at=clock.now,
        next_at=clock.now if kind.meets else max(clock.now, moment(when, -kind.days * DAY, clock.zone)),
        **values,
    )
    session.add(draft)
    await session.flush()
    return draft


async def ask_to_confirm(session: AsyncSession, draft: Requirement, clock: WallClock) -> None:
    """Now and a week before; one whose time has passed is given up, and the next of the series is planned."""
    if draft.due_at <= clock.now:
        await plan_next(session, draft, clock)
        draft.state, draft.closed_at = RequirementState.WITHDRAWN, clock.now
        await refresh_standing(session, draft.id, clock.now)
        return
    enqueue(session, draft.chat_id, PROGRESS, Lane.ROUTINE, clock.now, subject_id=draft.id)
    again = moment(draft.due_at, -ASKED_AGAIN, clock.zone)
    draft.next_at = again if again > clock.now else draft.due_at


async def confirm(session: AsyncSession, draft: Requirement, person: Person, clock: WallClock) -> None:
    """Whoever holds the posts now is asked. Raises Refused, or Conflict where it is no draft any more or nobody is."""
    await must_set(session, draft, person)
    grid = await session.get_one(Grid, draft.grid_id)
    owners = await owners_in(session, grid, Asked.read(draft.asked), draft.author_id)
    if draft.due_at <= clock.now:
        raise Conflict("obligation.past")
    if not owners:
        raise Conflict("obligation.nobody")
    opened = {"state": RequirementState.OPEN, "next_at": next_look(draft.kind, draft.due_at, clock)}
    if not await transition(session, draft, col(Requirement.state) == RequirementState.DRAFT, **opened):
        raise Conflict("obligation.moved")
    for owner in owners:
        give(session, draft, owner, told_at(draft.kind, clock))
    await refresh_standing(session, draft.id, clock.now)


async def rename(session: AsyncSession, draft: Requirement, title: str, person: Person, clock: WallClock) -> None:
    """Before anybody is asked. Raises Refused or Conflict."""
    await must_set(session, draft, person)
    if not await transition(session, draft, col(Requirement.state) == RequirementState.DRAFT, title=title):
        raise Conflict("obligation.moved")
    await refresh_standing(session, draft.id, clock.now)


async def move(session: AsyncSession, meeting: Requirement, when: datetime, person: Person, clock: WallClock) -> None:
    """To another time, a draft or one that is called already: then everybody hears anew. Raises Refused or Conflict."""
    await must_set(session, meeting, person)
    if not clock.now < when <= clock.now + LONGEST:
        raise Conflict("obligation.past" if when <= clock.now else "obligation.far")
    draft = meeting.state is RequirementState.DRAFT
    about = {"due_at": when, "happens_at": when if KINDS[meeting.kind].meets else None}
    look = clock.now + ASKED_AGAIN if draft else next_look(meeting.kind, when, clock)
    goes_on = col(Requirement.state).in_((RequirementState.DRAFT, RequirementState.OPEN))
    if not await transition(session, meeting, goes_on, next_at=min(look, when) if draft else look, **about):
        raise Conflict("obligation.over")
    waits = col(Obligation.requirement_id) == meeting.id, col(Obligation.state).in_(WAITING)
    told = {"due_at": when, "asked_at": None, "next_at": told_at(meeting.kind, clock)}
    await change_rows(session, Obligation, *waits, **told)
    await refresh_standing(session, meeting.id, clock.now)

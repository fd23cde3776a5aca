"""What came of a visit: recorded by who went, taken back within ten minutes, with words within a day."""

from datetime import datetime, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict
from models.grids.tables import Grid
from models.mandatory_reports import telling
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.text.phones import as_written
from models.transition import transition
from models.visits.due import next_due
from models.visits.households import last_visits, need, set_due
from models.visits.kinds import household_kinds_of
from models.visits.tables import WORDS_LIMIT, Household, Outcome, Visit, living_households

UNDO, ADD_WORDS = timedelta(minutes=10), timedelta(days=1)
IN_NEED = "hardship"  # the kind of must-report: a person newly in need


async def record_visit(
    session: AsyncSession,
    household: Household,
    outcome: Outcome,
    words: str,
    person: Person,
    now: datetime,
    zone: tzinfo,
) -> Visit:
    """Whoever needs help becomes a must-report. Raises Refused or Conflict."""
    await need(session, household, person)
    if await newest_by(session, household, person, now, UNDO) is not None:
        raise Conflict("visit.just_recorded")
    visit = Visit(
        household_id=household.id, person_id=person.id, said_at=now, outcome=outcome, words=words, due_until=now
    )
    due = next_due(household, visit, household_kinds_of(session), zone)
    visit.due_until = due.due_until
    as_it_was = (living_households(), col(Household.due_until) == household.due_until)
    if not await transition(session, household, *as_it_was, **due._asdict()):
        raise Conflict("visit.just_recorded")
    if outcome is Outcome.NEEDS_HELP:
        visit.report_id = (await _report(session, household, words, person, now)).id
    session.add(visit)
    await refresh_standing(session, household.id, now)
    return visit


async def _report(
    session: AsyncSession, household: Household, words: str, person: Person, now: datetime
) -> MandatoryReport:
    """To leaders in private; it can never be made a hazard, which its grid's group would see."""
    grid = await session.get_one(Grid, household.grid_id)
    phone = as_written(household.phone) if household.phone else ""
    told = f"{household.address} {household.name} {phone}".strip()
    chat_id = person.tg_user_id
    return await telling.take(
        session, grid, IN_NEED, f"{told}\n{words}".strip(), (), person, now, chat_id=chat_id, confidential=True
    )


async def newest_by(
    session: AsyncSession, household: Household, person: Person, now: datetime, within: timedelta
) -> Visit | None:
    """The last visit, if this person has just recorded it."""
    last = await last_visits(session, household, 1)
    return last[0] if last and last[0].person_id == person.id and last[0].said_at > now - within else None


async def undo_visit(
    session: AsyncSession, household: Household, person: Person, now: datetime, zone: tzinfo, taken_back: str
) -> None:
    """`taken_back` is added to the must-report, which leaders have been told. Raises Refused or Conflict."""
    await need(session, household, person)
    visit = await newest_by(session, household, person, now, UNDO)
    if visit is None or not await transition(session, visit, col(Visit.undone_at).is_(None), undone_at=now):
        raise Conflict("visit.too_late")
    await set_due(session, household, zone)
    await _add_to_report(session, visit, taken_back, now)
    await refresh_standing(session, household.id, now)


async def add_words(session: AsyncSession, household: Household, person: Person, words: str, now: datetime) -> None:
    """To the person's last visit here, within a day. Raises Refused or Conflict."""
    await need(session, household, person)
    visit = await newest_by(session, household, person, now, ADD_WORDS)
    if visit is None:
        raise Conflict("visit.too_late")
    whole = f"{visit.words}\n{words}".strip()[:WORDS_LIMIT]
    if not await transition(session, visit, col(Visit.undone_at).is_(None), words=whole):
        raise Conflict("visit.too_late")
    await _add_to_report(session, visit, words, now)
    await refresh_standing(session, household.id, now)


async def _add_to_report(session: AsyncSession, visit: Visit, words: str, now: datetime) -> None:
    if visit.report_id is not None:
        report = await session.get_one(MandatoryReport, visit.report_id)
        await telling.add_words(session, report, words, now)

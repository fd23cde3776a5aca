"""What becomes of an opinion beside its answer: it is handed up, or is a hazard; its author judges the answer, and the
level above may have to give it anew.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.events import record_event
from models.evidence.attach import found_in, pieces_of
from models.grids.tables import Grid
from models.hazards.reporting.submit import Said, report_discreetly
from models.hazards.tables import Hazard
from models.members.reach import reachable_people
from models.members.tables import Person
from models.obligations.acting import locked, must_own, perform
from models.obligations.kinds import KINDS
from models.obligations.opinions.opening import WORDS_LIMIT, due_in, leader_of
from models.obligations.opinions.telling import leaders_above
from models.obligations.setting import next_look, told_at
from models.obligations.tables import Obligation, ObligationEvent, Requirement, RequirementState
from models.obligations.workflow import WAITING, Act, State
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

HANDED_UP, DISSATISFIED = "obligations.handed_up", "obligations.dissatisfied"


async def hand_up(session: AsyncSession, obligation: Obligation, person: Person, clock: WallClock) -> None:
    """To the leader of the next level, who has as many days as the first had. Raises Refused or Conflict."""
    opinion = await locked(session, obligation.requirement_id)
    kind = KINDS[opinion.kind]
    await must_own(session, obligation, person)
    if Act.HAND_UP not in kind.acts:
        raise Refused("obligation.no_such_act")
    grid = await session.get_one(Grid, obligation.grid_id)
    if grid.parent_id is None:
        raise Conflict("opinion.top")
    expected = col(Obligation.state).in_(WAITING), col(Obligation.grid_id) == grid.id
    await _pass_up(session, opinion, obligation, Act.HAND_UP, person, clock, *expected)
    for author in await reachable_people(session, [opinion.author_id]):
        enqueue(session, author.tg_user_id, HANDED_UP, Lane.ROUTINE, clock.now, subject_id=opinion.id)


async def _pass_up(
    session: AsyncSession,
    opinion: Requirement,
    obligation: Obligation,
    act: Act,
    person: Person,
    clock: WallClock,
    *expected: ColumnElement[bool],
) -> None:
    """Raises Conflict where it is not as expected."""
    grid = await session.get_one(Grid, obligation.grid_id)
    above = await session.get_one(Grid, grid.parent_id)
    due_at = due_in(KINDS[opinion.kind].days, clock)
    owner = vars(await leader_of(session, above))
    begun = {"due_at": due_at, "next_at": told_at(opinion.kind, clock), "asked_at": None, "reminded": 0}
    undone = {"satisfied": None, "done_at": None, "done_by": None}
    if not await transition(session, obligation, *expected, state=State.OPEN, **owner, **begun, **undone):
        raise Conflict("obligation.moved")
    await transition(
        session,
        opinion,
        state=RequirementState.OPEN,
        closed_at=None,
        due_at=due_at,
        next_at=next_look(opinion.kind, due_at, clock),
    )
    data = {"grid": above.id}
    record_event(session, ObligationEvent, person, clock.now, obligation_id=obligation.id, act=act, data=data)
    await refresh_standing(session, obligation.id, clock.now)


async def make_hazard(session: AsyncSession, obligation: Obligation, person: Person, clock: WallClock) -> Hazard:
    """With its words, what it shows and its author, whom the group does not learn of. Raises like perform()."""
    await perform(session, obligation, Act.HAZARD, person, clock.now)
    opinion = await session.get_one(Requirement, obligation.requirement_id)
    grid = await session.get_one(Grid, opinion.grid_id)
    author = await session.get_one(Person, opinion.author_id)
    shown = [found_in(piece) for piece in await pieces_of(session, opinion.id)]
    said = Said(opinion.chat_id, opinion.message_id or 0, opinion.words, shown, person=author)
    hazard = await report_discreetly(session, said, grid, clock.now, clock.zone)
    await session.flush()
    obligation.hazard_id = hazard.id
    await refresh_standing(session, obligation.id, clock.now)
    return hazard


async def judge(
    session: AsyncSession, opinion: Requirement, person: Person, clock: WallClock, *, satisfied: bool
) -> None:
    """By its author. The first time that they are not satisfied it goes to the level above, which answers anew; the
    second time, or where there is nobody above, who answered and the level above hear of it.

    Raises Refused or Conflict.
    """
    if person.id != opinion.author_id:
        raise Refused("opinion.not_author")
    opinion = await locked(session, opinion.id)
    obligation, now = await share_of(session, opinion), clock.now
    answered = col(Obligation.state) == State.DONE, col(Obligation.hazard_id).is_(None)
    unjudged = col(Obligation.satisfied).is_(None)
    if not await transition(session, obligation, *answered, unjudged, satisfied=satisfied):
        raise Conflict("obligation.moved")
    act = Act.SATISFIED if satisfied else Act.DISSATISFIED
    record_event(session, ObligationEvent, person, now, obligation_id=obligation.id, act=act, data={})
    if not satisfied:
        await _not_satisfied(session, opinion, obligation, person, clock)
    await refresh_standing(session, obligation.id, now)
    await refresh_standing(session, opinion.id, now)


async def _not_satisfied(
    session: AsyncSession, opinion: Requirement, obligation: Obligation, person: Person, clock: WallClock
) -> None:
    grid = await session.get_one(Grid, obligation.grid_id)
    answered_by = await reachable_people(session, [obligation.done_by] if obligation.done_by else [])
    chats = [each.tg_user_id for each in answered_by]
    if grid.parent_id is None or await reopened(session, obligation):
        chats += await leaders_above(session, grid)
    else:
        await _pass_up(session, opinion, obligation, Act.REOPEN, person, clock)
    for chat in dict.fromkeys(chats):
        enqueue(session, chat, DISSATISFIED, Lane.ROUTINE, clock.now, subject_id=obligation.id)


async def reopened(session: AsyncSession, obligation: Obligation) -> bool:
    """Whether its author was not satisfied with an earlier answer."""
    rows = select(col(ObligationEvent.id)).where(
        col(ObligationEvent.obligation_id) == obligation.id, col(ObligationEvent.act) == Act.REOPEN
    )
    return await session.scalar(rows.limit(1)) is not None


async def add_words(session: AsyncSession, opinion: Requirement, words: str, now: datetime) -> None:
    """What its author adds while it has no answer."""
    if opinion.state is RequirementState.OPEN:
        opinion.words = f"{opinion.words}\n{words}"[:WORDS_LIMIT]
        await refresh_standing(session, (await share_of(session, opinion)).id, now)


async def share_of(session: AsyncSession, opinion: Requirement) -> Obligation:
    """An opinion has one."""
    rows = select(Obligation).where(col(Obligation.requirement_id) == opinion.id)
    return (await session.scalars(rows)).one()

"""Setting plans, by who leads the grid; confirming them each year; finding the one that holds for a grid."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach, counts, pieces_of
from models.evidence.tables import PICTURE, Moment
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.permissions import Who, may_in
from models.members.reach import leaders_chats
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.plans.tables import WORDS_LIMIT, Plan
from models.schedule.deadlines import at
from models.transition import transition

PAGE, PHOTOS, PIECE, CONFIRM = "plans.page", "plans.photos", "plans.piece", "plans.confirm"
YEAR, ASK_AGAIN = timedelta(days=365), timedelta(days=7)
DAY = timedelta(days=1)
ADD_WITHIN = DAY
NO_DAY = timedelta(0)
BY_DAY = time(9), time(20)


async def set_plan(session: AsyncSession, grid: Grid, words: str, person: Person, now: datetime) -> Plan:
    """Takes the place of the one before. Raises Refused."""
    await _need_leader(session, grid, person)
    before = col(Plan.grid_id) == grid.id, col(Plan.replaced_at).is_(None)
    await session.execute(update(Plan).where(*before).values(replaced_at=now, confirm_at=None))
    plan = Plan(grid_id=grid.id, words=words[:WORDS_LIMIT], set_by=person.id, set_at=now, confirm_at=now + YEAR)
    session.add(plan)
    await session.flush()
    return plan


async def show(
    session: AsyncSession, plan: Plan, found: Sequence[Found], person: Person, chat_id: int, now: datetime
) -> None:
    """Photos and files of it, by who set it. Raises Refused, or Conflict a day after it was set."""
    if plan.set_by != person.id:
        raise Refused("plan.not_yours")
    if now - plan.set_at > ADD_WITHIN or plan.replaced_at is not None:
        raise Conflict("plan.too_late")
    for each in found:
        if each.file_id:
            await attach(session, plan.subject, each, person.id, chat_id, Moment.BEFORE, now)
    await refresh_standing(session, plan.id, now)


async def confirm(session: AsyncSession, plan: Plan, person: Person, now: datetime) -> None:
    """That it still holds, for a year more. Raises Refused, or Conflict where a newer one is in force."""
    await _need_leader(session, await session.get_one(Grid, plan.grid_id), person)
    said = {"confirmed_by": person.id, "confirmed_at": now, "confirm_at": now + YEAR}
    if not await transition(session, plan, col(Plan.replaced_at).is_(None), **said):
        raise Conflict("plan.replaced")
    await refresh_standing(session, plan.id, now)


async def _need_leader(session: AsyncSession, grid: Grid, person: Person) -> None:
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("plan.not_leader")


async def plan_for(session: AsyncSession, grid: Grid) -> Plan | None:
    """The grid's own, or else that of the nearest above."""
    steps = ids_in(grid.path)
    rows = select(Plan).where(col(Plan.grid_id).in_(steps), col(Plan.replaced_at).is_(None))
    found = (await session.scalars(rows)).all()
    return max(found, key=lambda plan: steps.index(plan.grid_id), default=None)


async def before_it(session: AsyncSession, plan: Plan) -> Sequence[Plan]:
    """The grid's replaced ones, the newest first."""
    rows = select(Plan).where(col(Plan.grid_id) == plan.grid_id, col(Plan.replaced_at).is_not(None))
    return (await session.scalars(rows.order_by(col(Plan.set_at).desc(), col(Plan.id).desc()))).all()


async def send(session: AsyncSession, plan: Plan, chat_id: int, lane: Lane, now: datetime) -> None:
    """Its words, its photos in an album, and each of its other files."""
    enqueue(session, chat_id, PAGE, lane, now, subject_id=plan.id)
    pieces = await pieces_of(session, plan.id, counts())
    files = [each for each in pieces if each.kind != "photo" and each.media_type != PICTURE]
    if len(files) < len(pieces):
        enqueue(session, chat_id, PHOTOS, lane, now, subject_id=plan.id)
    for each in files:
        enqueue(session, chat_id, PIECE, lane, now, subject_id=plan.id, evidence=str(each.id))


async def ask(session: AsyncSession, plans: Sequence[Plan], clock: WallClock) -> None:
    """The leaders of its grid, or those above; of a grid that has left the roster nobody."""
    for plan in plans:
        grid = await session.get_one(Grid, plan.grid_id)
        if grid.retired_at is not None:
            plan.confirm_at = None
            continue
        here = clock.now.astimezone(clock.zone)
        if not BY_DAY[0] <= here.time() < BY_DAY[1]:
            plan.confirm_at = at(here.date() + (DAY if here.time() >= BY_DAY[1] else NO_DAY), BY_DAY[0], clock.zone)
            continue
        for chat_id in dict.fromkeys(await leaders_chats(session, grid)):
            enqueue(session, chat_id, CONFIRM, Lane.ROUTINE, clock.now, subject_id=plan.id)
        plan.confirm_at = clock.now + ASK_AGAIN


PLANS_DUE = DueRows(
    "plans",
    col(Plan.confirm_at),
    col(Plan.confirm_at).is_not(None),
    row=Plan,
    handle=ask,
    seconds=3600,
    batch=20,
    then=(col(Plan.id),),
)

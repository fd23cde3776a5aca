"""What follows from listing a hazard for supervision, from a report of progress, and from lifting the supervision."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid, Level
from models.grids.tree import level_above
from models.hazards.alerting import notify
from models.hazards.rectification.actions import office_of
from models.hazards.supervision.schedule import next_call
from models.hazards.supervision.tables import Supervision, current
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.actions import LEADERS
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.permissions import STREET_AND_ABOVE
from models.members.positions import held_over, leads
from models.members.reach import leaders_chats, people_at_work, upwards
from models.numbers import next_number
from models.outbox.enqueue import enqueue
from models.outbox.supersede import replace_earlier
from models.outbox.tables import Lane
from models.schedule.deadlines import end_of

SUPERVISION = "hazards.listing"
WEEK = timedelta(days=7)
PROGRESS = "progress"
TEXT_LIMIT = 500


async def follow_supervise(action: CompletedAction) -> None:
    """`given`: due (an ISO date: the last day) and requirement."""
    session, hazard, now = action.session, action.hazard, action.now
    grid = await session.get_one(Grid, hazard.grid_id)
    held = await leads(session, action.person.id, grid)
    post_in = [each.grid for each in held if each.grid.level in STREET_AND_ABOVE][-1]
    office, year = await office_of(session, grid), now.astimezone(action.zone).year
    due_at = end_of(date.fromisoformat(action.given["due"]), action.zone)
    progress_by = _in_a_week(now, action.zone)
    supervision = Supervision(
        hazard_id=hazard.id,
        office_id=office.id,
        year=year,
        number=await next_number(session, "supervision", office.id, year),
        listed_by=action.person.id,
        grid_id=post_in.id,
        level=post_in.level,
        at=now,
        due_at=due_at,
        requirement=action.given.get("requirement", "")[:TEXT_LIMIT],
        progress_by=progress_by,
        next_at=next_call(progress_by, due_at, now),
    )
    session.add(supervision)
    lister = await lister_chats(session, supervision)
    await notify_chats(session, hazard, supervision, lister, "listed_by_you", now)
    responsible = await responsible_chats(session, hazard)
    await notify_chats(
        session, hazard, supervision, [chat for chat in responsible if chat not in lister], "listed", now
    )


def _in_a_week(now: datetime, zone: tzinfo) -> datetime:
    return end_of(now.astimezone(zone).date() + WEEK, zone)


async def notify_chats(
    session: AsyncSession,
    hazard: Hazard,
    supervision: Supervision,
    chats: Iterable[int],
    why: str,
    now: datetime,
    **args: Any,
) -> None:
    """`why` is a key of the view's headlines. What was reported stays to be read, all else makes way for the newest."""
    told: dict[str, Any] = {"listing": supervision.id, "why": why, **args}
    wanted = dict.fromkeys(chats)
    if why != PROGRESS:
        await replace_earlier(session, hazard.id, SUPERVISION, wanted, now, keep=(PROGRESS,))
    for chat_id in wanted:
        enqueue(session, chat_id, SUPERVISION, Lane.ESCALATION, now, subject_id=hazard.id, **told)


async def responsible_chats(session: AsyncSession, hazard: Hazard) -> list[int]:
    """The leaders of the grid and of its community; where none of them can be reached, the next above."""
    grid = await session.get_one(Grid, hazard.grid_id)
    community = await level_above(session, grid, Level.COMMUNITY)
    chats = list(await leaders_chats(session, grid))
    if community is not None and community.id != grid.id:
        chats += await leaders_chats(session, community)
    if chats:
        return list(dict.fromkeys(chats))
    found = await upwards(session, grid)
    return found[1] if found else []


async def lister_chats(session: AsyncSession, supervision: Supervision) -> list[int]:
    """In private; when the lister holds the post no more or cannot be reached, whoever leads that grid now."""
    grid = await session.get_one(Grid, supervision.grid_id)
    if any(held.grid.id == grid.id for held in await held_over(session, supervision.listed_by, grid, LEADERS)):
        private = [person.tg_user_id for person in await people_at_work(session, [supervision.listed_by], grid)]
        if private:
            return private
    found = await upwards(session, grid)
    return found[1] if found else []


async def above_chats(session: AsyncSession, supervision: Supervision) -> list[int]:
    """Of the level above the lister."""
    grid = await session.get_one(Grid, supervision.grid_id)
    above = await session.get(Grid, grid.parent_id) if grid.parent_id else None
    found = await upwards(session, above) if above else None
    return found[1] if found else []


async def keep_up(action: CompletedAction) -> None:
    """Said to be done: the lister is to look at it, as nobody can close it before the supervision is lifted."""
    session, hazard, now = action.session, action.hazard, action.now
    if hazard.state is not State.REVIEW or action.before is State.REVIEW:
        return
    supervision = await current(session, hazard.id)
    if supervision is None:
        return
    lister = await lister_chats(session, supervision)
    for chat_id in lister:
        enqueue(session, chat_id, notify.PHOTOS, Lane.ESCALATION, now, subject_id=hazard.id)
    await notify_chats(session, hazard, supervision, lister, "done", now)


async def follow_progress(action: CompletedAction) -> None:
    """`given`: progress, in words. The next report is due a week from now."""
    supervision = await current(action.session, action.hazard.id)
    if supervision is None:
        return
    supervision.reported_at, supervision.progress_by = action.now, _in_a_week(action.now, action.zone)
    supervision.next_at = next_call(supervision.progress_by, supervision.due_at, action.now)
    said = {"by": action.person.name, "words": action.given["progress"][:TEXT_LIMIT]}
    chats = [chat for chat in await lister_chats(action.session, supervision) if chat != action.person.tg_user_id]
    await notify_chats(action.session, action.hazard, supervision, chats, PROGRESS, action.now, **said)


async def follow_lift(action: CompletedAction) -> None:
    """`given`: reason."""
    supervision = await current(action.session, action.hazard.id)
    if supervision is None:
        return
    supervision.lifted_at, supervision.lifted_by, supervision.next_at = action.now, action.person.id, None
    supervision.outcome = action.given["reason"][:TEXT_LIMIT]
    chats = await responsible_chats(action.session, action.hazard)
    others = [chat for chat in chats if chat != action.person.tg_user_id]
    await notify_chats(action.session, action.hazard, supervision, others, "lifted", action.now, by=action.person.name)


FOLLOW_UPS: FollowUps = {
    Act.SUPERVISE: follow_supervise,
    Act.PROGRESS: follow_progress,
    Act.LIFT: follow_lift,
}

"""Who hears of results: whoever is assessed, and the leaders above; each in private, once a day, in the morning."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.tables import Assessment, AssessmentScore
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import living, subtree
from models.members.reach import private_chats, reachable_people
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane
from models.schedule.deadlines import at

RESULTS = "assessment.results"
FROM, UNTIL = time(9), time(20)
LED = (Level.STREET, Level.COMMUNITY, Level.GRID)


def morning_of(clock: WallClock) -> datetime:
    """Now, or the next morning where it is night."""
    here = clock.now.astimezone(clock.zone)
    if FROM <= here.time() < UNTIL:
        return clock.now
    return at(here.date() + timedelta(days=here.time() >= UNTIL), FROM, clock.zone)


async def tell_results(
    session: AsyncSession, assessment: Assessment, scores: Sequence[AssessmentScore], clock: WallClock
) -> None:
    people = await reachable_people(session, {score.person_id for score in scores if score.person_id})
    await _tell(session, assessment, [person.tg_user_id for person in people], clock)


async def tell_leaders(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    """Those who have a post in the street's tree and have not been told of a result of theirs: the street's own, for
    one, are in no score.
    """
    street = await session.get_one(Grid, assessment.grid_id)
    rows = select(col(Grid.id)).where(subtree(street), living(), col(Grid.level).in_(LED))
    grids = (await session.scalars(rows)).all()
    chats = await private_chats(session, grids, Role.LEADER)
    scored = select(col(Person.tg_user_id)).join(AssessmentScore, col(AssessmentScore.person_id) == col(Person.id))
    told = set((await session.scalars(scored.where(col(AssessmentScore.assessment_id) == assessment.id))).all())
    left = [chat for several in chats.values() for chat in several if chat not in told]
    await _tell(session, assessment, left, clock)


async def _tell(session: AsyncSession, assessment: Assessment, chats: Iterable[int], clock: WallClock) -> None:
    """What is told on one day is one message, of quarter, half and year alike."""
    told_at = assessment.told_at or clock.now
    day = told_at.astimezone(clock.zone).date()
    for chat in dict.fromkeys(chats):
        key = f"{RESULTS}:{chat}:{day}"
        await enqueue_once(session, key, chat, RESULTS, Lane.ROUTINE, clock.now, not_before=told_at, day=str(day))

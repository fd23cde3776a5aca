"""Whose time on patrol fell short of what a working day asks."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.tables import CheckWindow
from models.checks.windows.answering import Answering
from models.due import WallClock
from models.patrols.hours_owed import duties_on


async def short_of_time(
    session: AsyncSession, windows: Iterable[CheckWindow], answers: Answering, clock: WallClock
) -> Mapping[int, list[tuple[int, int]]]:
    """By window, the posts (by id) that fell short, with the minutes done."""
    owing = [(each, answers.timed(each)) for each in windows if each.hours]
    short = {}
    for day in {window.first for window, _ in owing}:
        of_day = [(window.id, held) for window, held in owing if window.first == day]
        people = {person for _, held in of_day for person in held.values()}
        duties = await duties_on(session, people, day, clock.now, clock.zone)
        for window_id, held in of_day:
            left = {post: duties[person] for post, person in held.items() if duties[person].left}
            short[window_id] = [(post, int(duty.done.total_seconds() // 60)) for post, duty in left.items()]
    return short

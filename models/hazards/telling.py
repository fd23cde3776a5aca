"""Who hears of a hazard, and in which message.

`hazards.card` stands in the grid's group, one a hazard. `hazards.ping` goes to staff, in private or in a leaders' chat;
`hazards.review` asks leaders to close, below `hazards.photos`; `hazards.outcome` asks the reporter. Each is edited as
the hazard moves.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation.ladder import LADDERS
from models.grids.tables import Grid
from models.grids.tree import level_above
from models.hazards.flow import Severity
from models.hazards.tables import Hazard
from models.members.reach import leaders_chats, members_chats, private_chats, upwards
from models.members.tables import Person, Role
from models.outbox.letters import Lane, Letter
from models.outbox.post import post, refresh

CARD, PING, REVIEW, PHOTOS, OUTCOME = (
    "hazards.card",
    "hazards.ping",
    "hazards.review",
    "hazards.photos",
    "hazards.outcome",
)
STANDING = (CARD, PING, REVIEW, OUTCOME)
FORESEEN = "members_foreseen"


def card(session: AsyncSession, hazard: Hazard, now: datetime) -> Letter:
    return post(session, hazard.chat_id, CARD, Lane.REPLY, now, subject_id=hazard.id, reply_to=hazard.message_id)


async def changed(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """Every message about the hazard shows its newest state."""
    await session.flush()
    await refresh(session, hazard.id, STANDING, now)


async def foresee(session: AsyncSession, grids: Iterable[int]) -> None:
    """Whom opened() will tell in these grids, read in one statement: what is changed afterwards does not count."""
    wanted = set(grids)
    chats = await private_chats(session, list(wanted), Role.MEMBER) if wanted else {}
    session.info[FORESEEN] = {grid: chats.get(grid, []) for grid in wanted}


async def opened(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """Members in private, and the leaders whom the ladder tells at once."""
    with session.no_autoflush:
        grid = await session.get_one(Grid, hazard.grid_id)
        foreseen = session.info.get(FORESEEN, {}).get(grid.id)
        members = await members_chats(session, grid) if foreseen is None else foreseen
        ping(session, hazard, members, "new", now)
        for level in LADDERS[hazard.severity].told:
            told = await level_above(session, grid, level)
            ping(session, hazard, await leaders_chats(session, told) if told else [], "new", now)


def ping(session: AsyncSession, hazard: Hazard, chats: Iterable[int], why: str, now: datetime, **args: Any) -> None:
    """`why` is new, unaccepted, unfinished, handed_up, sent_back or reopened."""
    lane = Lane.URGENT if hazard.severity is Severity.URGENT else Lane.ESCALATION
    for chat_id in chats:
        if chat_id != hazard.chat_id:
            post(session, chat_id, PING, lane, now, subject_id=hazard.id, why=why, **args)


async def ask_review(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    grid = await session.get_one(Grid, hazard.grid_id)
    for chat_id in await leaders_above(session, grid):
        post(session, chat_id, PHOTOS, Lane.ESCALATION, now, subject_id=hazard.id)
        post(session, chat_id, REVIEW, Lane.ESCALATION, now, subject_id=hazard.id)


async def ask_reporter(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """In private when the reporter has started the bot, else under the report in the group."""
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    if reporter is None:
        return
    private = reporter.started
    chat_id = reporter.tg_user_id if private else hazard.chat_id
    reply_to = None if private else hazard.message_id
    post(session, chat_id, OUTCOME, Lane.REPLY, now, subject_id=hazard.id, reply_to=reply_to)


async def leaders_above(session: AsyncSession, grid: Grid) -> list[int]:
    """The chats of the first leaders at or above the grid who can be reached."""
    found = await upwards(session, grid)
    return found[1] if found else []

"""What a warning has beside a notice: a level, a first line that is read at a glance, four parts and an end; and a red
one is said again to who has not confirmed, every ten minutes for an hour, then the level above them hears of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import reached_from
from models.notices.copies import RUNNING
from models.notices.drafting import TEXT_LIMIT
from models.notices.sent.receipts import AGAIN, REMIND_AGAIN, TIMES, Unconfirmed, tell_unconfirmed, unconfirmed
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel
from models.notices.words.labelled import UNTIL, names_end
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

UNHEARD = "notices.unheard"
PARTS = ("source", "danger", "place", "action")  # asked for one by one; the fifth, until when, may be left out
HEADLINE = 18  # characters: with the level, the first line has 30 at most
LOUD = (NoticeLevel.ORANGE, NoticeLevel.RED)
STILL = timedelta(days=3)  # what was not done in time may be reported for so long
WITH_LEADERS = {Asks.NOBODY: Asks.LEADERS, Asks.MEMBERS: Asks.STAFF}


def missing(notice: Notice) -> Sequence[str]:
    """Parts of a warning that have not been said, and its end where that was said so that it cannot be read."""
    if notice.kind is not NoticeKind.WARNING:
        return ()
    unread = UNTIL not in notice.parts and names_end(notice.words)
    return [*(part for part in PARTS if not notice.parts.get(part)), *([UNTIL] if unread else ())]


def at_level(notice: Notice, level: NoticeLevel | None) -> dict[str, Any]:
    """The columns of a warning at this level: of a red one leaders are always asked to confirm, and in a grave one
    households are looked after, unless its writer says otherwise.
    """
    red = level is NoticeLevel.RED
    asks = WITH_LEADERS.get(notice.asks, notice.asks) if red else notice.asks
    return {"level": level, "asks": asks, "asks_visits": level in LOUD}


def follows(notice: Notice, now: datetime) -> dict[str, datetime | None]:
    """The columns with the times at which what follows from it is due, as it is sent."""
    visits = notice.kind is NoticeKind.WARNING and notice.asks_visits and not notice.drill
    return {
        "period_at": now if notice.period_of_its_own else None,
        "visits_at": now if visits else None,
        "remind_at": max(notice.to_do_by, now + REMIND_AGAIN) if notice.to_do_by else None,
    }


def until(notice: Notice) -> datetime | None:
    """When a warning ends, if that was said."""
    said = notice.parts.get(UNTIL)
    return datetime.fromisoformat(said) if said else None


def ends_at(notice: Notice, begins: datetime) -> datetime:
    """A notice holds on until who has not done what it asks for was reminded; a warning ends as it says."""
    end = until(notice) or begins + timedelta(hours=notice.holds_hours)
    if notice.kind is NoticeKind.WARNING or notice.to_do_by is None:
        return end
    return max(end, notice.to_do_by + STILL)


def must_fit(notice: Notice, words: str, parts: Mapping[str, str]) -> None:
    """Raises Refused where a warning would have no first line, or too long a one, or would fill more than a message."""
    if notice.kind is not NoticeKind.WARNING:
        return
    headline = words.partition("\n")[0].strip()
    if not headline:
        raise Refused("notice.no_headline", limit=HEADLINE)
    if len(headline) > HEADLINE:
        raise Refused("notice.long_headline", limit=HEADLINE)
    over = len(words) + sum(len(parts.get(part) or "") for part in PARTS) - TEXT_LIMIT
    if over > 0:
        raise Refused("notice.long_warning", over=over, limit=TEXT_LIMIT)


def must_be_whole(notice: Notice, now: datetime) -> None:
    """Raises Refused for a warning that lacks something."""
    if notice.kind is not NoticeKind.WARNING:
        return
    if notice.level is None:
        raise Refused("notice.no_level")
    must_fit(notice, notice.words, notice.parts)
    if missing(notice):
        raise Refused("notice.parts_missing")
    begins = max(now, notice.send_at or now)
    end = ends_at(notice, begins)
    if end <= begins:
        raise Refused("notice.ends_before")
    if notice.to_do_by is not None and notice.to_do_by >= end:
        raise Refused("notice.to_do_after_end")


async def say_again(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    """To those who have not confirmed, each in private; after an hour to the level above them, once."""
    for notice in notices:
        notice.again_at = None
        waiting = await unconfirmed(session, notice.id)
        if notice.state not in RUNNING or not waiting:
            continue
        if notice.said_again >= TIMES:
            await _climb(session, notice, waiting, clock.now)
        elif notice.reminded_at and clock.now < notice.reminded_at + REMIND_AGAIN:
            notice.again_at = notice.reminded_at + REMIND_AGAIN
        else:
            notice.said_again, notice.again_at, notice.reminded_at = notice.said_again + 1, clock.now + AGAIN, clock.now
            await tell_unconfirmed(session, notice, waiting, clock.now, clock.now)


async def _climb(session: AsyncSession, notice: Notice, waiting: Sequence[Unconfirmed], now: datetime) -> None:
    """To the leaders of the first level above each of those that can be reached, else of its own; `whole` where they
    lead all that it was for, too.
    """
    above = {each.grid.id: each.grid.parent_id or each.grid.id for each in waiting}
    reached = await reached_from(session, set(above.values()))
    way = ids_in((await session.get_one(Grid, notice.grid_id)).path)
    grids, whole = defaultdict[int, list[int]](list), set()
    for grid, step in above.items():
        level, chats = reached.get(step, (0, []))
        for chat in chats:
            grids[chat].append(grid)
        if level in way:
            whole.update(chats)
    for chat, silent in grids.items():
        leads_all = chat in whole
        enqueue(session, chat, UNHEARD, Lane.ESCALATION, now, subject_id=notice.id, grids=silent, whole=leads_all)


SAID_AGAIN = DueRows(
    "red_warnings",
    col(Notice.again_at),
    col(Notice.again_at).is_not(None),
    row=Notice,
    handle=say_again,
    seconds=10,
)

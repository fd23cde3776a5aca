"""Who hears of a hazard, and in which message.

`hazards.card` stands in the grid's group, one a hazard. `hazards.ping` goes to staff, in private or in a leaders' chat,
many at once or in a day as a list, and in the morning a list of what waits: `hazards.morning`. `hazards.review` asks
leaders to close, below `hazards.photos`. `hazards.reporter` tells the reporter in private how it stands,
`hazards.outcome` asks at the end, `hazards.still_fixed` four weeks later. Each is edited as the hazard moves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import level_above
from models.hazards import rounds
from models.hazards.alerting.alerts import ABOVE, ALERT, ALERTS, ASSIGNED, AT_GRID, REVIEW
from models.hazards.alerting.ladder import ladder_for
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity, State
from models.hazards.working.actions import last_change
from models.members.reach import leaders_chats, reach_in, upwards
from models.members.tables import Person, Role
from models.outbox.alert_lists import FOLDED, alerted, refresh_lists
from models.outbox.enqueue import enqueue, enqueue_once, refresh_all
from models.outbox.folding_statements import STANDING
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.schedule.deadlines import Reminder

CARD, PHOTOS, OUTCOME = "hazards.card", "hazards.photos", "hazards.outcome"
REPORTER, JOINED_OUTCOME = "hazards.reporter", "hazards.joined_outcome"
OF_DUPLICATES = (REPORTER, JOINED_OUTCOME)  # say how the original stands
Told = Mapping[int, Collection[str]]  # by chat, why
TOGETHER = timedelta(seconds=5)  # the parts of an album come one by one
LOUD = ("transfer_overdue", "reopened", "yours_reopened", ASSIGNED)
BY_ITSELF = frozenset(
    {"new", "unaccepted", "unfinished", "idle", "unreviewed", "put_off_over", *Reminder}
)  # nobody's act: may be many


def card(session: AsyncSession, hazard: Hazard, now: datetime) -> OutboxMessage | None:
    if hazard.chat_id is None:
        return None
    return enqueue(session, hazard.chat_id, CARD, Lane.REPLY, now, subject_id=hazard.id, reply_to=hazard.message_id)


async def changed(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """Every message about the hazard shows its newest state."""
    await refresh_standing(session, hazard.id, now)
    await refresh_lists(session, hazard.id, now)
    await tell_reporter(session, hazard, now)
    joined = select(col(Hazard.id)).where(col(Hazard.original_id) == hazard.id, col(Hazard.state) == State.DUPLICATE)
    duplicates = (await session.scalars(joined)).all()
    if duplicates:
        await refresh_all(session, duplicates, OF_DUPLICATES, now)


async def opened(session: AsyncSession, hazard: Hazard, now: datetime, alarmed: Collection[int] = ()) -> None:
    """Members in private, and the leaders whom the ladder tells at once; with nobody there, the next above.

    Not those whom a call for help has `alarmed`: one event rings once.
    """
    with session.no_autoflush:  # nothing of the hazard itself is asked for
        chats, instead = await _told_at_once(session, hazard)
    alert(session, hazard, [chat_id for chat_id in chats if chat_id not in alarmed], "new", now, **instead)


async def raised(
    session: AsyncSession, hazard: Hazard, by: Person | None, now: datetime, alarmed: Collection[int] = ()
) -> None:
    """It is worse than was thought: whom its ladder tells at once hears so, but for who said it or heard an alarm."""
    await session.flush()
    chats, instead = await _told_at_once(session, hazard)
    silent = {*alarmed, by.tg_user_id if by else 0}
    others = [chat_id for chat_id in chats if chat_id not in silent]
    alert(session, hazard, others, "raised", now, **instead)


async def _told_at_once(session: AsyncSession, hazard: Hazard) -> tuple[Iterable[int], dict[str, Any]]:
    """The chats, and what an alert says of why it comes to them where that is not a matter of course."""
    grid = await session.get_one(Grid, hazard.grid_id)
    members = await reach_in(session, [grid.id], Role.MEMBER)
    chats = list(members.chats.get(grid.id, ()))
    for level in (await ladder_for(session, hazard.grid_id, hazard.severity)).told:
        told = await level_above(session, grid, level)
        chats += await leaders_chats(session, told) if told else []
    if chats or (hazard.chat_id is not None and grid.id in members.peopled):  # who see the card in the group
        return dict.fromkeys(chats), {}
    return await leaders_above(session, grid), {"silent": grid.name}


def alert(
    session: AsyncSession,
    hazard: Hazard,
    chats: Iterable[int],
    why: str,
    now: datetime,
    *,
    alone: int = AT_GRID,
    **args: Any,
) -> None:
    """`why` is a key of the view's WHY. Many at once, or more than so many `alone` in a day where they are ordinary and
    come by themselves, become a list before the commit, by digest.fold().
    """
    lane = Lane.URGENT if hazard.severity is Severity.URGENT or why in LOUD else Lane.ESCALATION
    if why in BY_ITSELF:
        args |= _alone(hazard, alone)
    for chat_id in chats:
        if chat_id != hazard.chat_id:
            enqueue(session, chat_id, ALERT, lane, now, subject_id=hazard.id, why=why, **args)
            alerted(session, ALERTS, chat_id, None if why == "new" else hazard.id)


def _alone(hazard: Hazard, most: int) -> dict[str, Any]:
    return {"alone": most} if hazard.severity is Severity.ORDINARY else {}


async def told_before(session: AsyncSession, hazard_ids: Collection[int]) -> Mapping[int, Told]:
    """By hazard and chat, for what reasons it was told by an alert, alone or in a list."""
    heard = or_(STANDING, col(OutboxMessage.message_id).is_not(None), col(OutboxMessage.reason) == FOLDED)
    why = col(OutboxMessage.args)["why"].as_string()
    rows = select(col(OutboxMessage.subject_id), col(OutboxMessage.chat_id), why).where(
        col(OutboxMessage.subject_id).in_(hazard_ids), col(OutboxMessage.kind).in_((ALERT, REVIEW)), heard
    )
    told: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for hazard_id, chat_id, reason in await session.execute(rows.distinct()):
        told[hazard_id][chat_id].add(reason)
    return told


def first_word(hazard: Hazard, chats: Iterable[int], why: str, told: Told) -> list[int]:
    """Those of the chats that hear of it now: what is urgent is said again and again, all else stands in the morning's
    list once it was said. Who works on it is reminded once besides.
    """
    if hazard.severity is Severity.URGENT:
        return list(chats)
    return [chat_id for chat_id in chats if chat_id not in told or (why == "idle" and why not in told[chat_id])]


async def ask_review(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    grid = await session.get_one(Grid, hazard.grid_id)
    found = await upwards(session, grid)
    if found:
        level, chats = found
        ask_review_in(session, hazard, chats, now, alone=AT_GRID if level.id == grid.id else ABOVE)


def ask_review_in(
    session: AsyncSession, hazard: Hazard, chats: Iterable[int], now: datetime, *, alone: int = ABOVE
) -> None:
    for chat_id in chats:
        enqueue(session, chat_id, PHOTOS, Lane.ESCALATION, now, subject_id=hazard.id)
        enqueue(session, chat_id, REVIEW, Lane.ESCALATION, now, subject_id=hazard.id, **_alone(hazard, alone))
        alerted(session, ALERTS, chat_id, None)


async def show_late(session: AsyncSession, hazard: Hazard, sent_in: int, now: datetime) -> None:
    """What shows the result only after the review was asked for follows it: once, for all that comes together."""
    if hazard.state is not State.REVIEW or not await rounds.result_shown(session, hazard, now):
        return
    asked = await last_change(session, hazard)
    rows = select(col(OutboxMessage.chat_id), col(OutboxMessage.message_id)).where(
        col(OutboxMessage.subject_id) == hazard.id, col(OutboxMessage.created_at) >= (asked.at if asked else now)
    )
    reviews = await session.execute(rows.where(col(OutboxMessage.kind) == REVIEW, STANDING))
    waits = col(OutboxMessage.state) == MessageState.PENDING, col(OutboxMessage.leased_until).is_(None)
    shown = {chat for chat, _ in await session.execute(rows.where(col(OutboxMessage.kind) == PHOTOS, *waits))}
    about: dict[str, Any] = {"subject_id": hazard.id, "not_before": now + TOGETHER, "since": now.isoformat()}
    for chat_id, review in reviews.all():
        if chat_id not in {*shown, sent_in}:
            enqueue(session, chat_id, PHOTOS, Lane.ESCALATION, now, reply_to=review, **about)


async def ask_reporter(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """How it ended, and whether that is right."""
    await to_reporter(session, hazard, OUTCOME, now, round=hazard.reopened)


async def to_reporter(session: AsyncSession, hazard: Hazard, kind: str, now: datetime, **args: Any) -> None:
    """In private when the reporter has started the bot, else under the report in the group."""
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    if reporter is None:
        return
    if reporter.started:
        enqueue(session, reporter.tg_user_id, kind, Lane.REPLY, now, subject_id=hazard.id, **args)
    elif hazard.chat_id is not None and not hazard.discreet:
        reply_to = hazard.message_id
        enqueue(session, hazard.chat_id, kind, Lane.REPLY, now, subject_id=hazard.id, reply_to=reply_to, **args)


async def tell_reporter(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """How the report stands, in private: one message, edited with every change. Who was alerted has that already."""
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    if reporter is None or not reporter.started or hazard.state in (State.DRAFT, State.DUPLICATE):
        return
    here = (
        col(OutboxMessage.subject_id) == hazard.id,
        col(OutboxMessage.kind) == ALERT,
        col(OutboxMessage.chat_id) == reporter.tg_user_id,
    )
    if not await session.scalar(select(exists().where(*here))):
        key, chat_id = f"reporter:{hazard.id}", reporter.tg_user_id
        await enqueue_once(session, key, chat_id, REPORTER, Lane.REPLY, now, subject_id=hazard.id)


async def leaders_above(session: AsyncSession, grid: Grid) -> list[int]:
    """The chats of the first leaders at or above the grid who can be reached."""
    found = await upwards(session, grid)
    return found[1] if found else []

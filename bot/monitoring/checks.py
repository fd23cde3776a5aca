"""What can be wrong with a running program, as its rows tell it; shared by /healthz and `doctor`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnClause, false, func, literal_column, select, true
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.logs import mask
from bot.monitoring.findings import CheckFinding, found
from bot.timekeeper import HOST, SKEW
from locales.translator import N_
from models import migrate
from models.audit import audit
from models.base import first_id, moment_of
from models.db.database import Database
from models.domains import DOMAINS
from models.escalation.tables import Rung, RungState
from models.evidence.tables import Evidence, EvidenceState
from models.grids.tables import Binding, Chat
from models.inbox.set_aside import set_aside_since
from models.inbox.updates import InboxState, InboxUpdate
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.processes.signs import TAKING_IN, WRITING, latest, leave

if TYPE_CHECKING:
    from bot.clock import Clock

DATABASE_SECONDS = 10
UPDATE_WAITS = timedelta(seconds=60)
RUNG_WAITS = timedelta(minutes=2)
BROADCAST = timedelta(minutes=30)  # one to 15,000 groups takes nine minutes, and there may be several
SLOW_LANES = (Lane.WARNING, Lane.ROUTINE, Lane.IDLE)
MESSAGE_WAITS = {lane: BROADCAST if lane in SLOW_LANES else timedelta(minutes=5) for lane in Lane}
MISSED_BEATS = 3
LONG_BEAT = timedelta(seconds=30)  # a beat that finds much to do takes its time
LATELY = timedelta(days=1)
RATE_HOUR, SENDERS_AN_HOUR, UPDATES_AN_HOUR = timedelta(hours=1), 3, 20
CHATS_AN_HOUR, MESSAGES_AN_HOUR = 3, 20
FILE_WAITS = timedelta(hours=1)
SIGN_GOOD = timedelta(minutes=2)  # a long poll takes half a minute, and another process may have to take over
NAMED = 5
INSTALL_NEWER = N_("Install the newest version of the program, and let this one alone: the database is newer.")
PENDING: ColumnClause[str] = literal_column("'pending'")  # written out: the partial indexes are found by it


Look = Callable[[AsyncSession, datetime], Awaitable[CheckFinding]]


async def check(database: Database, now: datetime, clock: "Clock | None" = None) -> list[CheckFinding]:
    """Everything that can be looked at; `clock` is this process's own, if it ticks here."""
    findings = []
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            findings.append(await _schema(database))
            if findings[0].ok:
                await _write_and_read(database, now)
                async with database.read() as session:
                    findings += [await look(session, now) for look in LOOKS]
                    findings.append(await _audit(session, now, clock))
        answers = found("database", N_("answers"), ok=True)
    except NotKept:
        answers = found("database", N_("does not keep what is written"), ok=False)
    except TimeoutError:
        answers = found("database", N_("does not answer within {seconds} s"), ok=False, seconds=DATABASE_SECONDS)
    except (SQLAlchemyError, OSError) as error:
        answers = found("database", N_("does not answer: {error}"), ok=False, error=brief(error))
    ticking = [_ticks(clock, now)] if clock is not None and clock.ticking_since is not None else []
    return [answers, *findings, *ticking]


class NotKept(Exception):
    """What was committed is not there."""


async def _write_and_read(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await leave(session, WRITING, now)
    async with database.read() as session:
        if await latest(session, WRITING) is None:
            raise NotKept


def brief(error: Exception) -> str:
    """The first line of what went wrong, without secrets."""
    cause = getattr(error, "orig", None) or error
    return mask(str(cause).partition("\n")[0][:300]) or type(cause).__name__


async def _schema(database: Database) -> CheckFinding:
    async with database.engine.connect() as connection:
        current = await connection.run_sync(migrate.current)
    if current == migrate.newest():
        return found("migrations", N_("at the newest schema, {current}"), ok=True, current=current)
    if not await asyncio.to_thread(migrate.knows, current):
        told = N_("at schema {current}, which this version does not know")
        return replace(found("migrations", told, ok=False, current=current), advice=INSTALL_NEWER)
    told = N_("at schema {current}, the newest is {newest}")
    return found("migrations", told, ok=False, current=current or "-", newest=migrate.newest())


async def _taking_in(session: AsyncSession, now: datetime) -> CheckFinding:
    """Whichever process it is that takes updates in."""
    at = await latest(session, TAKING_IN)
    if at is None:
        return found("listen", N_("not yet"), ok=True)
    ago = max(now - at, timedelta(0))
    told = N_("the last time that updates could be had was {seconds} s ago")
    return _in_time("listen", ago, told, ok=ago <= SIGN_GOOD)


async def _undelivered(session: AsyncSession, now: datetime) -> CheckFinding:
    """Grave when it happens in several chats within an hour, or often: one chat may have its own reasons."""
    lately, hour = await _undelivered_since(session, now - LATELY), await _undelivered_since(session, now - RATE_HOUR)
    often = len(hour) >= CHATS_AN_HOUR or sum(hour.values()) >= MESSAGES_AN_HOUR
    message = N_("messages that failed since yesterday: {count}; chats: {chats}")
    count = sum(lately.values())
    return found("undelivered", message, ok=not count, grave=often, count=count, chats=len(lately))


async def _undelivered_since(session: AsyncSession, since: datetime) -> dict[int, int]:
    """By chat, of those that the bot may write to."""
    lost = col(OutboxMessage.state) == MessageState.FAILED
    rows = select(col(OutboxMessage.chat_id), func.count()).outerjoin(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
    reachable = col(Chat.reachable).is_not(false())
    recent = rows.where(col(OutboxMessage.id) >= first_id(since), lost, reachable)
    counted = await session.execute(recent.group_by(col(OutboxMessage.chat_id)))
    return dict(counted.all())


async def _set_aside(session: AsyncSession, now: datetime) -> CheckFinding:
    """Grave when it happens to several people within an hour, or often: one person's nonsense is no fault of ours."""
    lately = await set_aside_since(session, now - LATELY)
    hour = await set_aside_since(session, now - RATE_HOUR)
    senders, updates = len({each.sender_id for each in hour}), sum(each.updates for each in hour)
    often = senders >= SENDERS_AN_HOUR or updates >= UPDATES_AN_HOUR
    who = ", ".join(f"{each.updates} × {each.kind} ← {each.sender_id}" for each in lately[:NAMED])
    message = N_("updates set aside since yesterday: {count}; the most from: {who}") if lately else N_("none")
    return found("set-aside", message, ok=not lately, grave=often, count=sum(each.updates for each in lately), who=who)


async def _inbox(session: AsyncSession, now: datetime) -> CheckFinding:
    waits = await oldest_update(session, now)
    return _in_time("inbox", waits, N_("the oldest unhandled update waits for {seconds} s"), ok=waits <= UPDATE_WAITS)


async def _outbox(session: AsyncSession, now: datetime) -> CheckFinding:
    waits = await oldest_messages(session, now)
    late = {lane: wait for lane, wait in waits.items() if wait > MESSAGE_WAITS[lane]}
    longest = max((late or waits).values(), default=timedelta(0))
    return _in_time("outbox", longest, N_("the oldest unsent message waits for {seconds} s"), ok=not late)


async def _escalation(session: AsyncSession, now: datetime) -> CheckFinding:
    first = select(func.min(col(Rung.due_at))).where(col(Rung.state) == literal_column(f"'{RungState.WAITING}'"))
    due: datetime | None = await session.scalar(first)
    late = max(now - due, timedelta(0)) if due else timedelta(0)
    return _in_time("escalation", late, N_("the oldest escalation is overdue by {seconds} s"), ok=late <= RUNG_WAITS)


def _in_time(name: str, waits: timedelta, message: str, *, ok: bool) -> CheckFinding:
    return found(name, N_("in time") if ok else message, ok=ok, seconds=int(waits.total_seconds()))


async def _audit(session: AsyncSession, now: datetime, clock: "Clock | None") -> CheckFinding:
    """What the clock has forgotten, whatever the rows say of themselves."""
    audited = await audit(session, DOMAINS, now, clock.ticking_since if clock else None)
    named = " ".join(dict.fromkeys((*audited.lost, *audited.late)))
    message = N_("without a next step: {lost}; with a step left out: {late} {named}")
    return found("audit", message, ok=audited.clean, lost=len(audited.lost), late=len(audited.late), named=named)


async def _machine_time(session: AsyncSession, _now: datetime) -> CheckFinding:
    """A dead battery; or a clock that ran ahead for a while, and is right now."""
    newest = await session.scalar(select(func.max(col(OutboxMessage.id))))
    written, machine = moment_of(newest or 0), HOST.machine()
    message = N_("the machine's clock says {machine}, but messages were written at {written}")
    ok = machine >= written - SKEW
    told = {"machine": f"{machine:%Y-%m-%d %H:%M}", "written": f"{written:%Y-%m-%d %H:%M}"}
    return found("time", message if not ok else N_("agrees with the rows"), ok=ok, grave=False, **told)


async def _unreachable(session: AsyncSession, _now: datetime) -> CheckFinding:
    """With what Telegram said of them, the commonest first."""
    lost = select(col(Chat.unreachable_reason), func.count()).join(Binding, col(Chat.id) == col(Binding.chat_id))
    rows = lost.where(col(Binding.unbound_at).is_(None), col(Chat.reachable).is_not(true()))
    told = (await session.execute(rows.group_by(col(Chat.unreachable_reason)).order_by(func.count().desc()))).all()
    why = "; ".join(f"{number} × {said or '?'}" for said, number in told[:NAMED])
    message = N_("bound chats out of reach: {count} ({why})") if told else N_("none")
    return found("unreachable", message, ok=not told, grave=False, count=sum(number for _, number in told), why=why)


async def _photos(session: AsyncSession, now: datetime) -> CheckFinding:
    wanted = (col(Evidence.state) == literal_column(f"'{EvidenceState.WANTED}'"), col(Evidence.subject_id).is_not(None))
    rows = select(func.count()).select_from(Evidence).where(*wanted, col(Evidence.id) < first_id(now - FILE_WAITS))
    count = (await session.execute(rows)).scalar_one()
    message = N_("files that could not be fetched for an hour, and are tried again: {count}")
    return found("photos", message, ok=not count, grave=False, count=count)


LOOKS: tuple[Look, ...] = (
    _set_aside,
    _taking_in,
    _inbox,
    _outbox,
    _undelivered,
    _escalation,
    _machine_time,
    _unreachable,
    _photos,
)


def _ticks(clock: "Clock", now: datetime) -> CheckFinding:
    since = clock.ticking_since or now
    silent = [
        tick.name
        for tick in clock.ticks
        if now - max(clock.beaten.get(tick.name, since), since)
        > max(timedelta(seconds=MISSED_BEATS * tick.seconds), LONG_BEAT)
    ]
    if silent:
        return found("clock", N_("these ticks have stopped: {ticks}"), ok=False, ticks=", ".join(silent))
    return found("clock", N_("ticks"), ok=True)


async def oldest_update(session: AsyncSession, now: datetime) -> timedelta:
    """How long the oldest pending update has been waiting."""
    first = select(func.min(col(InboxUpdate.received_at))).where(col(InboxUpdate.state) == InboxState.PENDING)
    received: datetime | None = await session.scalar(first)
    return max(now - received, timedelta(0)) if received else timedelta(0)


async def oldest_messages(session: AsyncSession, now: datetime) -> dict[Lane, timedelta]:
    """How long the oldest message of each lane could have been sent already."""
    due = select(col(OutboxMessage.lane), func.min(col(OutboxMessage.not_before))).where(
        col(OutboxMessage.state) == PENDING
    )
    rows = await session.execute(due.where(col(OutboxMessage.not_before) <= now).group_by(col(OutboxMessage.lane)))
    return {Lane(lane): now - since for lane, since in rows}

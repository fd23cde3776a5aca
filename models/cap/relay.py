"""A CAP message that comes becomes a draft for the leaders of its area, or is acted on at once where that is wanted.

    Alert, Update ──▶ a warning: drafted, or sent where nothing is doubtful and the deployment sends at once
    Cancel        ──▶ its warning lifted likewise, or its leaders asked to lift it; a draft of it is dropped
    Ack, Error    ──▶ noted

What must always hold: of the same message nothing is made twice; what is doubtful is never heard before somebody has
looked at it; nothing that is not public goes to residents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.cap.earlier import Earlier, earlier_of
from models.cap.grids import author_for, range_of
from models.cap.message import CapMessage, Kind
from models.cap.reading import Doubt, Reading, read
from models.cap.tables import Outcome, ReceivedCap
from models.cap.warning import worded
from models.db.database import upsert
from models.due import WallClock
from models.errors import Refused
from models.notices.audience import Audience, Reach
from models.notices.copies import RUNNING
from models.notices.drafting import begin_draft
from models.notices.sending import send
from models.notices.sent.ending import lift
from models.notices.sent.over import CANCELLED, drop
from models.notices.tables import Notice, NoticeKind, NoticeState
from models.notices.warnings import at_level
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

INSIDE = frozenset({Reach.LEADERS, Reach.STAFF})
SHOWN = 40  # characters of a status or scope


@dataclass(frozen=True)
class Relayed:
    """`notice` is the warning that it made, or ended. `again`: it had come before. `refused` says why what is without
    doubt was not sent all the same, as the code of a Refused.
    """

    outcome: Outcome
    notice: Notice | None = None
    doubts: Sequence[Doubt] = field(default_factory=tuple)
    again: bool = False
    refused: str | None = None


async def relay(
    session: AsyncSession, message: CapMessage, language: str, clock: WallClock, *, at_once: bool
) -> Relayed:
    """`at_once`: what is without doubt needs no leader's word. Raises FaultyCap; nothing is written then."""
    if known := await _known(session, message):
        return await _again(session, known)
    reading = read(message, language, clock.now)
    row = await _noted(session, message, clock.now)
    if row is None:
        return await relay(session, message, language, clock, at_once=at_once)
    if reading is None:
        return Relayed(row.outcome)
    done = await Relay(session, reading, clock, at_once=at_once).done()
    row.became(done.outcome, done.notice.id if done.notice else None, done.doubts)
    return done


def _key(message: CapMessage) -> dict[str, Any]:
    return {"sender": message.sender, "identifier": message.identifier, "sent": message.sent}


async def _known(session: AsyncSession, message: CapMessage) -> ReceivedCap | None:
    same = [getattr(ReceivedCap, name) == value for name, value in _key(message).items()]
    found: ReceivedCap | None = (await session.scalars(select(ReceivedCap).where(*same))).first()
    return found


async def _noted(session: AsyncSession, message: CapMessage, now: datetime) -> ReceivedCap | None:
    """None: somebody else noted it just now."""
    row = {
        **_key(message),
        "id": new_id(),
        "kind": message.kind,
        "status": message.status[:SHOWN],
        "scope": message.scope[:SHOWN],
        "received_at": now,
        "outcome": Outcome.NOTED,
        "doubts": [],
    }
    added = upsert(session, ReceivedCap).values(row).on_conflict_do_nothing().returning(col(ReceivedCap.id))
    new = (await session.execute(added)).scalar()
    return await session.get_one(ReceivedCap, new) if new else None


async def _again(session: AsyncSession, row: ReceivedCap) -> Relayed:
    notice = await session.get_one(Notice, row.notice_id) if row.notice_id else None
    return Relayed(row.outcome, notice, [Doubt(each) for each in row.doubts], again=True)


class Relay:
    """Of one message."""

    def __init__(self, session: AsyncSession, reading: Reading, clock: WallClock, *, at_once: bool) -> None:
        self._session = session
        self._reading = reading
        self._clock = clock
        self._at_once = at_once

    async def done(self) -> Relayed:
        kind = self._reading.message.kind
        if kind is Kind.ALERT:
            return await self._warn(None, list(self._reading.doubts))
        earlier = await earlier_of(self._session, self._reading)
        if kind is Kind.CANCEL:
            return await self._cancel(earlier)
        if earlier.one:
            return await self._warn(earlier.live[0], list(self._reading.doubts))
        return await self._warn(None, [*self._reading.doubts, Doubt.REFERENCE])

    async def _warn(self, older: Notice | None, doubts: list[Doubt]) -> Relayed:
        said, reading = worded(self._reading), self._reading
        if not said.whole:
            doubts.append(Doubt.LENGTH)
        notice = await self._draft(NoticeKind.WARNING, said.words, doubts)
        for name, value in at_level(notice, reading.level).items():
            setattr(notice, name, value)
        notice.parts = said.parts
        notice.replaces_id = older.id if older else None
        effective = reading.info.effective
        notice.send_at = effective if effective and effective > self._clock.now else None
        await self._session.flush()
        if older is not None and not doubts:
            await drop(self._session, older, self._clock.now)  # where it was never sent
        if doubts or not self._at_once:
            return Relayed(Outcome.DRAFTED, notice, doubts)
        return await self._send(notice)

    async def _draft(self, kind: NoticeKind, words: str, doubts: list[Doubt]) -> Notice:
        """For the leaders of the area; adds why it may be another."""
        reading = self._reading
        found = await range_of(self._session, reading.info.areas)
        if not found.known and reading.info.areas:
            doubts.append(Doubt.GRID)
        if not found.drawn:
            doubts.append(Doubt.BOUNDARY)
        author = await author_for(self._session, found.grid)
        notice = await begin_draft(
            self._session, kind, author.person, author.held, author.chat_id, words, self._clock.now
        )
        inside = reading.drill or reading.restricted
        audience = Audience(INSIDE, found.branches) if inside else Audience(branches=found.branches)
        notice.audience, notice.drill, notice.restricted = audience.kept(), reading.drill, reading.restricted
        return notice

    async def _send(self, notice: Notice) -> Relayed:
        try:
            await send(self._session, notice, notice.revision, None, self._clock)
        except Refused as refused:
            return Relayed(Outcome.DRAFTED, notice, refused=refused.code)
        awaiting = notice.state is NoticeState.AWAITING
        return Relayed(Outcome.AWAITING if awaiting else Outcome.SENT, notice)

    async def _cancel(self, earlier: Earlier) -> Relayed:
        doubts = list(self._reading.doubts)
        if earlier.over:
            return Relayed(Outcome.OVER, earlier.known[0], doubts)
        if not earlier.one:
            words = worded(self._reading).words
            doubts.append(Doubt.REFERENCE)
            return Relayed(Outcome.DRAFTED, await self._draft(NoticeKind.NOTICE, words, doubts), doubts)
        running = [notice for notice in earlier.live if notice.state in RUNNING]
        if not doubts:
            for notice in earlier.live:
                await drop(self._session, notice, self._clock.now)
        if not running and not doubts:
            return Relayed(Outcome.DROPPED, earlier.live[0])
        if self._at_once and not doubts:
            for notice in running:
                await lift(self._session, notice, None, self._clock.now)
            return Relayed(Outcome.LIFTED, running[0])
        return self._ask(running[0] if running else earlier.live[0], doubts)

    def _ask(self, notice: Notice, doubts: Sequence[Doubt]) -> Relayed:
        """Whoever leads there, to lift it."""
        status = self._reading.message.status[:SHOWN]
        enqueue(
            self._session,
            notice.chat_id,
            CANCELLED,
            Lane.ESCALATION,
            self._clock.now,
            subject_id=notice.id,
            status=status,
            scope=self._reading.message.scope[:SHOWN],
            doubts=list(doubts),
        )
        return Relayed(Outcome.ASKED, notice, doubts)

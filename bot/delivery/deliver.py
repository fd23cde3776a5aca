"""One message's way: worded, said, recorded. Whatever goes wrong with it stays with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot.delivery.classify import Classification, MessagePart, Outcome, classify
from bot.delivery.counts import Counts
from bot.delivery.digest import digest_of, lost_copy_of
from bot.delivery.hooks import Hooks
from bot.delivery.job import SendJob, SentMessage, is_album
from bot.delivery.pace import Pacer, Ticket
from bot.delivery.pauses import outage_after, pause_after, pause_in_doubt, seconds
from bot.delivery.render import Rendered, Renderer, UnknownKind
from bot.files.making import MuchUnderWay
from bot.trouble import Troubles
from handlers.messages import Delete, Later, Skip
from models.db.database import Database, wake
from models.outbox import claim
from models.outbox.enqueue import follow_chat
from models.outbox.hold import hold_chat
from models.outbox.tables import SIGNAL, Lane, OutboxMessage

logger = logging.getLogger(__name__)

WORD_TRIES = 3
LONGEST_HOLD = 2.0  # seconds that a sender waits for one chat
RECORD_AGAIN = (0.1, 0.5, 2.0, *(5.0,) * 18)  # seconds; for most of its lease, after which it would be said again


class Speaker(Protocol):
    async def say(self, job: SendJob) -> SentMessage: ...
    async def remove(self, chat_id: int, message_id: int) -> TelegramError | None: ...


@dataclass
class Delivery:
    database: Database
    speaker: Speaker
    renderer: Renderer
    pacer: Pacer
    hooks: Hooks
    now: Callable[[], datetime]
    troubles: Troubles = field(default_factory=lambda: Troubles.of("speak"))
    counts: Counts = field(default_factory=Counts)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # whoever waits for a place in the windows
    others_wait: bool = True  # messages that nobody is sending may be due
    _outage: float = 0.0

    def __post_init__(self) -> None:
        self._signal = self.database.signal(SIGNAL)

    async def deliver(self, message: OutboxMessage, ticket: Ticket) -> None:
        """Raises SQLAlchemyError or OSError when the outcome could not be recorded."""
        self.counts.in_flight += 1
        try:
            if (rendered := await self._worded(message)) is not None:
                await self._tell(rendered, ticket)
        finally:
            self.pacer.unused(ticket)
            self.counts.in_flight -= 1

    async def _worded(self, message: OutboxMessage) -> Rendered | None:
        try:
            rendered = await self.renderer.render(message)
        except UnknownKind as error:
            await self._fail(message, f"no view words {error}")
        except MuchUnderWay:
            await self._write(lambda session, now: claim.put_off(session, message, now + MuchUnderWay.pause))
        except (SQLAlchemyError, OSError) as error:
            self.troubles.database.met("a message cannot be worded", error)
            await self._word_again(message, repr(error), inf)
        except Exception as error:
            logger.exception("message %s (%s) could not be worded", message.id, message.kind)
            await self._word_again(message, repr(error), WORD_TRIES)
        else:
            match rendered.said:
                case Delete(reason=reason):
                    await self._take_away(rendered.message, reason)
                case Later(until=until):
                    await self._write(lambda session, _: claim.put_off(session, rendered.message, until))
                case Skip(reason=reason):
                    self.counts.dropped += 1
                    await self._write(lambda session, _: claim.record_dropped(session, rendered.message, reason))
                case _:
                    return rendered
        return None

    async def _take_away(self, message: OutboxMessage, reason: str) -> None:
        fault = await self.speaker.remove(message.chat_id, message.message_id) if message.message_id else None
        if fault is not None:
            await self._later(message, classify(fault))
            return
        self.counts.dropped += 1
        await self._write(lambda session, _: claim.record_gone(session, message, reason))

    async def _word_again(self, message: OutboxMessage, reason: str, most: float) -> None:
        if message.tries + 1 >= most:
            await self._fail(message, reason)
            return
        pause = seconds(pause_after(message.tries))
        await self._write(lambda session, now: claim.record_later(session, message, now + pause, reason))

    async def _tell(self, rendered: Rendered, ticket: Ticket) -> None:
        message, said = rendered.message, rendered.said
        if isinstance(said, Delete | Skip | Later):
            raise TypeError("what is pointless, or waits, is not told")
        place = (message.reply_to, message.message_id, message.form, rendered.topic)
        job = SendJob(message.chat_id, said, *place)
        if job.editing and message.digest == digest_of(job):
            await self._write(lambda session, _: claim.record_dropped(session, message, "stands so already"))
            return
        while True:
            if not await self._room(ticket, job.cost, urgent=message.lane == Lane.URGENT):
                await self._postpone(message, self.pacer.chat_wait(message.chat_id, job.cost))
                return
            classified, told = await self._attempt(job, ticket)
            lesser = job.without(classified.without)
            if lesser is None:
                await self._learn(rendered, job, told)  # first: what is said next in the chat knows it
                await self._record(message, job, job.final(classified), told)
                return
            logger.warning("message %s goes without %s: %s", message.id, classified.without, classified.reason)
            job = lesser

    async def _room(self, ticket: Ticket, cost: int, *, urgent: bool) -> bool:
        """Whether the ticket is good for `cost`; not if the chat would have to wait so long that others are held up."""
        if ticket.cost >= cost:
            await asyncio.sleep(self.pacer.prepared(ticket))
            return True
        self.pacer.unused(ticket)
        if (wait := self.pacer.chat_wait(ticket.chat_id, cost, urgent=urgent)) > LONGEST_HOLD:
            return False
        await asyncio.sleep(wait)
        async with self.turn:
            await self._place(cost)
            self.pacer.extend(ticket, cost)
        return True

    async def _place(self, cost: int) -> None:
        wait = self.pacer.wait(cost)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.pacer.wait(cost)

    async def _attempt(self, job: SendJob, ticket: Ticket) -> tuple[Classification, SentMessage | None]:
        self.pacer.sending(ticket)
        try:
            return Classification(Outcome.SENT), await self.speaker.say(job)
        except TelegramError as error:
            return classify(error), None
        except OSError as error:
            return Classification(Outcome.FAILED, repr(error), without=MessagePart.PHOTOS), None
        except Exception as error:
            logger.exception("what was to be said in %s could not be put into a call", job.chat_id)
            return Classification(Outcome.FAILED, repr(error)), None
        finally:
            self.pacer.sent(ticket)

    async def _record(
        self, message: OutboxMessage, job: SendJob, classified: Classification, told: SentMessage | None
    ) -> None:
        if classified.outcome not in (Outcome.UNREACHABLE, Outcome.UNANSWERED):
            self._outage = 0.0
            self.troubles.telegram.over()
        match classified.outcome:
            case Outcome.SENT:
                await self._sent(message, job, told)
            case Outcome.LATER:
                await self._later(message, classified)
            case Outcome.UNREACHABLE:
                await self._unreachable(message, classified)
            case Outcome.UNANSWERED:
                await self._unanswered(message, job, classified)
            case Outcome.MIGRATED:
                await self._write(lambda session, now: self._moved(session, message, classified, now))
            case Outcome.FORBIDDEN:
                await self._write(lambda session, now: self._lost(session, message, classified, now))
            case Outcome.NOT_THE_OWNER:
                logger.warning("message %s is left to whoever speaks now", message.id)
            case _:
                await self._fail(message, classified.reason)

    async def _sent(self, message: OutboxMessage, job: SendJob, told: SentMessage | None) -> None:
        """Without `told`, the message stood already as it was to be."""
        self.counts.sent += 1
        stands = told or SentMessage((message.message_id,) if message.message_id else (), message.form or "text")
        ids, form, about = stands.message_ids, stands.form, (digest_of(job), stands.poll)
        await self._write(lambda session, now: claim.record_sent(session, message, ids, form, now, *about))
        if job.message_id is not None and job.message_id not in ids and not is_album(job.form):
            await self.speaker.remove(message.chat_id, job.message_id)

    async def _later(self, message: OutboxMessage, classified: Classification) -> None:
        pause = pause_after(message.tries) if classified.after is None else classified.after
        self.counts.retried += 1
        self.counts.too_many_requests += classified.too_many
        logger.warning("message %s waits %.0f s: %s", message.id, pause, classified.reason)
        self.pacer.rest(message.chat_id, pause if classified.too_many else 0.0)
        await self._write(lambda session, now: self._wait(session, message, classified, now + seconds(pause)))

    async def _wait(
        self, session: AsyncSession, message: OutboxMessage, classified: Classification, until: datetime
    ) -> None:
        stands = message.digest if classified.too_many else None  # a fault may come after the edit was made
        await claim.record_later(session, message, until, classified.reason, digest=stands)
        if classified.too_many:
            await claim.pause_chat(session, message.chat_id, until)

    async def _unanswered(self, message: OutboxMessage, job: SendJob, classified: Classification) -> None:
        """Perhaps said; what is no edit gets time in which somebody who presses or replies may show that it was."""
        self._all_wait(classified.reason)
        if job.editing:
            await self._later(message, classified)
            return
        self.counts.unknown += 1
        pause = seconds(pause_in_doubt(message.tries, message.lane))
        logger.warning("message %s may have arrived, said again in %s: %s", message.id, pause, classified.reason)
        lost = lost_copy_of(message, job)
        await self._write(
            lambda session, now: claim.record_later(session, message, now + pause, classified.reason, **lost)
        )

    async def _postpone(self, message: OutboxMessage, pause: float) -> None:
        reason = f"waits {pause:.0f} s for room in its chat"
        await self._write(lambda session, now: claim.record_later(session, message, now + seconds(pause), reason))

    async def _unreachable(self, message: OutboxMessage, classified: Classification) -> None:
        self._all_wait(classified.reason)
        await self._write(lambda session, _: claim.give_back(session, message))

    def _all_wait(self, reason: str) -> None:
        if not self.pacer.quiet:
            self._outage = outage_after(self._outage)
            self.troubles.telegram.met("nobody can be spoken to", reason)
            self.pacer.rest_all(self._outage)

    async def _moved(
        self, session: AsyncSession, message: OutboxMessage, classified: Classification, now: datetime
    ) -> None:
        if classified.new_chat is not None:
            await self.hooks.migrated(session, message.chat_id, classified.new_chat, now)
            await follow_chat(session, message.chat_id, classified.new_chat)
        wake(session, SIGNAL)

    async def _lost(
        self, session: AsyncSession, message: OutboxMessage, classified: Classification, now: datetime
    ) -> None:
        again = await self.hooks.forbidden(session, message.chat_id, classified.reason, now)
        self.counts.failed += await hold_chat(session, message.chat_id, now, again, classified.reason)

    async def _learn(self, rendered: Rendered, job: SendJob, told: SentMessage | None) -> None:
        """What a new message says of its chat once Telegram has taken it."""
        chat, topic = job.chat_id, rendered.topic
        if told is None or not told.message_ids or job.editing:
            return
        if rendered.lost:
            await self._write(lambda session, now: self.hooks.heard(session, chat, now))
        if topic is not None and job.topic is None:
            await self._write(lambda session, now: self.hooks.topic_lost(session, chat, topic, now))
        elif topic is not None and rendered.closed and job.reply_to is None:
            await self._write(lambda session, now: self.hooks.topic_open(session, chat, topic, now))

    async def _fail(self, message: OutboxMessage, reason: str) -> None:
        self.counts.failed += 1
        logger.error("message %s (%s) to %s failed: %s", message.id, message.kind, message.chat_id, reason)
        await self._write(lambda session, _: claim.record_failed(session, message, reason))

    async def _write(self, record: Callable[[AsyncSession, datetime], Awaitable[object]]) -> None:
        """Recorded even if the database falters: what was sent and not recorded would be sent again."""
        for pause in RECORD_AGAIN:
            try:
                return await self._write_once(record)
            except (SQLAlchemyError, OSError) as error:
                self.troubles.database.met("what became of a message is not recorded", error)
                await asyncio.sleep(pause)
        return await self._write_once(record)

    async def _write_once(self, record: Callable[[AsyncSession, datetime], Awaitable[object]]) -> None:
        """If others wait, the signal comes first: the chat's next message is looked for in the same transaction."""
        if self.others_wait:
            self._signal.ring()
        await self.database.shared.write(lambda session: record(session, self.now()))
        self.troubles.database.over()

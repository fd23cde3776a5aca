"""What looks like a report but bears no command that is known: in private kept, in a group offered as one button."""

from itertools import takewhile

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.evidence.extract import found_in
from handlers.filters import Pressed
from handlers.hazards.presses import ReportThis
from handlers.hazards.reporting.group import report_in_grid
from handlers.hazards.reporting.private import keep, tells_something
from handlers.request import Request
from models import heard
from models.base import Subject
from models.hazards.kinds import OTHER, kinds_of
from models.hazards.reporting.submit import TEXT_LIMIT, Said
from models.hazards.workflow import Severity
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

OFFER = "hazards.offer"


def speaks_of_a_hazard(request: Request, words: str) -> bool:
    """Of a known kind, or urgent."""
    kind, severity = kinds_of(request.session).suggest(words)
    return kind.category != OTHER or severity is Severity.URGENT


def means_report(command: str) -> bool:
    """A slip of the finger, or a name in another script, which no other bot's command can have."""
    return not command.isascii() or _slipped(command, "report")


def _slipped(typed: str, meant: str) -> bool:
    """One sign is wrong, missing or too many, or two have changed places."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(typed, meant, strict=False))
    at = sum(1 for _ in same)
    left, due = typed[at:], meant[at:]
    swapped = left[:2] == due[:2][::-1] and left[2:] == due[2:]
    return swapped or left[1:] == due[1:] or left[1:] == due or left == due[1:]


async def keep_or_offer(message: Message, request: Request, words: str) -> bool:
    """Whether it may be a report: in private it is then asked about, in a group offered to be reported."""
    found = found_in(message)
    if request.private and not found:
        asked = speaks_of_a_hazard(request, words) or tells_something(words)
        if asked:
            await keep(message, request, words)
        return asked
    if request.private:
        return True  # kept before its command was looked at
    meant = words and request.command is not None and means_report(request.command.name)
    if request.grid is None or not (found or meant or speaks_of_a_hazard(request, words)):
        return False
    offered = request.reply(OFFER, words=words[:TEXT_LIMIT])
    subject = Subject(heard.OFFER, offered.id)
    heard.note(request.session, message.chat.id, message.message_id, subject, words, request.now)
    return True


async def accepted(query: CallbackQuery, request: Request, person: Person, message: OutboxMessage | None) -> None:
    """What was offered is reported, by whoever presses, as with /report in reply to it."""
    if message is None or request.grid is None or message.args.get("taken"):
        again = request.t.plain("This button no longer works. Please send the photo again with /report as its caption.")
        request.show_toast(again, alert=True)
        return
    shown = getattr(query.message, "reply_to_message", None)
    said = Said(
        chat_id=message.chat_id,
        message_id=message.reply_to or message.message_id or 0,
        text=message.args["words"],
        found=found_in(shown) if shown else (),
        media_group_id=shown.media_group_id if shown else None,
        person=person,
    )
    await report_in_grid(request, said, request.grid, said.message_id)
    await take(request, message)
    request.show_toast(request.t.plain("Sent. Thank you."))


async def take(request: Request, offered: OutboxMessage) -> None:
    """It is reported; its button goes."""
    offered.args = {**offered.args, "taken": True}
    await refresh_one(request.session, offered, request.now)


def router() -> Router:
    router = Router(name="hazards.offer")
    router.callback_query.register(accepted, Pressed(ReportThis))
    return router

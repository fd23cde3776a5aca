"""Reporting a hazard: /report, #隐患, an album whose parts come one by one, and replies that add to a hazard."""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.commands import words_after
from handlers.evidence.extract import contact_in, found_in, quoted, words_in
from handlers.filters import AsksAnew, Says
from handlers.hazards.filters import TAG, AlbumPart, RepliesToHazard, Tagged, words_of
from handlers.hazards.reporting import drafts
from handlers.hazards.reporting.unbound_group import from_nowhere
from handlers.request import Request
from models import heard
from models.base import Subject
from models.evidence.attach import keep_part
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.reporting import submit
from models.hazards.reporting.duplicates import where_it_stands
from models.hazards.reporting.messages import empty_draft, hazard_of_album, reported_by, words_before
from models.hazards.reporting.submit import Said
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.mandatory_reports import telling
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane


async def report(message: Message, request: Request) -> None:
    """In a photo's caption, in reply to a photo, or alone. What is for the leader alone gets no card."""
    said = reported(message, request)
    if request.grid is None:
        await from_nowhere(request, said)
        return
    if said.message_id == message.message_id and await joins_its_album(request, said):
        return
    said = await _with_words_before(request, said)
    draft = await hazard_replied_to(request)
    if draft is not None and draft.state is State.DRAFT:
        await submit.add(request.session, draft, said, request.now, request.zone)
        return
    await report_in_grid(request, said, request.grid, message.message_id)


async def _with_words_before(request: Request, said: Said) -> Said:
    """Of the other parts of its album, which may come in any order."""
    if said.media_group_id is None:
        return said
    before = await words_before(request.session, said.chat_id, said.media_group_id)
    new = (words for words in before if words not in said.text)
    return replace(said, text="\n".join(filter(None, (said.text, *new))))


async def report_in_grid(request: Request, said: Said, grid: Grid, asked_in: int) -> None:
    """`said` may be a message before `asked_in`, whose author may edit what it asks for."""
    kind, _ = kinds_of(request.session).suggest(said.text)
    if kind.matter:
        told = kind.category, said.text, said.found, request.person, request.now
        taken = await telling.take(request.session, grid, *told, chat_id=said.chat_id, said_at=said.said_at)
        heard.note(request.session, said.chat_id, asked_in, taken.subject, said.text, request.now)
        thanked = request.message_id or said.message_id
        telling.thank(request.session, said.chat_id, thanked, request.person, request.now)
        return
    if said.message_id != request.message_id:
        said = replace(said, original_id=await reported_by(request.session, said.chat_id, said.message_id))
    if not await drafts.has_room(request, said.text):
        return
    hazard = await submit.report(request.session, said, grid, request.now, request.zone)
    if said.message_id != asked_in:
        heard.note(request.session, said.chat_id, asked_in, hazard.subject, said.text, request.now)


def reported(message: Message, request: Request) -> Said:
    """What is reported: the message itself, or the one it replies to, in whose words if it has none of its own."""
    text = request.command.text if request.command else _without_tag(message)
    said, shown = said_in(message, request, text or quoted(message)), message.reply_to_message
    if shown is None or said.found or request.replied_to is not None:
        return said
    words = words_in(shown)
    return said_in(shown, request, text or words) if words or found_in(shown) else said


async def album_part(message: Message, request: Request) -> None:
    """A part without a command belongs to the hazard its album reported, which may come before or after it."""
    said = said_in(message, request, words_in(message))
    if said.media_group_id is None:
        return
    if await joins_its_album(request, said):
        return
    draft = await _draft(message, request)
    if draft is not None:
        await submit.add(request.session, draft, said, request.now, request.zone)
        return
    part = said.media_group_id, said.found, request.person, request.now
    if await telling.part_of_album(request.session, *part, chat_id=said.chat_id):
        return
    for found in said.found:
        kept = await keep_part(request.session, found, _person_id(request), said.chat_id, request.now)
        if kept is not None:
            loose = Subject(heard.LOOSE, kept.id)
            heard.note(request.session, said.chat_id, said.message_id, loose, said.text, request.now)


async def joins_its_album(request: Request, said: Said) -> bool:
    """Whether another part of its album has been reported: it is added there."""
    album = said.media_group_id
    hazard_id = await hazard_of_album(request.session, said.chat_id, album) if album else None
    if hazard_id is None:
        return False
    hazard = await where_it_stands(request.session, await request.session.get_one(Hazard, hazard_id))
    await submit.join(request.session, hazard, said, request.now, request.zone)
    return True


async def fill_draft(message: Message, request: Request, draft: Hazard) -> None:
    await submit.add(request.session, draft, said_in(message, request, words_in(message)), request.now, request.zone)


async def _draft(message: Message, request: Request) -> Hazard | None:
    """What the sender has begun to report here: people send the photo next, and not as a reply."""
    if request.person is None or request.grid is None or request.replied_to is not None:
        return None
    return await empty_draft(request.session, request.person, message.chat.id, request.now)


class FillsDraft(Filter):
    """Evidence without a command, from who has just begun a report in this group."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        if request.command is not None or not found_in(message):
            return False
        draft = await _draft(message, request)
        return {"draft": draft} if draft is not None else False


async def add(message: Message, request: Request) -> None:
    """A reply to a message about a hazard adds what it says and shows; in private every reply is answered."""
    hazard = await hazard_replied_to(request)
    if hazard is None:
        if request.private:
            request.reply("hazards.not_one")
        return
    hazard = await where_it_stands(request.session, hazard)
    said, begun = said_in(message, request, words_in(message)), hazard.state is State.DRAFT and hazard.due_at is None
    if await submit.add(request.session, hazard, said, request.now, request.zone) and not begun:
        await acknowledge(request, hazard, said)


async def acknowledge(request: Request, hazard: Hazard, said: Said) -> None:
    """Once for an album; whoever sees the card change needs no words."""
    key = f"added:{said.chat_id}:{said.media_group_id or said.message_id}"
    about: dict[str, Any] = {"subject_id": hazard.id, "reply_to": said.message_id}
    await enqueue_once(request.session, key, said.chat_id, "hazards.added", Lane.ROUTINE, request.now, **about)


async def hazard_replied_to(request: Request) -> Hazard | None:
    message = request.replied_to
    if message is None or message.subject_id is None or not message.kind.startswith("hazards."):
        return None
    return await request.session.get(Hazard, message.subject_id)


def said_in(message: Message, request: Request, text: str) -> Said:
    return Said(
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=text.strip(),
        found=found_in(message),
        media_group_id=message.media_group_id,
        person=request.person,
        said_at=request.said_at,
        contact=contact_in(message),
    )


def _without_tag(message: Message) -> str:
    return words_after(TAG.sub(" ", words_of(message)))


def _person_id(request: Request) -> int | None:
    return request.person.id if request.person else None


def router() -> Router:
    router = Router(name="hazards.report")
    router.message.register(report, Says("report"))
    router.message.register(report, Tagged())
    router.message.register(add, RepliesToHazard())
    router.message.register(album_part, AlbumPart())
    router.message.register(fill_draft, FillsDraft())
    router.edited_message.register(report, AsksAnew(), Says("report"))
    router.edited_message.register(report, AsksAnew(), Tagged())
    return router

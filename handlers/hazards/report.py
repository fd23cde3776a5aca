"""Reporting a hazard: /report, #隐患, an album whose parts come one by one, and replies that add to a hazard."""

from aiogram import Router
from aiogram.types import Message

from handlers.desk import Desk
from handlers.filters import Says
from handlers.hazards.evidence_of import found_in
from handlers.hazards.filters import AlbumPart, RepliesToHazard, Tagged
from models.grids.tables import Grid
from models.hazards import reporting
from models.hazards.evidence import hazard_of_album, keep_part
from models.hazards.reporting import Said
from models.hazards.tables import Hazard
from models.members.posts import posts_of

TAG = "#隐患"


async def report(message: Message, desk: Desk) -> None:
    """In a photo's caption, in reply to a photo, or alone."""
    text = desk.command.text if desk.command else _without_tag(message)
    grid = desk.grid or await _only_grid(desk)
    if grid is None:
        desk.say("hazards.no_grid" if desk.private else "hazards.unbound")
        return
    said = _said(message, desk, text)
    if message.reply_to_message is not None and not said.found and desk.reply_letter is None:
        said = _said(message.reply_to_message, desk, text)
    await reporting.report(desk.session, said, grid, desk.now, desk.zone)


async def album_part(message: Message, desk: Desk) -> None:
    """A part without words belongs to the hazard its album reported, which may come before or after it."""
    said = _said(message, desk, message.caption or "")
    if said.media_group_id is None:
        return
    hazard_id = await hazard_of_album(desk.session, said.chat_id, said.media_group_id)
    if hazard_id is None:
        for found in said.found:
            await keep_part(desk.session, found, _person_id(desk), said.chat_id, desk.now)
        return
    hazard = await desk.session.get_one(Hazard, hazard_id)
    await reporting.join_album(desk.session, hazard, said, desk.now)


async def add(message: Message, desk: Desk) -> None:
    """A reply to a message about a hazard adds what it says and shows."""
    hazard = await hazard_replied_to(desk)
    if hazard is None:
        return
    said = _said(message, desk, message.text or message.caption or "")
    await reporting.add(desk.session, hazard, said, desk.now, desk.zone)


async def hazard_replied_to(desk: Desk) -> Hazard | None:
    letter = desk.reply_letter
    if letter is None or letter.subject_id is None or not letter.kind.startswith("hazards."):
        return None
    return await desk.session.get(Hazard, letter.subject_id)


def _said(message: Message, desk: Desk, text: str) -> Said:
    return Said(
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=text.strip(),
        found=found_in(message),
        media_group_id=message.media_group_id,
        person=desk.person,
    )


def _without_tag(message: Message) -> str:
    return (message.text or message.caption or "").replace(TAG, " ").strip()


def _person_id(desk: Desk) -> int | None:
    return desk.person.id if desk.person else None


async def _only_grid(desk: Desk) -> Grid | None:
    """In private: the one grid where the sender has a post."""
    if not desk.private or desk.person is None:
        return None
    held = {each.grid.id: each.grid for each in await posts_of(desk.session, desk.person.id)}
    return next(iter(held.values())) if len(held) == 1 else None


def router() -> Router:
    router = Router(name="hazards.report")
    router.message.register(report, Says("report"))
    router.message.register(report, Tagged(TAG))
    router.message.register(add, RepliesToHazard())
    router.message.register(album_part, AlbumPart())
    return router

"""What a notice of rectification says, gathered from rows."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from locales.translator import visible
from models.evidence.attach import photos_of
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.grids.public_numbers import supervision_phone, upwards
from models.grids.tables import Grid
from models.hazards.rectification.tables import Rectification, corrections_of, extensions_of, number_of
from models.hazards.tables import Hazard
from models.hazards.unnamed import words_unnamed
from models.members.positions import held_over
from models.members.tables import Person, Role
from models.text.personal_numbers import masked
from models.text.phones import as_written
from reports.characters import printable
from reports.rectification.office import signed_as
from reports.rectification.text import Corrected, Extended, RectificationNotice

EVERY = 1000


@dataclass(frozen=True)
class Surroundings:
    """What rows do not know: where kept files are by their SHA-256, what a category is called, whose bot this is, who
    signs (reports/rectification/office.py).
    """

    zone: tzinfo
    bot_username: str
    file: Callable[[str], Path]
    category: Callable[[AsyncSession, str], str]
    office_name: str = ""


async def notice_of(
    session: AsyncSession, order: Rectification, around: Surroundings, now: datetime
) -> RectificationNotice:
    hazard = await session.get_one(Hazard, order.hazard_id)
    grid = await session.get_one(Grid, hazard.grid_id)
    office = await session.get_one(Grid, order.office_id)
    line = await upwards(session, grid)
    signed_by, phone = await signer(session, order.by_id, grid)
    photos = await photos_of(session, hazard.id, Moment.BEFORE, EVERY)
    kept = [around.file(photo.sha256) for photo in photos if photo.sha256]
    extended, since = await _extended(session, order, around.zone)
    corrected, issued = await _corrected(session, order, since, around.zone)
    return RectificationNotice(
        number=number_of(order),
        office=signed_as(around.office_name, visible(office.name)),
        responsible=masked(visible(order.responsible)),
        code=f"H{hazard.number}",
        place=masked(visible(await place_printed(session, order, grid))),
        found=hazard.created_at.astimezone(around.zone),
        kind=hazard.category,
        category=around.category(session, hazard.category),
        text=masked(visible(await facts_printed(session, order, hazard)).strip()),
        due=order.due_at.astimezone(around.zone).date(),
        issued=issued.astimezone(around.zone).date(),
        signed_by=signed_by,
        contact_phone=phone,
        supervision_phone=supervision_phone(line),
        link=f"https://t.me/{around.bot_username}?start=hz_{hazard.number}_{order.token}_{order.issue}",
        made=now,
        photos=tuple(kept),
        photos_missing=len(photos) - len(kept),
        extended=extended,
        corrected=corrected,
    )


async def on_their_way(session: AsyncSession, hazard_id: int) -> list[Evidence]:
    """Photos that are still being fetched."""
    photos = await photos_of(session, hazard_id, Moment.BEFORE, EVERY)
    return [photo for photo in photos if photo.state is EvidenceState.WANTED]


async def place_of(session: AsyncSession, office: Grid, grid: Grid) -> str:
    """From the office down to the grid, and its address."""
    return joined("".join(await names_down_to(session, office, grid)), visible(grid.address))


async def names_down_to(session: AsyncSession, office: Grid, grid: Grid) -> list[str]:
    line = (await upwards(session, grid))[::-1]
    return [visible(each.name) for each in line[line.index(office) :]]


def joined(*parts: str) -> str:
    """As one place."""
    return "　".join(filter(None, parts))


async def place_printed(session: AsyncSession, order: Rectification, grid: Grid) -> str:
    return order.place or await place_of(session, await session.get_one(Grid, order.office_id), grid)


async def facts_printed(session: AsyncSession, order: Rectification, hazard: Hazard) -> str:
    return await words_unnamed(session, hazard) if order.facts is None else order.facts


def fit_to_print(words: str) -> str:
    """What was reported, without the signs that people adorn it with and no font of ours has."""
    return "".join(ch for ch in visible(words) if unicodedata.category(ch) != "So" or ord(ch) in printable()).strip()


async def signer(session: AsyncSession, person_id: int, grid: Grid) -> tuple[str, str]:
    """Name and phone as the roster has them, else as the person goes by."""
    person = await session.get_one(Person, person_id)
    held = await held_over(session, person.id, grid, (Role.LEADER,))
    if not held:
        return visible(person.name), ""
    post = held[-1].post
    return visible(post.name), as_written(post.phone)


async def _extended(session: AsyncSession, order: Rectification, zone: tzinfo) -> tuple[Extended | None, datetime]:
    """The newest extension, and when the notice was issued in its present form."""
    given = await extensions_of(session, order.id)
    if not given:
        return None, order.ordered_at
    newest = given[-1]
    before = newest.due_before.astimezone(zone).date()
    return Extended(before, masked(visible(newest.reason)), len(given)), newest.at


async def _corrected(
    session: AsyncSession, order: Rectification, since: datetime, zone: tzinfo
) -> tuple[Corrected | None, datetime]:
    """Like _extended(), of corrections; `since` is when it was issued before them."""
    made = await corrections_of(session, order.id)
    if not made:
        return None, since
    newest = made[-1]
    day, items = newest.at.astimezone(zone).date(), tuple(newest.changes)
    return Corrected(day, items, masked(visible(newest.reason)), len(made)), max(since, newest.at)

"""How hazards stand in the list of what waits, and how many are open in a group's grid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.card.body import code, words_shown
from handlers.hazards.labels import SEVERITIES, STATES, kind_word
from handlers.hazards.list_view import line
from handlers.hazards.several.buttons import list_buttons
from handlers.messages import RenderContext
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import N_, Html, cut
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.tables import HAZARD, Hazard
from models.hazards.workflow import State
from models.hazards.worklist import open_in
from models.members.tables import Person
from models.worklist import Section
from reports.workbook import Sheet

PLACES, NAME = 13, 16


async def words(context: RenderContext, found: Section[Hazard]) -> SectionContent:
    head = context.t.n("<b>{n} hazard waits for you</b>", "<b>{n} hazards wait for you</b>", found.total)
    lines = [await line(context, item.row, item.grid) for item in found.items]
    buttons = await list_buttons(context, [(item.row, item.grid) for item in found.items])
    return SectionContent([head, *_counts(context, found), *_by_place(context, found), *lines], buttons)


def _by_place(context: RenderContext, found: Section[Hazard]) -> list[Html]:
    t, shown = context.t, found.places[:PLACES]
    each = [
        t("{place} {count} (overdue: {late})", place=cut(place.name, NAME), count=place.total, late=place.overdue)
        if place.overdue
        else t("{place} {count}", place=cut(place.name, NAME), count=place.total)
        for place in shown
    ]
    left = found.places[PLACES:]
    if left:
        in_all = sum(place.total for place in left)
        each.append(t.n("{n} more grid: {count}", "{n} more grids: {count}", len(left), count=in_all))
    return [Html(" · ".join(each))] if each else []


async def sheet(context: RenderContext, found: Section[Hazard]) -> Sheet:
    t, session = context.t, context.session
    names = await _names(session, [item.row.accepted_by for item in found.items])
    header = N_("Number"), N_("Grid"), N_("State"), N_("Severity"), N_("Kind"), N_("Reported"), N_("Due"), N_("Overdue")
    rows = [
        (
            code(item.row),
            item.grid,
            t.plain(STATES[item.row.state]),
            t.plain(SEVERITIES[item.row.severity]),
            kind_word(t, kinds_of(session), item.row.category),
            _local(context, item.row.created_at),
            _local(context, item.row.due_at),
            t.plain("yes") if item.row.due_at and item.row.due_at < context.now else "",
            names.get(item.row.accepted_by, ""),
            await words_shown(context, item.row),
        )
        for item in found.items
    ]
    titles = [*map(t.plain, header), t.plain("Accepted by"), t.plain("What")]
    return Sheet(t.plain("Hazards"), titles, rows)


async def _names(session: AsyncSession, ids: Iterable[int | None]) -> Mapping[int | None, str]:
    people = await session.scalars(select(Person).where(col(Person.id).in_({each for each in ids if each})))
    return {person.id: person.name for person in people}


def _local(context: RenderContext, at: datetime | None) -> datetime | None:
    return at.astimezone(context.zone).replace(tzinfo=None) if at else None


async def in_group(context: RenderContext, grid: Grid) -> Sequence[Html]:
    found = await open_in(context.session, grid, context.now)
    if not found.total:
        return ()
    head = context.t.n(
        "<b>{grid}</b>: {n} hazard is being dealt with",
        "<b>{grid}</b>: {n} hazards are being dealt with",
        found.total,
        grid=grid.name,
    )
    return head, *_counts(context, found)


WORDING = WorklistWording(HAZARD, words, in_group=in_group, sheet=sheet)


def _counts(context: RenderContext, found: Section[Hazard]) -> list[Html]:
    t = context.t
    each = [
        t("{state} {count}", state=t.plain(STATES[state]), count=found.counts[state])
        for state in State
        if state in found.counts
    ]
    lines = [Html(" · ".join(each))] if each else []
    if found.overdue:
        lines.append(t("⏰ Overdue: {count}", count=found.overdue))
    return lines

"""Wording what waits: a list to press on for staff in private, counts for groups."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import local_day
from handlers.messages import Attachment, Button, MessageContent, RenderContext, Skip, View
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow, Show
from handlers.worklist_wording import WorklistWording
from locales.translator import N_, Html, cut
from models.grids.tables import Grid
from models.members.positions import posts_of
from models.members.tables import Person
from models.places.changes.claims import claimed_by
from models.places.slots import slots_of
from models.worklist import WORKLIST, Wanted, Worklist, WorklistSource, worklist_of
from reports.workbook import workbook

IN_GROUP, AS_FILE = "hazards.duty_counts", "hazards.duty_file"
MOST_IN_FILE, MOST_PLACES, NAME = 2_000, 40, 20


class Wording:
    """Of what these sources find, each kind in its own words."""

    def __init__(self, sources: Iterable[WorklistSource[Any]], wordings: Iterable[WorklistWording[Any]]) -> None:
        self.sources = tuple(sources)
        self.by_kind = {wording.kind: wording for wording in wordings}

    @property
    def views(self) -> Mapping[str, View]:
        return {**VIEWS, WORKLIST: self.worklist, AS_FILE: self.file, IN_GROUP: self.counts}

    async def worklist(self, context: RenderContext) -> MessageContent | Skip:
        session, args = context.session, context.message.args
        person = await session.get(Person, context.message.subject_id)
        if person is None or not await may_have_duties(session, person.id):
            return Skip("no post any more")
        found = await worklist_of(session, self.sources, person.id, context.now, args["page"], _narrowed(context))
        if args.get(Show.PLACES):
            return _places(context, found)
        if not found.sections and _is_narrowed(context):
            return MessageContent(context.t("Nothing of this waits for you."), (_all(context),))
        if not found.sections:
            return MessageContent(context.t("Nothing waits for you. Thank you."))
        parts = [await self.by_kind[kind].words(context, section) for kind, section in found.sections.items()]
        lines = [*await _only(context), *(line for part in parts for line in part.lines)]
        rows = [(button,) for part in parts for button in part.buttons]
        return MessageContent(joined(lines), (*rows, *_turner(context, found), *_filters(context, found)))

    async def file(self, context: RenderContext) -> MessageContent | Skip:
        session, person_id = context.session, context.message.subject_id or 0
        if not await posts_of(session, person_id):
            return Skip("no post any more")
        wanted, total, sheets = replace(_narrowed(context), most=MOST_IN_FILE), 0, []
        for source in self.sources:
            sheet = self.by_kind[source.kind].sheet
            if sheet is not None:
                section = await source.waiting(session, person_id, context.now, wanted)
                sheets.append(await sheet(context, section))
                total += section.total
        t, today = context.t, f"{context.now.astimezone(context.zone):%Y-%m-%d}"
        day = local_day(context, context.now)
        head = t.n("On {date} {n} matter waits for you", "On {date} {n} matters wait for you", total, date=day)
        lines = [*await _only(context), head]
        if total > MOST_IN_FILE:
            lines.append(t("The file has the first {most}.", most=MOST_IN_FILE))
        file = Attachment(partial(workbook, sheets), t.plain("What waits {date}.xlsx", date=today))
        return MessageContent(joined(lines), document=file)

    async def counts(self, context: RenderContext) -> MessageContent | Skip:
        """In a group: nothing that points at a person."""
        grid = await context.session.get(Grid, context.message.subject_id)
        if grid is None:
            return Skip("the grid is gone")
        wordings = [each.in_group for each in self.by_kind.values() if each.in_group]
        lines = [line for in_group in wordings for line in await in_group(context, grid)]
        if not lines:
            return MessageContent(context.t("<b>{grid}</b>: no hazard is open.", grid=grid.name))
        lines.append(context.t("Staff: send /duty to me in private for the list."))
        return MessageContent(joined(lines))


async def may_have_duties(session: AsyncSession, person_id: int) -> bool:
    """By a post, or by being responsible for a place or on duty there."""
    held = await posts_of(session, person_id) or await slots_of(session, person_id)
    return bool(held or await claimed_by(session, person_id))


def joined(lines: Iterable[Html]) -> Html:
    return Html("\n".join(lines))


def _narrowed(context: RenderContext) -> Wanted:
    args = context.message.args
    return Wanted(late=bool(args.get("late")), under=args.get("under"))


def _is_narrowed(context: RenderContext) -> bool:
    return _narrowed(context) != Wanted()


async def _only(context: RenderContext) -> list[Html]:
    """Says of a list that is not whole what it shows."""
    narrowed = _narrowed(context)
    grid = await context.session.get(Grid, narrowed.under) if narrowed.under else None
    shown = [*([context.t.plain("overdue")] if narrowed.late else []), *([grid.name] if grid else [])]
    return [context.t("Only: {what}", what=" · ".join(shown))] if shown else []


def _filters(context: RenderContext, found: Worklist) -> tuple[tuple[Button, ...], ...]:
    """For who leads more than a small grid, and of a list that is narrowed."""
    t, places = context.t, [place for section in found.sections.values() for place in section.places]
    if not places and not _is_narrowed(context):
        return ()
    late = sum(section.overdue for section in found.sections.values())
    narrow = []
    if late and not context.message.args.get("late"):
        narrow.append(_show(t.plain("Overdue alone: {count}", count=late), Show.LATE))
    if places:
        narrow.append(_show(t.plain("By grid"), Show.PLACES))
    if _is_narrowed(context):
        narrow.append(*_all(context))
    return tuple(narrow), (_show(t.plain("As a spreadsheet"), Show.FILE),)


def _places(context: RenderContext, found: Worklist) -> MessageContent:
    places = [place for section in found.sections.values() for place in section.places][:MOST_PLACES]
    buttons = [Button(f"{cut(each.name, NAME)} {each.total}", DutyIn(each.grid_id).pack()) for each in places]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return MessageContent(context.t("<b>Where? Please choose.</b>"), (*rows, _all(context)))


def _all(context: RenderContext) -> tuple[Button]:
    return (_show(context.t.plain("Everything"), Show.ALL),)


def _show(label: str, what: Show) -> Button:
    return Button(label, DutyShow(what).pack())


def _turner(context: RenderContext, found: Worklist) -> tuple[tuple[Button, ...], ...]:
    turn = []
    if found.page > 0:
        turn.append(Button(context.t.plain("Previous page"), DutyPage(found.page - 1).pack()))
    if found.page < found.last:
        turn.append(Button(context.t.plain("Next page"), DutyPage(found.page + 1).pack()))
    return (tuple(turn),) if turn else ()


def _fixed(message: str) -> View:
    async def view(context: RenderContext) -> MessageContent | Skip:
        return MessageContent(context.t(message))

    return view


VIEWS: dict[str, View] = {
    "hazards.duty_none": _fixed(N_("You hold no post, so nothing waits for you. To see your own reports, send /my.")),
    "hazards.duty_nowhere": _fixed(N_("This group serves no grid yet, so I cannot say what waits here.")),
}

"""Wording what waits: a list to press on for staff in private, counts for groups."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.worklist.presses import DutyPage
from handlers.worklist_wording import WorklistWording
from locales.translator import N_, Html
from models.grids.tables import Grid
from models.members.positions import posts_of
from models.members.tables import Person
from models.worklist import WORKLIST, Worklist, WorklistSource, worklist_of

IN_GROUP = "hazards.duty_counts"


class Wording:
    """Of what these sources find, each kind in its own words."""

    def __init__(self, sources: Iterable[WorklistSource[Any]], wordings: Iterable[WorklistWording[Any]]) -> None:
        self.sources = tuple(sources)
        self.by_kind = {wording.kind: wording for wording in wordings}

    @property
    def views(self) -> Mapping[str, View]:
        return {**VIEWS, WORKLIST: self.worklist, IN_GROUP: self.counts}

    async def worklist(self, context: RenderContext) -> MessageContent | Skip:
        session, message = context.session, context.message
        person = await session.get(Person, message.subject_id)
        if person is None or not await posts_of(session, person.id):
            return Skip("no post any more")
        found = await worklist_of(session, self.sources, person.id, context.now, message.args["page"])
        if not found.sections:
            return MessageContent(context.t("Nothing waits for you. Thank you."))
        parts = [await self.by_kind[kind].words(context, section) for kind, section in found.sections.items()]
        lines = [line for part in parts for line in part.lines]
        rows = [(button,) for part in parts for button in part.buttons]
        return MessageContent(Html("\n".join(lines)), (*rows, *_turner(context, found)))

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
        return MessageContent(Html("\n".join(lines)))


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

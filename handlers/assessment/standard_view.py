"""Wording which grids meet the standard, to leaders above: how many by community, then what each of the rest lacks."""

from collections.abc import Mapping, Sequence

from handlers.assessment.presses import STANDARD, StandardOpen, StandardPage
from handlers.assessment.words import refused
from handlers.figure_words import LEAST_BASE
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, Translator, cut
from models.assessment.results.standard import Missing, Standing, standings
from models.assessment.rules import Item
from models.assessment.seeing import may_look_below
from models.errors import Refused
from models.grids.tables import Grid, Level
from models.grids.tree import children

PAGE, LABEL = 15, 44
ITEMS: Mapping[Item, str] = {
    Item.LEADER: N_("no grid leader"),
    Item.MEMBERS: N_("members {has} of {wanted}"),
    Item.BOUNDARY: N_("no boundary"),
    Item.GROUP: N_("no group bound"),
    Item.LETTERS: N_("letters {has} % of {wanted} %"),
    Item.PLACES: N_("places registered {has} of {wanted}"),
    Item.PATROL: N_("patrols {has} % of {wanted} %"),
    Item.CHECKS: N_("checks {has} % of {wanted} %"),
}


async def standard(context: RenderContext) -> MessageContent | Skip:
    grid, reader = await context.session.get(Grid, context.message.subject_id), await reader_of(context)
    if grid is None or reader is None:
        return Skip("it is gone")
    t, page = context.t, int(context.message.args.get("page", 0))
    try:
        await may_look_below(context.session, grid, reader)
    except Refused as error:
        return MessageContent(t("{text}", text=refused(t, error.code, error.data)))
    found = await standings(context.session, grid, context.now)
    below = [each for each in await children(context.session, grid) if each.level is not Level.GRID]
    lines = [t("<b>Grids that meet the standard, {grid}: {rate}</b>", grid=grid.name, rate=_rate(t, found))]
    if below:
        buttons = [_part(t, each, found) for each in below]
        return MessageContent(lines[0], tuple((button,) for button in buttons))
    behind = [each for each in found if not each.met]
    lines += [_behind(t, each) for each in behind[page * PAGE : (page + 1) * PAGE]]
    turn = [
        *([Button(t.plain("Previous page"), StandardPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), StandardPage(page + 1).pack())] if (page + 1) * PAGE < len(behind) else []),
    ]
    return MessageContent(Html("\n".join(lines)), (tuple(turn),) if turn else ())


def _rate(t: Translator, found: Sequence[Standing]) -> str:
    met = sum(each.met for each in found)
    if not found:
        return t.plain("no grids")
    if len(found) < LEAST_BASE:
        return t.plain("{met} of {all}", met=met, all=len(found))
    return t.plain("{met} of {all} ({percent} %)", met=met, all=len(found), percent=100 * met // len(found))


def _part(t: Translator, grid: Grid, found: Sequence[Standing]) -> Button:
    here = [each for each in found if each.grid.path.startswith(grid.path)]
    return Button(cut(f"{grid.name} {_rate(t, here)}", LABEL), StandardOpen(grid.id).pack())


def _behind(t: Translator, standing: Standing) -> Html:
    lacks = t.listed([_item(t, each) for each in standing.missing])
    return t("· {grid}: {lacks}", grid=standing.grid.name, lacks=lacks)


def _item(t: Translator, missing: Missing) -> str:
    return t.plain(ITEMS[missing.item], has=missing.has, wanted=missing.wanted)


VIEWS: dict[str, View] = {STANDARD: standard}

"""Wording whom a notice reaches, and the page on which that is narrowed to levels, kinds of place and areas."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.members.reader import reader_of
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from handlers.notices.labels import GRID_LEVELS, REACHES
from handlers.notices.presses import AudienceAct, AudienceDo, SpeakFor, TurnKind, TurnLevel
from handlers.place_words import place_kind_word
from locales.translator import Html, cut
from models.grids.tables import Grid, Level
from models.notices.audience import Audience, Reach, kinds_in, levels_in, targets
from models.notices.drafting import AUDIENCE, EDITABLE, WHOSE, led_by
from models.notices.tables import Notice
from models.places.kinds import place_kinds_of

IN_A_ROW, MOST_KINDS = 2, 60
MOST_GRIDS, LABEL = 60, 28


async def reached(context: RenderContext, grid: Grid, audience: Audience) -> list[Html]:
    t, chats = context.t, len(await targets(context.session, grid, audience))
    reach = t.listed(t.plain(REACHES[each]) for each in Reach if each in audience.reach) or t.plain("nobody")
    lines = [t.n("To: {reach}, {n} chat", "To: {reach}, {n} chats", chats, reach=reach)]
    levels = [t.plain(GRID_LEVELS[level]) for level in Level if level in audience.levels]
    if levels:
        lines.append(t("Only of the level: {levels}", levels=t.listed(levels)))
    kinds = [_kind(context, kind) for kind in sorted(audience.place_kinds)]
    if kinds:
        lines.append(t("Only where there is: {kinds}", kinds=t.listed(kinds)))
    if audience.branches:
        names = [(await context.session.get_one(Grid, each)).name for each in audience.branches]
        lines.append(t("Only in: {names}", names=t.listed(names)))
    return lines


def _kind(context: RenderContext, kind: str) -> str:
    return place_kind_word(context.t, place_kinds_of(context.session), kind)


async def audience(context: RenderContext) -> MessageContent | Delete | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    if notice.state not in EDITABLE:
        return Delete("it is not written any more")
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    chosen = Audience.read(notice.audience)
    lines = [t("<b>{code}: recipients</b>", code=notice.code), *await reached(context, grid, chosen)]
    lines.append(t("<i>Each button says how many chats it reaches. Where nothing is chosen, all are meant.</i>"))
    buttons = [
        *_rows(await _levels(context, notice, grid, chosen)),
        *_rows(await _kinds(context, notice, grid, chosen)),
        (
            Button(t.plain("Only some areas"), AudienceDo(AudienceAct.AREAS, notice.id).pack()),
            Button(t.plain("All"), AudienceDo(AudienceAct.ALL, notice.id).pack()),
        ),
    ]
    return MessageContent(Html("\n".join(lines)), tuple(buttons))


async def _levels(context: RenderContext, notice: Notice, grid: Grid, chosen: Audience) -> list[Button]:
    """None where there is nothing to choose."""
    levels, buttons = await levels_in(context.session, grid), []
    for level in levels if len(levels) > 1 else ():
        chats = len(await targets(context.session, grid, replace(chosen, levels=frozenset({level}))))
        label = _turn(context.t.plain(GRID_LEVELS[level]), chats, on=level in chosen.levels)
        buttons.append(Button(label, TurnLevel(level, notice.id).pack()))
    return buttons


async def _kinds(context: RenderContext, notice: Notice, grid: Grid, chosen: Audience) -> list[Button]:
    buttons = []
    for kind in (await kinds_in(context.session, grid))[:MOST_KINDS]:
        chats = len(await targets(context.session, grid, replace(chosen, place_kinds=frozenset({kind}))))
        label = _turn(_kind(context, kind), chats, on=kind in chosen.place_kinds)
        buttons.append(Button(label, TurnKind(kind, notice.id).pack()))
    return buttons


def _turn(label: str, chats: int, *, on: bool) -> str:
    return f"{'✅' if on else '⬜'}{label} {chats}"


def _rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]


async def whose(context: RenderContext) -> MessageContent | Delete | Skip:
    """To a writer who leads several grids: for which one this is."""
    notice, reader = await context.session.get(Notice, context.message.subject_id), await reader_of(context)
    if notice is None or reader is None:
        return Skip("it is gone")
    if notice.state not in EDITABLE:
        return Delete("it is not written any more")
    rows = tuple(
        (_of(grid.name, SpeakFor(grid.id, notice.id), on=grid.id == notice.grid_id),)
        for grid in [held.grid for held in await led_by(context.session, reader)][:MOST_GRIDS]
    )
    return MessageContent(context.t("<b>{code}</b>: for which area, with all below it?", code=notice.code), rows)


def _of(name: str, press: SpeakFor, *, on: bool) -> Button:
    return Button(f"{'✅' if on else '⬜'}{cut(name, LABEL)}", press.pack())


VIEWS: dict[str, View] = {AUDIENCE: audience, WHOSE: whose}

"""Wording what leaders may have printed, and the sheets themselves."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Attachment, Button, MessageContent, RenderContext, Skip, View
from handlers.refusals import NOT_YOURS
from handlers.sheets.gathering import Around, SheetKind, gather
from handlers.sheets.presses import (
    CHOICE,
    OFFER,
    RENEWAL,
    CodesRenew,
    CodesRenewed,
    SheetMake,
    SheetsBelow,
    SheetsOf,
)
from locales.translator import N_, Html, cut
from models.errors import NotFound
from models.grids.office_name import OFFICE_NAME
from models.grids.tables import Grid
from models.grids.tree import children, living
from models.members.permissions import Who
from models.members.positions import posts_of, staff_of
from models.members.tables import Role
from models.places.kinds import place_kinds_of
from models.places.printed_codes import count_to_print, prints

FILE, NOTHING, NO_GRID = "sheets.file", "sheets.nothing", "sheets.no_grid"
NOT_LED, NOT_LEADER, IN_PRIVATE = "sheets.not_led", "sheets.not_leader", "sheets.in_private"
MOST_PLACES = 400  # fifty pages, drawn in six seconds
MOST_GRIDS, MOST_LEADERS, NAME = 60, 6, 20
NOT_IN_NAMES = re.compile(r'[\s\\/:*?"<>|]+')
SHEETS = {
    SheetKind.CODES: N_("Place codes"),
    SheetKind.POSTER: N_("Public notice"),
    SheetKind.CARDS: N_("Contact cards"),
    SheetKind.CHART: N_("Chart of responsibility"),
}
ABOUT = {
    SheetKind.CODES: N_("to cut out and put up, one a place: scanned on rounds and by whoever reports"),
    SheetKind.POSTER: N_("who is in charge of the grid, what for, and whom to ring"),
    SheetKind.CARDS: N_("for businesses, eight a page"),
    SheetKind.CHART: N_("who leads and who patrols, from this grid down"),
}


async def _grid(context: RenderContext) -> Grid | None:
    return await context.session.get(Grid, context.message.subject_id)


async def offer(context: RenderContext) -> MessageContent | Skip:
    grid, t = await _grid(context), context.t
    if grid is None:
        return Skip("the grid is gone")
    head = t("<b>{grid}</b>: what shall I draw for printing? Each is a PDF, A4.", grid=grid.name)
    lines = [t("• {sheet}: {about}", sheet=t.plain(word), about=t.plain(ABOUT[kind])) for kind, word in SHEETS.items()]
    made = [Button(t.plain(word), SheetMake(kind, grid.id).pack()) for kind, word in SHEETS.items()]
    rows = [tuple(made[:2]), tuple(made[2:])]
    rows.append((Button(t.plain("Renew the codes"), CodesRenew(grid.id).pack()),))
    if await children(context.session, grid):
        rows.append((Button(t.plain("A grid below"), SheetsBelow(grid.id).pack()),))
    return MessageContent(Html("\n".join([head, *lines])), tuple(rows))


async def renewal(context: RenderContext) -> MessageContent | Skip:
    """Only what one file holds is renewed at once: an old code comes down when its new one is there."""
    grid, t = await _grid(context), context.t
    total = await count_to_print(context.session, grid) if grid is not None else 0
    if grid is None or not total:
        return Skip("no code to renew")
    if total > MOST_PLACES:
        much = t(
            "<b>{grid}</b> has {total} places, more than one file holds ({most}).",
            grid=grid.name,
            total=total,
            most=MOST_PLACES,
        )
        return MessageContent(Html(f"{much}\n{t('Please renew the codes grid by grid: /sheets CODE')}"))
    lines = [
        t.n(
            "<b>Renew the code of {n} place of {grid}?</b>",
            "<b>Renew the codes of {n} places of {grid}?</b>",
            total,
            grid=grid.name,
        ),
        t("All printed so far become invalid, on every sheet. The new ones come at once, to be put up in their place."),
        t("If one is only lost or damaged, print it again with “Place codes”: that one stays good."),
    ]
    confirm = Button(t.plain("Yes, renew them"), CodesRenewed(grid.id, await prints(context.session, grid)).pack())
    return MessageContent(Html("\n".join(lines)), ((confirm,),))


async def choice(context: RenderContext) -> MessageContent | Skip:
    grids = await _to_choose(context)
    if not grids:
        return Skip("no grid to choose")
    t = context.t
    buttons = [Button(cut(grid.name, NAME), SheetsOf(grid.id).pack()) for grid in grids[:MOST_GRIDS]]
    lines = [t("<b>Sheets of which grid?</b>"), t("By its code, too: /sheets CODE")]
    rows = (tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return MessageContent(Html("\n".join(lines)), tuple(rows))


async def _to_choose(context: RenderContext) -> Sequence[Grid]:
    session, args = context.session, context.message.args
    if args.get("under") is None:
        rows = select(Grid).where(col(Grid.id).in_(args["grids"]), living()).order_by(col(Grid.path))
        return (await session.scalars(rows)).all()
    top = await session.get(Grid, args["under"])
    return await children(session, top) if top is not None else ()


async def file(context: RenderContext) -> MessageContent | Skip:
    grid, t, session = await _grid(context), context.t, context.session
    if grid is None:
        return Skip("the grid is gone")
    kind, here = SheetKind(context.message.args["sheet"]), context.now.astimezone(context.zone)
    around = Around(OFFICE_NAME.of(session), place_kinds_of(session), context.bot_username)
    try:
        sheet = await gather(session, kind, grid, around, here, most=MOST_PLACES)
    except NotFound:
        return await nothing(context)
    lines = [t("<b>{grid}</b>: {sheet}", grid=grid.name, sheet=t.plain(SHEETS[kind]))]
    lines.append(t("Print it in its own size (100 %)."))
    if context.message.args.get("renewed"):
        lines.append(t("Codes printed before are no longer good: please take them down."))
    if sheet.left_out:
        told = {"n": sheet.total - sheet.left_out, "total": sheet.total}
        lines.append(t("These are the first {n} of {total} places: for the others ask grid by grid.", **told))
    words = {"sheet": t.plain(SHEETS[kind]), "grid": grid.name, "date": f"{here:%Y-%m-%d}"}
    name = NOT_IN_NAMES.sub(" ", t.plain("{sheet}_{grid}_{date}.pdf", **words))
    return MessageContent(Html("\n".join(lines)), document=Attachment(sheet.make, name))


async def nothing(context: RenderContext) -> MessageContent | Skip:
    grid = await _grid(context)
    if grid is None:
        return Skip("the grid is gone")
    how = context.t("Enter one in private: /place NAME. Then ask for its code here again.")
    head = context.t("<b>{grid}</b> has no place yet that a code could be put up at.", grid=grid.name)
    return MessageContent(Html(f"{head}\n{how}"))


async def no_grid(context: RenderContext) -> MessageContent:
    code = context.message.args["code"]
    return MessageContent(
        context.t("I know no grid with the code {code}. Without a code I show you yours: /sheets", code=code)
    )


async def not_led(context: RenderContext) -> MessageContent:
    return MessageContent(context.t(NOT_YOURS[Who.LEADER]))


async def not_leader(context: RenderContext) -> MessageContent:
    """To staff: which leaders to ask."""
    t, session = context.t, context.session
    held = await posts_of(session, context.message.subject_id) if context.message.subject_id else []
    posts = [post for each in held for post in await staff_of(session, each.grid, [Role.LEADER])]
    names = list(dict.fromkeys(post.name for post in posts))[:MOST_LEADERS]
    if not names:
        return MessageContent(
            t("What is put up in a grid is printed by its leader. Who that is: /contacts. To report a hazard: /report")
        )
    ask = t.listed(names)
    return MessageContent(t("What is put up in a grid is printed by its leader. Please ask {names}.", names=ask))


async def in_private(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("/sheets is for leaders, in private: it draws what is printed and put up."))


VIEWS: dict[str, View] = {
    OFFER: offer,
    CHOICE: choice,
    RENEWAL: renewal,
    FILE: file,
    NOTHING: nothing,
    NO_GRID: no_grid,
    NOT_LED: not_led,
    NOT_LEADER: not_leader,
    IN_PRIVATE: in_private,
}

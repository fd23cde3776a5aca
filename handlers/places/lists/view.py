"""Wording lists of places, ten a page: to residents and in groups kind, name and address alone."""

from collections.abc import Sequence

from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.place_words import place_kind_word
from handlers.places.presses import LACKING, LIST, PlaceOpen, PlacesPage
from locales.translator import N_, Html, Translator, cut
from models.checks.unchecked import unchecked
from models.grids.tables import Grid
from models.onboarding.bind_chat import binding_of
from models.places.coverage import Conditions, Lacks, lacking, lacks
from models.places.find import Found, in_grids, readers_grids, search
from models.places.kinds import place_kinds_of
from models.places.led import led_grids
from models.places.tables import Place
from models.worklist import PAGE

NAME, ADDRESS, WORDS = 30, 30, 40
LACKS = {
    Lacks.GRID: N_("Without a grid of their own"),
    Lacks.RESPONSIBLE: N_("Without a responsible person or a phone"),
    Lacks.CONFIRMATION: N_("Not confirmed within a year"),
    Lacks.MEMBER: N_("Without a grid member to check them"),
    Lacks.CHECK: N_("Not checked in their cycle"),
    Lacks.NEED: N_("Exempt from checks for now"),
}
NOWHERE = N_("I do not know your grid yet: send /places in its group.")
Rows = tuple[tuple[Button, ...], ...]


async def listed(context: RenderContext) -> MessageContent | Skip:
    t, kinds, args = context.t, place_kinds_of(context.session), context.message.args
    grids, staff = await _grids(context)
    if not grids:
        return MessageContent(t(NOWHERE))
    words, page = str(args.get("words", "")), int(args.get("page", 0))
    among = in_grids(grids)
    found = await search(context.session, words, kinds, among, skip=page * PAGE, most=PAGE, whole=staff)
    if not found.total and words:
        return MessageContent(t("No place has “{words}” in its name, kind or address.", words=cut(words, WORDS)))
    if not found.total:
        return MessageContent(t("No place is entered here yet. Staff enter one with /place and its name."))
    head = t.n("<b>{n} place</b>", "<b>{n} places</b>", found.total)
    if words:
        head = t.n("<b>{n} place</b> with “{words}”", "<b>{n} places</b> with “{words}”", found.total, words=words)
    lines = [_line(context, place, grid, staff=staff) for place, grid in found.places]
    opening = _opening(found.places) if staff else ()
    return MessageContent(Html("\n".join([head, *lines])), (*opening, *turner(t, found.total, page)))


async def _grids(context: RenderContext) -> tuple[Sequence[Grid], bool]:
    """Of the group, or in private of the reader; and whether the reader is staff."""
    if context.message.chat_id < 0:
        bound = await binding_of(context.session, context.message.chat_id)
        return ([bound[1]] if bound else []), False
    reader = await reader_of(context)
    return await readers_grids(context.session, reader) if reader is not None else ((), False)


def _line(context: RenderContext, place: Place, grid: str, *, staff: bool) -> Html:
    t = context.t
    told = {
        "kind": place_kind_word(t, place_kinds_of(context.session), place.kind),
        "name": cut(context.seen_here(place.name), NAME),
        "address": cut(context.seen_here(place.address), ADDRESS),
    }
    if staff:
        return t("<b>{code}</b> {kind} {name} · {grid} {address}", code=place.code, grid=cut(grid, NAME), **told)
    return t("• {kind}: {name} {address}", **told)


def _opening(places: Sequence[tuple[Place, str]]) -> Rows:
    buttons = [Button(place.code, PlaceOpen(place.id).pack()) for place, _ in places]
    return tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))


def turner(t: Translator, total: int, page: int) -> Rows:
    turn = [
        *([Button(t.plain("Previous page"), PlacesPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), PlacesPage(page + 1).pack())] if (page + 1) * PAGE < total else []),
    ]
    return (tuple(turn),) if turn else ()


async def lack_conditions(context: RenderContext) -> Conditions:
    about = context.session, context.now, context.zone
    return lacks(*about, await unchecked(*about))


async def lacking_list(context: RenderContext) -> MessageContent | Skip:
    """To a leader in private: the places that lack something."""
    reader, what = await reader_of(context), Lacks(context.message.args["what"])
    grids = await led_grids(context.session, reader) if reader is not None else ()
    if not grids:
        return Skip("leads nothing any more")
    t, page = context.t, int(context.message.args.get("page", 0))
    found: Found = await lacking(
        context.session, grids, (await lack_conditions(context))[what], skip=page * PAGE, most=PAGE
    )
    head = t("<b>{what}</b>: {count}", what=t(LACKS[what]), count=found.total)
    lines = [_line(context, place, grid, staff=True) for place, grid in found.places]
    return MessageContent(Html("\n".join([head, *lines])), (*_opening(found.places), *turner(t, found.total, page)))


VIEWS: dict[str, View] = {LIST: listed, LACKING: lacking_list}

"""Wording brigades: those of one's grids, one with its people and kit, and who is to be rung when it is called out."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.brigades.presses import LIST, BrigadeOpen, BrigadesPage
from handlers.dates import local_day
from handlers.kit_words import item_line
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut
from models.brigades.calling_out import last_out
from models.brigades.find import InBrigade, brigades_seen, may_call_out, member_in, members_of
from models.brigades.tables import Brigade
from models.emergencies.tables import Call
from models.grids.tables import Grid
from models.members.permissions import STAFF
from models.members.positions import posts_of
from models.places.kit.held import kit_of
from models.places.tables import Place, open_places
from models.text.phones import as_written
from models.worklist import PAGE as PER_PAGE

PAGE, CALLED, HOW = "brigades.page", "brigades.called", "brigades.how"
MINE, IN_PRIVATE = "brigades.mine", "brigades.in_private"
LABEL, MOST_PEOPLE, MOST_ITEMS, NAME = 40, 60, 20, 20


async def listed(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    held = await posts_of(context.session, reader.id) if reader is not None else []
    grids = [each.grid for each in held if each.post.role in STAFF]
    if not grids:
        return Skip("no staff any more")
    t, page = context.t, int(context.message.args.get("page", 0))
    found = await brigades_seen(context.session, grids, page * PER_PAGE, PER_PAGE)
    lines = [t.n("• {grid}: {n} member", "• {grid}: {n} members", n, grid=grid.name) for _, grid, n in found.brigades]
    if not lines:
        lines = [t("There is no brigade here yet. Whoever runs the bot brings the list of its members in.")]
    opening = tuple(
        (Button(cut(grid.name, LABEL), BrigadeOpen(brigade.id).pack()),) for brigade, grid, _ in found.brigades
    )
    turn = [
        *([Button(t.plain("Previous page"), BrigadesPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), BrigadesPage(page + 1).pack())] if (page + 1) * PER_PAGE < found.total else []),
    ]
    how = t("A drill: send “/sos drill” in the grid's group, then press “Call out” on its alarm.")
    head = t("<b>Volunteer fire brigades</b>")
    return MessageContent(Html("\n".join([head, *lines, how])), (*opening, *((tuple(turn),) if turn else ())))


async def page(context: RenderContext) -> MessageContent | Skip:
    """Phones are for who may call it out."""
    brigade, reader = await context.session.get(Brigade, context.message.subject_id), await reader_of(context)
    if brigade is None or reader is None:
        return Skip("the brigade is gone")
    t, grid = context.t, await context.session.get_one(Grid, brigade.grid_id)
    phones = await may_call_out(context.session, grid, reader)
    people = await members_of(context.session, brigade.id)
    lines = [t("<b>Volunteer fire brigade: {grid}</b>", grid=grid.name)]
    lines += [_member(context, each, phones=phones) for each in people[:MOST_PEOPLE]]
    if len(people) > MOST_PEOPLE:
        lines.append(t("• … and {n} more", n=len(people) - MOST_PEOPLE))
    lines.append(t("💬 hears of call-outs by message; ☎ is to be rung: /brigade in private makes it a message."))
    return MessageContent(Html("\n".join([*lines, *await _kit(context, brigade), *await _outs(context, brigade)])))


def _member(context: RenderContext, each: InBrigade, *, phones: bool) -> Html:
    t, mark = context.t, "💬" if each.chat else "☎"
    role = t.plain("leader of the brigade") if each.member.leads else ""
    about = " ".join(filter(None, (role, as_written(each.member.phone) if phones else "")))
    return t("• {mark} {name} {about}", mark=mark, name=cut(each.member.name, NAME), about=about)


async def _kit(context: RenderContext, brigade: Brigade) -> Sequence[Html]:
    """That of the place which is its station."""
    rows = select(Place).where(col(Place.code) == brigade.station, open_places())
    place = (await context.session.scalars(rows)).first() if brigade.station else None
    if place is None:
        return []
    head = context.t("<b>Equipment</b>: {place} ({code})", place=place.name, code=place.code)
    return [head, *(item_line(context, each) for each in (await kit_of(context.session, place.id))[:MOST_ITEMS])]


async def _outs(context: RenderContext, brigade: Brigade) -> Sequence[Html]:
    t, lines = context.t, []
    for drill, words in ((True, N_("Last drill: {day}")), (False, N_("Last called out: {day}"))):
        last = await last_out(context.session, brigade.id, drill=drill)
        if last is not None:
            lines.append(t(words, day=local_day(context, last.at)))
    return lines


async def called(context: RenderContext) -> MessageContent | Skip:
    """To who called it out: whom no message reaches."""
    brigade = await context.session.get(Brigade, int(context.message.args["brigade"]))
    call = await context.session.get(Call, context.message.subject_id)
    if brigade is None or call is None:
        return Skip("the brigade is gone")
    t, grid = context.t, await context.session.get_one(Grid, brigade.grid_id)
    people = await members_of(context.session, brigade.id)
    to_ring = [each.member for each in people if not each.chat]
    about = {"number": call.number, "grid": grid.name, "told": len(people) - len(to_ring)}
    head = t("<b>S{number}: the brigade of {grid} is called out.</b> Told in private: {told}", **about)
    if call.drill:
        head = Html(f"{t('[Drill] ')}{head}")
    if not to_ring:
        return MessageContent(head)
    names = [t("☎ {name} {phone}", name=each.name, phone=as_written(each.phone)) for each in to_ring[:MOST_PEOPLE]]
    return MessageContent(Html("\n".join([head, t("<b>No message reaches them: please ring</b>"), *names])))


async def mine(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    members = await member_in(context.session, reader) if reader is not None else []
    if not members:
        return Skip("in no brigade any more")
    grids = []
    for each in members:
        brigade = await context.session.get_one(Brigade, each.brigade_id)
        grids.append((await context.session.get_one(Grid, brigade.grid_id)).name)
    words = N_("You are in the volunteer fire brigade: {grids}. When it is called out, I tell you here at once.")
    return MessageContent(context.t(words, grids=context.t.listed(grids)), drop_keyboard=True)


async def how(context: RenderContext) -> MessageContent:
    t = context.t
    words = t("Are you in a volunteer fire brigade? Share your number below: I tell you here when it is called out.")
    return MessageContent(words, ask_contact=t.plain("Share my phone number"))


async def in_private(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Please send /brigade to me in private."))


VIEWS: dict[str, View] = {
    LIST: listed,
    PAGE: page,
    CALLED: called,
    MINE: mine,
    HOW: how,
    IN_PRIVATE: in_private,
}

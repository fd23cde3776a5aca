"""A place's page, to its staff in private: what is known, its kit, what happened, and what can be done."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import col

from handlers.dates import day, local_day, today
from handlers.evidence.shown import shown
from handlers.kit_words import item_line
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.place_words import CYCLES, RISKS, place_kind_word
from handlers.places.labels import CHECK, PROPOSES
from handlers.places.page.check_states import states
from handlers.places.page.history import history
from handlers.places.page.past import check_buttons
from handlers.places.page.past import checks as past_checks
from handlers.places.page.past import hazards as past_hazards
from handlers.places.presses import Editable, OpenCheck, PageButton, PlaceDo, PlaceEdit
from locales.translator import N_, Html, Translator, cut
from models.evidence.attach import photos_of
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.grids.tree import children
from models.members.permissions import Who
from models.members.tables import Person
from models.places.changes.actions import grid_of, may
from models.places.changes.proposals import waiting_for
from models.places.feature import PAGE
from models.places.kinds import place_kinds_of
from models.places.kit.held import kit_of
from models.places.slots import slots_at
from models.places.tables import Place
from models.text.phones import as_written

PHOTOS = "places.photos"
MOST_ITEMS = 20
FIELDS = {
    Editable.NAME: N_("Name"),
    Editable.KIND: N_("Kind"),
    Editable.ADDRESS: N_("Address"),
    Editable.RESPONSIBLE: N_("Responsible person"),
    Editable.RISK: N_("Risk class"),
    Editable.CYCLE: N_("Check cycle"),
    Editable.GUARD: N_("Mutual-guard group"),
    Editable.KIT: N_("Equipment"),
    Editable.GRID: N_("Assign a grid"),
}
Rows = tuple[tuple[Button, ...], ...]


async def page(context: RenderContext) -> MessageContent | Skip:
    place = await context.session.get(Place, context.message.subject_id)
    reader = await reader_of(context)
    if place is None or reader is None or not await may(context.session, place, Who.STAFF, reader):
        return Skip("not for this reader")
    grid = await grid_of(context.session, place)
    lines = [*await _facts(context, place, grid), *await _kit(context, place), *await _waiting(context, place)]
    past = [*await states(context, place), *await past_checks(context, place), *await past_hazards(context, place)]
    html = Html("\n".join([*lines, *past, *await history(context, place)]))
    if context.message.args.get("edit") and place.closed_at is None:
        leads = await may(context.session, place, Who.LEADER, reader)
        below = leads and bool(await children(context.session, grid))
        return MessageContent(html, _edit_buttons(context.t, place, assign=below))
    return MessageContent(
        html, await _buttons(context, place, leads=await may(context.session, place, Who.LEADER, reader))
    )


async def _facts(context: RenderContext, place: Place, grid: Grid) -> Sequence[Html]:
    t, kinds = context.t, place_kinds_of(context.session)
    kind = place_kind_word(t, kinds, place.kind)
    lines = [t("<b>{code} {name}</b> · {kind}", code=place.code, name=place.name, kind=kind)]
    if place.closed_at is not None:
        lines.append(t("<b>Closed</b> on {date}", date=local_day(context, place.closed_at)))
    lines.append(t("Grid: {grid}", grid=grid.name))
    if place.address:
        lines.append(t("Address: {address}", address=place.address))
    if place.location is not None:
        degrees = f"{place.latitude:.6f}, {place.longitude:.6f}"
        lines.append(t("Location: {degrees}", degrees=degrees))
    if place.responsible or place.phone:
        phone = as_written(place.phone) if place.phone else ""
        claimed = t(" (claimed)") if place.responsible_id else Html("")
        told = {"name": place.responsible, "phone": phone, "claimed": claimed}
        lines.append(t("Responsible: {name} {phone}{claimed}", **told))
    elif kinds.kind(place.kind).responsible:
        lines.append(t("Responsible: nobody entered yet"))
    lines += await _slots(context, place)
    if place.risk is not None:
        lines.append(t("Risk: {risk}", risk=t(RISKS[place.risk])))
    cycle = place.cycle or kinds.kind(place.kind).cycle
    if cycle is not None:
        lines.append(t("To be checked: {cycle}", cycle=t(CYCLES[cycle])))
    if place.exempt_on(today(context)) and place.exempt_until:
        told = {"date": day(context, place.exempt_until), "reason": place.exempt_why or ""}
        lines.append(t("Exempt from checks until {date}: {reason}", **told))
    if place.guard_group:
        lines.append(t("Mutual-guard group: {group}", group=place.guard_group))
    lines.append(t("Entry confirmed: {date}", date=local_day(context, place.confirmed_at)))
    if place.asked_at is not None:
        lines.append(t("⏰ A year has passed: please look whether all this is still right, and confirm it."))
    return lines


async def _slots(context: RenderContext, place: Place) -> list[Html]:
    t = context.t
    return [
        t(
            "On duty {hours}: {name} {phone}{claimed}",
            hours=slot.hours,
            name=slot.name,
            phone=as_written(slot.phone),
            claimed=t(" (claimed)") if slot.person_id else Html(""),
        )
        for slot in await slots_at(context.session, place.id)
    ]


async def _kit(context: RenderContext, place: Place) -> list[Html]:
    lines = [item_line(context, each) for each in (await kit_of(context.session, place.id))[:MOST_ITEMS]]
    return [context.t("<b>Equipment</b>"), *lines] if lines else []


async def _waiting(context: RenderContext, place: Place) -> list[Html]:
    proposal = await waiting_for(context.session, place)
    if proposal is None:
        return []
    by = await context.session.get(Person, proposal.person_id)
    what = context.t.plain(PROPOSES[proposal.act])
    return [context.t("⏳ Waits for the leader's word: {what} ({name})", what=what, name=by.name if by else "")]


async def _buttons(context: RenderContext, place: Place, *, leads: bool) -> Rows:
    t, seen = context.t, await _pieces(context, place)
    labels = {PageButton.REOPEN: N_("Open again")} if place.closed_at else OPEN
    buttons = [Button(t.plain(label), PlaceDo(act, place.id).pack()) for act, label in labels.items()]
    if leads and place.closed_at is None:
        again = place.exempt_on(today(context))
        label, act = (N_("Checks needed again"), PageButton.NEED) if again else (N_("Exempt"), PageButton.EXEMPT)
        buttons.append(Button(t.plain(label), PlaceDo(act, place.id).pack()))
    if seen:
        buttons.append(Button(t.plain("Photos: {n}", n=seen), PlaceDo(PageButton.PHOTOS, place.id).pack()))
    report = Button(t.plain("Report a hazard here"), PlaceDo(PageButton.REPORT, place.id).pack())
    check = (report,) if place.closed_at else (Button(t.plain(CHECK), OpenCheck(place.id).pack()), report)
    return (check, *_pairs(buttons), *_pairs(await check_buttons(context, place)))


OPEN = {
    PageButton.CONFIRM: N_("Confirm the entry"),
    PageButton.EDIT: N_("Edit"),
    PageButton.MOVE: N_("Set the location"),
    PageButton.CLOSE: N_("Close it"),
}


async def _pieces(context: RenderContext, place: Place) -> int:
    rows = select(func.count()).select_from(Evidence).where(col(Evidence.subject_id) == place.id)
    return int(await context.session.scalar(rows) or 0)


def _edit_buttons(t: Translator, place: Place, *, assign: bool) -> Rows:
    fields = [field for field in FIELDS if field is not Editable.GRID or assign]
    buttons = [Button(t.plain(FIELDS[field]), PlaceEdit(field, place.id).pack()) for field in fields]
    return (*_pairs(buttons), (Button(t.plain("Back"), PlaceDo(PageButton.BACK, place.id).pack()),))


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


async def photos(context: RenderContext) -> MessageContent | Skip:
    place = await context.session.get(Place, context.message.subject_id)
    found = shown(context, await photos_of(context.session, place.id)) if place is not None else ()
    if place is None or not found:
        return Skip("no photo to show")
    return MessageContent(context.t("<b>{code}</b> {name}", code=place.code, name=cut(place.name, 100)), photos=found)


VIEWS: dict[str, View] = {PAGE: page, PHOTOS: photos}

"""What happened to a place, the newest first."""

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local_day
from handlers.messages import RenderContext
from handlers.places.labels import PROPOSES
from locales.translator import N_, Html
from models.members.tables import Person
from models.places.tables import Place, PlaceAct, PlaceEvent

MOST = 6
HAPPENED = {
    PlaceAct.ADD: N_("entered"),
    PlaceAct.EDIT: N_("edited: {columns}"),
    PlaceAct.MOVE: N_("location set"),
    PlaceAct.CLOSE: N_("closed: {reason}"),
    PlaceAct.REOPEN: N_("opened again"),
    PlaceAct.CONFIRM: N_("entry confirmed"),
    PlaceAct.CLAIM: N_("claimed by who is responsible"),
    PlaceAct.PROPOSE: N_("asked to {change}"),
    PlaceAct.DECLINE: N_("the leader did not agree to {change}"),
    PlaceAct.RENEW: N_("code renewed"),
    PlaceAct.OLD_CODE: N_("an old code was scanned"),
    PlaceAct.EXEMPT: N_("exempt from checks until {until}: {reason}"),
    PlaceAct.NEED: N_("checks needed again"),
}
COLUMNS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "address": N_("Address"),
    "responsible": N_("Responsible person"),
    "phone": N_("Phone"),
    "risk": N_("Risk class"),
    "cycle": N_("Check cycle"),
    "guard_group": N_("Mutual-guard group"),
    "kit": N_("Equipment"),
    "grid_id": N_("Grid"),
    "latitude": N_("Location"),
}


async def history(context: RenderContext, place: Place) -> list[Html]:
    rows = (
        select(PlaceEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(PlaceEvent.person_id))
        .where(col(PlaceEvent.place_id) == place.id)
        .order_by(col(PlaceEvent.id).desc())
        .limit(MOST)
    )
    found = (await context.session.execute(rows)).all()
    return [context.t("<b>History</b>"), *(_line(context, event, name or "") for event, name in found)]


def _line(context: RenderContext, event: PlaceEvent, name: str) -> Html:
    t, data = context.t, event.data
    columns = t.listed(t.plain(COLUMNS[each]) for each in data.get("columns", ()) if each in COLUMNS)
    change = t.plain(PROPOSES[PlaceAct(data["change"])]) if "change" in data else ""
    what = t.plain(
        HAPPENED[event.act], columns=columns, change=change, reason=data.get("reason", ""), until=data.get("until", "")
    )
    told = {"date": local_day(context, event.at), "what": what}
    return t("{date} {what} ({name})", name=name, **told) if name else t("{date} {what}", **told)

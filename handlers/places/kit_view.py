"""Wording that equipment is to be replaced."""

from itertools import groupby

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import today
from handlers.kit_words import item_line
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html
from models.places.kit.reminders import KIT_ENDS, ending
from models.places.tables import Place, PlaceItem, open_places

MOST_PLACES = 20


async def ends(context: RenderContext) -> MessageContent | Skip:
    """What is replaced by now is not named."""
    t, ids = context.t, context.message.args["items"]
    rows = select(Place, PlaceItem).join(PlaceItem, col(PlaceItem.place_id) == col(Place.id))
    rows = rows.where(col(PlaceItem.id).in_(ids), open_places()).order_by(col(Place.code), col(PlaceItem.replace_on))
    found = [(place, item) for place, item in (await context.session.execute(rows)).all() if _ends(context, item)]
    if not found:
        return Skip("all is replaced")
    places = [(place, list(items)) for place, items in groupby(found, key=lambda each: each[0])]
    lines = [t("<b>⏰ Equipment to be replaced</b>")]
    for place, items in places[:MOST_PLACES]:
        lines.append(t("{place} ({code})", place=place.name, code=place.code))
        lines += [item_line(context, item) for _, item in items]
    if len(places) > MOST_PLACES:
        lines.append(t("• … and {n} more", n=len(places) - MOST_PLACES))
    lines.append(t("Once it is replaced, please enter the new date: /places {code}", code=places[0][0].code))
    return MessageContent(Html("\n".join(lines)))


def _ends(context: RenderContext, item: PlaceItem) -> bool:
    return item.replace_on is not None and ending(item.replace_on, today(context))


VIEWS: dict[str, View] = {KIT_ENDS: ends}

"""A piece of equipment in words: how many, and until when it is good."""

from handlers.dates import day, today
from handlers.messages import RenderContext
from handlers.place_words import item_word
from locales.translator import Html
from models.places.kinds import place_kinds_of
from models.places.tables import PlaceItem


def item_line(context: RenderContext, item: PlaceItem) -> Html:
    t = context.t
    told = {"item": item_word(t, place_kinds_of(context.session), item.item), "count": item.count}
    if item.replace_on is None:
        return t("• {item} × {count}", **told)
    if item.replace_on <= today(context):
        return t("• ⏰ {item} × {count}: replace now, good until {date}", date=day(context, item.replace_on), **told)
    return t("• {item} × {count}: good until {date}", date=day(context, item.replace_on), **told)

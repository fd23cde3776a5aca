"""Hydrants, water and mini fire stations near a call for help, to staff in private (E5)."""

from handlers.emergencies.call_facts import CallFacts
from handlers.messages import RenderContext
from handlers.place_words import place_kind_word
from locales.translator import Html, cut
from models.emergencies.workflow import LIVE
from models.places.kinds import place_kinds_of
from models.places.water import Nearby, water_near

NAME, ADDRESS = 30, 30


async def water_lines(context: RenderContext, told: CallFacts) -> list[Html]:
    call = told.call
    if context.message.chat_id < 0 or call.state not in LIVE:
        return []
    grids = {*call.reach, *([call.grid_id] if call.grid_id else [])}
    found = await water_near(context.session, grids, call.grid_id, call.place)
    return [_line(context, near) for near in found]


def _line(context: RenderContext, near: Nearby) -> Html:
    t, place = context.t, near.place
    told = {
        "kind": place_kind_word(t, place_kinds_of(context.session), place.kind),
        "name": cut(place.name, NAME),
        "address": cut(place.address, ADDRESS),
    }
    if near.metres is None:
        return t("💧 {kind}: {name} {address}", **told)
    return t("💧 {kind}: {name} {address}, about {metres} m", metres=near.metres, **told)

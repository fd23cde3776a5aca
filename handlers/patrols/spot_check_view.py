"""Wording the places of a spot check."""

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.patrols.presses import DRAWN, OpenDrawn
from handlers.place_words import place_kind_word
from locales.translator import Html, cut
from models.grids.tables import Grid
from models.patrols.spot_checks import SpotCheck
from models.places.kinds import place_kinds_of
from models.places.tables import Place

LABEL = 40


async def drawn(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(SpotCheck, context.message.subject_id)
    if about is None:
        return Skip("the spot check is gone")
    t, kinds = context.t, place_kinds_of(context.session)
    rows = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id))
    found = {
        place.id: (place, grid)
        for place, grid in await context.session.execute(rows.where(col(Place.id).in_(about.places)))
    }
    places = [found[place_id] for place_id in about.places if place_id in found]
    lines = [
        t(
            "• {grid}: {kind} {name} {address}",
            grid=grid,
            kind=place_kind_word(t, kinds, each.kind),
            name=each.name,
            address=each.address,
        )
        for each, grid in places
    ]
    head = t.n(
        "<b>Spot check: {n} of {all} place, by the lot</b>",
        "<b>Spot check: {n} of {all} places, by the lot</b>",
        len(places),
        all=about.among,
    )
    buttons = tuple((Button(cut(each.name, LABEL), OpenDrawn(each.id).pack()),) for each, _ in places)
    return MessageContent(Html("\n".join([head, *lines])), buttons)


VIEWS: dict[str, View] = {DRAWN: drawn}

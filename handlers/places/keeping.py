"""What is to be done at places by who is responsible for them, and by who is on duty there."""

from collections.abc import Sequence

from handlers.duty_words import often_words
from handlers.messages import RenderContext
from locales.translator import Html, cut
from models.checks.self_checks import self_checks
from models.places.slots import PlaceSlot
from models.places.tables import Place

MOST_NAMED, NAME = 20, 24


async def to_do_at(
    context: RenderContext, places: Sequence[Place], slots: Sequence[tuple[PlaceSlot, Place]]
) -> list[Html]:
    """`places` that the reader is responsible for, `slots` that are theirs."""
    return [*await _self_checks(context, places), *_on_duty(context, slots)]


async def _self_checks(context: RenderContext, places: Sequence[Place]) -> list[Html]:
    t, asked = context.t, await self_checks(context.session, places)
    if not asked:
        return []
    lines = [
        t(
            "• {often}: {places}",
            often=often_words(t, cycle.text),
            places=t.listed(cut(place.name, NAME) for place in of_them[:MOST_NAMED]),
        )
        for cycle, of_them in asked.items()
    ]
    how = t(
        "Please scan the code at the place with this phone, press what you find, and submit. If all is well, press "
        "“All in order”. What is still due today: /duty"
    )
    return [t("<b>Your self-checks:</b>"), *lines, how]


def _on_duty(context: RenderContext, slots: Sequence[tuple[PlaceSlot, Place]]) -> list[Html]:
    if not slots:
        return []
    t = context.t
    named = [t("• {hours} {place}", hours=slot.hours, place=place.name) for slot, place in slots[:MOST_NAMED]]
    how = t(
        "On each working day please scan the code there within these hours and fill in the list. What is due: /duty"
    )
    return [t("<b>You are on duty:</b>"), *named, how]

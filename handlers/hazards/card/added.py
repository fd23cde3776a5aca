"""What people added to a hazard, in their words: for staff."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local
from handlers.messages import RenderContext
from locales.translator import Html, cut, visible
from models.hazards.rounds import current
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.unnamed import unnamed
from models.hazards.workflow import Act
from models.members.tables import Person

SHOWN = 200
NEWEST = 3
FOUND = 20


async def added_lines(context: RenderContext, hazard: Hazard) -> list[Html]:
    """The newest, but for what the hazard's own words say already; who reported in private is not named."""
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.ADD)
        .order_by(col(HazardEvent.id).desc())
        .limit(FOUND)
    )
    found = [
        (event, name, words)
        for event, name in await context.session.execute(rows)
        if (words := str(event.data.get("text", ""))) and words not in hazard.text
    ]
    secret = (await unnamed(context.session, [hazard.id])).get(hazard.id, {}) if found else {}
    return [_line(context, secret, *each) for each in found[:NEWEST][::-1]]


def _line(context: RenderContext, secret: Collection[int], event: HazardEvent, name: str | None, words: str) -> Html:
    t, hidden = context.t, event.person_id in secret
    return t(
        "Added {time}, {name}: {text}",
        time=local(context, event.at),
        name=t.plain("a resident") if hidden or not name else name,
        text=cut(visible(context.seen_here(words)), SHOWN),
    )


async def reporter_adds(context: RenderContext, hazard: Hazard) -> list[Html]:
    """What was said after it by whoever had it opened again."""
    if context.message.args["why"] not in ("reopened", "yours_reopened", "broken_again"):
        return []
    begun = (await current(context.session, hazard)).begun
    rows = select(HazardEvent).where(
        col(HazardEvent.hazard_id) == hazard.id,
        col(HazardEvent.act) == Act.ADD,
        col(HazardEvent.person_id) == (begun.person_id if begun else None),
        col(HazardEvent.at) >= context.message.created_at,
    )
    event = (await context.session.scalars(rows.order_by(col(HazardEvent.id).desc()).limit(1))).first()
    said = str(event.data.get("text", "")) if event else ""
    return [context.t("The reporter adds: {text}", text=cut(visible(context.seen_here(said)), SHOWN))] if said else []

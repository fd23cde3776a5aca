"""Wording a piece of evidence that a message about a hazard does not show."""

from functools import partial

from handlers.evidence.pieces import Look, Pieces
from handlers.hazards.presses import SeeEvidence, SeeMoreEvidence
from handlers.messages import Button, RenderContext, View
from models.evidence.tables import Evidence
from models.hazards.tables import Hazard


def see_all(context: RenderContext, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    return ((Button(context.t.plain("See all photos and other evidence"), SeeEvidence(hazard.number).pack()),),)


async def _look(context: RenderContext, _piece: Evidence) -> Look | None:
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None:
        return None
    return Look(context.t("<b>H{number}</b>", number=hazard.number), partial(SeeMoreEvidence, hazard.number))


PIECES = Pieces("hazards.piece", _look)
VIEWS: dict[str, View] = {PIECES.kind: PIECES.view}

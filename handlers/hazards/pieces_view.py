"""Wording a piece of evidence that a message about a hazard does not show: a copy of what was sent."""

from handlers.worded import Button, Gone, Pointless, Scene, View, Worded
from models.hazards.tables import Evidence, Hazard

WORD = "hze"
KIND = "hazards.piece"


def see_all(scene: Scene, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    return ((Button(scene.t.plain("See all photos and other evidence"), f"{WORD}:{hazard.number}"),),)


async def piece(scene: Scene) -> Worded | Gone | Pointless:
    evidence = await scene.session.get(Evidence, int(scene.letter.args["evidence"]))
    hazard = await scene.session.get(Hazard, scene.letter.subject_id)
    if evidence is None or hazard is None:
        return Pointless("the evidence is gone")
    return Worded(scene.t("<b>H{number}</b>", number=hazard.number), copy_of=(evidence.chat_id, evidence.message_id))


VIEWS: dict[str, View] = {KIND: piece}

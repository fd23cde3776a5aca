"""Wording what is left of a message that a newer one has replaced."""

from handlers.hazards.card_body import code, local
from handlers.messages import Gone, Pointless, Scene, View, Worded
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.tables import Hazard


async def replaced(scene: Scene) -> Worded | Gone | Pointless:
    """Taken away while it can be; else it stays without buttons, with its photo, which no edit takes out of it."""
    hazard = await scene.session.get(Hazard, scene.message.subject_id)
    if hazard is None or not scene.editing:
        return Pointless("replaced before it was sent")
    if scene.removable:
        return Gone("replaced")
    kept = await photos_of(scene.session, hazard.id, Moment.BEFORE)
    shown = tuple(photo.file_id for photo in kept[:1] if photo.file_id and photo.kind == "photo")
    words = scene.t(
        "<b>{code}</b>: a newer message below replaces the one of {time}.",
        code=code(hazard),
        time=local(scene, scene.message.created_at),
    )
    return Worded(words, photos=shown if _with_photo(scene) else ())


def _with_photo(scene: Scene) -> bool:
    return (scene.message.form or "").startswith("photo")


VIEWS: dict[str, View] = {"hazards.replaced": replaced}

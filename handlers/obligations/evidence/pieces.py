"""What was sent with the minutes of a meeting, or with an opinion: photos in albums, all else as it was sent.

Files are about what they are shown of: a requirement, to whoever sets it, or a share, to its owner.
"""

from functools import partial

from handlers.evidence.pieces import Look, Pieces
from handlers.evidence.shown import shown
from handlers.messages import MessageContent, RenderContext, Skip, View
from handlers.obligations.presses import FILE, SeeFiles
from handlers.request import Request
from models.evidence.attach import ALBUM_MOST, pieces_of
from models.evidence.tables import Evidence
from models.obligations.tables import Obligation, Requirement

ALBUM = "obligations.album"


async def show_pieces(request: Request, of: Requirement | Obligation, past: int = 0) -> None:
    """All photos, and the first files; or the files after so many."""
    requirement_id = of.requirement_id if isinstance(of, Obligation) else of.id
    pieces = await pieces_of(request.session, requirement_id)
    files = [each for each in pieces if each.kind != "photo"]
    for first in range(0, 0 if past else len(pieces) - len(files), ALBUM_MOST):
        request.reply(ALBUM, subject_id=requirement_id, first=first)
    FILES.show(request, of.id, files, past)


async def album(context: RenderContext) -> MessageContent | Skip:
    requirement, first = (
        await context.session.get(Requirement, context.message.subject_id),
        context.message.args["first"],
    )
    if requirement is None:
        return Skip("it is gone")
    photos = [each for each in await pieces_of(context.session, requirement.id) if each.kind == "photo"]
    found = shown(context, photos[first : first + ALBUM_MOST])
    words = context.t("<b>{code}</b>: photos", code=requirement.code)
    return MessageContent(words, photos=found) if found else Skip("no photo is left")


async def _look(context: RenderContext, piece: Evidence) -> Look | None:
    requirement, of = await context.session.get(Requirement, piece.subject_id), context.message.subject_id
    if requirement is None or of is None:
        return None
    return Look(context.t("<b>{code}</b>: file", code=requirement.code), partial(SeeFiles, of))


FILES = Pieces(FILE, _look)
VIEWS: dict[str, View] = {ALBUM: album, FILE: FILES.view}

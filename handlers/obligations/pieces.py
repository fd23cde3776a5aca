"""What was sent with the minutes of a meeting, or with an opinion: photos in albums, all else as it was sent."""

from handlers.evidence.shown import shown
from handlers.messages import Copy, MessageContent, RenderContext, Skip, View
from handlers.request import Request
from locales.translator import Html
from models.evidence.attach import ALBUM_MOST, pieces_of
from models.evidence.tables import Evidence
from models.obligations.tables import Requirement

ALBUM, FILE = "obligations.album", "obligations.file"
MOST_FILES = 10  # so many messages at once


async def show_pieces(request: Request, requirement: Requirement) -> None:
    pieces = await pieces_of(request.session, requirement.id)
    for first in range(0, sum(each.kind == "photo" for each in pieces), ALBUM_MOST):
        request.reply(ALBUM, subject_id=requirement.id, first=first)
    for piece in [each for each in pieces if each.kind != "photo"][:MOST_FILES]:
        request.reply(FILE, subject_id=requirement.id, piece=piece.id)


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


async def file(context: RenderContext) -> MessageContent | Skip:
    piece = await context.session.get(Evidence, context.message.args["piece"])
    if piece is None:
        return Skip("it is gone")
    gone = MessageContent(context.t("This file cannot be had any more."))
    return MessageContent(Html(""), copy_of=Copy(piece.chat_id, piece.message_id, gone))


VIEWS: dict[str, View] = {ALBUM: album, FILE: file}

"""Which pieces of evidence a message shows itself; the others are seen on request."""

from collections.abc import Iterable

from handlers.messages import Photo, RenderContext
from models.evidence.tables import PICTURE, Evidence


def shown(context: RenderContext, pieces: Iterable[Evidence]) -> tuple[Photo, ...]:
    """Those that Telegram takes as photos: a file's id is none, so that a picture sent as one is sent from our disk."""
    return tuple(photo for piece in pieces if (photo := _photo(context, piece)) is not None)


def _photo(context: RenderContext, piece: Evidence) -> Photo | None:
    if piece.kind == "photo":
        return piece.file_id
    return context.kept(piece.sha256) if piece.sha256 and piece.media_type == PICTURE else None

"""Pieces of evidence one by one, each a copy of the message that it came in: so many at once, and the last leads on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.callbacks import Press
from handlers.evidence.shown import shown
from handlers.messages import Button, Copy, MessageContent, RenderContext, Skip
from handlers.request import Request
from locales.translator import Html
from models.evidence.tables import Evidence

MOST = 10  # a chat hears no more at once
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Look:
    """How somebody sees a piece: `further` makes the press that goes on once so many have been seen."""

    caption: Html
    further: Callable[[int], Press]


@dataclass(frozen=True)
class Pieces:
    """Messages of this kind show a piece each.

    `look` is asked when such a message is put into words; it returns None where the reader may not see the piece, or
    what it belongs to is gone.
    """

    kind: str
    look: Callable[[RenderContext, Evidence], Awaitable[Look | None]]

    def show(self, request: Request, subject_id: int | None, pieces: Sequence[Evidence], past: int = 0) -> bool:
        """The next, after so many that were seen; returns whether there are any at all."""
        further = pieces[past:]
        if past and not further:
            request.show_toast(request.t.plain("There is no more to see."), alert=True)
        for at, piece in enumerate(further[:MOST], start=1):
            left = len(further) - at if at == MOST else 0
            request.reply(self.kind, subject_id=subject_id, evidence=str(piece.id), left=left, past=past + at)
        return bool(pieces)

    async def view(self, context: RenderContext) -> MessageContent | Skip:
        args = context.message.args
        piece_id = args.get("evidence") or args["piece"]  # the latter in rows of obligations from before
        piece = await context.session.get(Evidence, int(piece_id))
        look = await self.look(context, piece) if piece is not None else None
        if piece is None or look is None:
            return Skip("gone, or not for this reader")
        return copied(context, piece, look.caption, _further(context, look))


def copied(context: RenderContext, piece: Evidence, caption: Html, buttons: Rows = ()) -> MessageContent:
    """A photo is kept by Telegram, whatever becomes of the message; all else goes with its message."""
    photos = shown(context, (piece,))
    lost = Html(f"{caption}\n{context.t('The message itself can no longer be had.')}")
    otherwise = MessageContent(caption if photos else lost, buttons, photos)
    return MessageContent(caption, buttons, copy_of=Copy(piece.chat_id, piece.message_id, otherwise))


def _further(context: RenderContext, look: Look) -> Rows:
    """On the last of those that were asked for, when there are more."""
    args = context.message.args
    if not args.get("left"):
        return ()
    return ((Button(context.t.plain("See {n} more", n=args["left"]), look.further(args["past"]).pack()),),)

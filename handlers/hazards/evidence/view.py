"""Wording a piece of evidence that a message about a hazard does not show: a copy of what was sent."""

from handlers.evidence.shown import shown
from handlers.hazards.presses import SeeEvidence, SeeMoreEvidence
from handlers.messages import Button, Copy, Delete, MessageContent, RenderContext, Skip, View
from models.evidence.tables import Evidence
from models.hazards.tables import Hazard

KIND = "hazards.piece"


def see_all(context: RenderContext, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    return ((Button(context.t.plain("See all photos and other evidence"), SeeEvidence(hazard.number).pack()),),)


async def piece(context: RenderContext) -> MessageContent | Delete | Skip:
    """A photo is kept by Telegram, whatever becomes of the message; all else goes with its message."""
    t, args = context.t, context.message.args
    evidence = await context.session.get(Evidence, int(args["evidence"]))
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if evidence is None or hazard is None:
        return Skip("the evidence is gone")
    caption, further = t("<b>H{number}</b>", number=hazard.number), _further(context, hazard)
    photos = shown(context, (evidence,))
    if photos:
        otherwise = MessageContent(caption, further, photos)
    else:
        lost = t("<b>H{number}</b>: the message with this evidence can no longer be had.", number=hazard.number)
        otherwise = MessageContent(lost, further)
    return MessageContent(caption, further, copy_of=Copy(evidence.chat_id, evidence.message_id, otherwise))


def _further(context: RenderContext, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    """On the last of those that were asked for, when there are more."""
    left, past = context.message.args.get("left", 0), context.message.args.get("past", 0)
    if not left:
        return ()
    return ((Button(context.t.plain("See {n} more", n=left), SeeMoreEvidence(hazard.number, past).pack()),),)


VIEWS: dict[str, View] = {KIND: piece}

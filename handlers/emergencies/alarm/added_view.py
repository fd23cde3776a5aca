"""Wording what was added to a call: to who goes, as it comes, and to one of the staff who asks to see the files."""

from functools import partial

from handlers.emergencies.call_facts import CallFacts
from handlers.emergencies.presses import SeeMoreAdded
from handlers.emergencies.view import NAME, TEXT_SHOWN, Said, about_call, joined
from handlers.evidence.pieces import Look, Pieces, copied
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut
from models.emergencies.additions import ADDED, FILE, words_with_files
from models.emergencies.tables import Call
from models.evidence.tables import Evidence
from models.members.tables import Person


async def _said(context: RenderContext, call: Call, by_id: int | None, words: str) -> Html:
    """Whose it is, in private alone, and the words that came with it."""
    t, by = context.t, await context.session.get(Person, by_id) if by_id else None
    head = t("<b>S{number}</b> added", number=call.number)
    if by is not None and context.message.chat_id > 0:
        head = t("<b>S{number}</b> added by {name}", number=call.number, name=cut(by.name, NAME))
    return joined(head, *((t("{text}", text=cut(context.seen_here(words), TEXT_SHOWN)),) if words else ()))


async def added(context: RenderContext, told: CallFacts) -> Said:
    args = context.message.args
    said = await _said(context, told.call, int(args["by"]) if args["by"] else None, args["text"])
    if "evidence" not in args:
        return MessageContent(said)
    evidence = await context.session.get(Evidence, int(args["evidence"]))
    return copied(context, evidence, said) if evidence is not None else Skip("the evidence is gone")


async def _look(context: RenderContext, piece: Evidence) -> Look | None:
    call = await context.session.get(Call, context.message.subject_id)
    if call is None:
        return None
    words = (await words_with_files(context.session, call)).get((piece.chat_id, piece.message_id), "")
    return Look(await _said(context, call, piece.person_id, words), partial(SeeMoreAdded, call.number))


FILES = Pieces(FILE, _look)
VIEWS: dict[str, View] = {ADDED: about_call(added), FILES.kind: FILES.view}

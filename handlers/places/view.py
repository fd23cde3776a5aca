"""What is said about places beside their pages and lists: entered, changed, waiting for a leader, claimed."""

from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.place_words import place_kind_word
from handlers.places.keeping import to_do_at
from handlers.places.labels import PROPOSES, in_short
from handlers.places.new_form import ADDED
from handlers.places.page.edit_form import DONE, WAITS
from handlers.places.presses import Nod, PlaceNod, PlaceOpen
from locales.translator import N_, Html
from models.grids.tables import Grid
from models.members.tables import Person
from models.places.changes.claims import claimed_by
from models.places.changes.proposals import DECIDED, PROPOSED
from models.places.kinds import place_kinds_of
from models.places.slots import slots_of
from models.places.tables import Place, PlaceAct, PlaceProposal, ProposalState

CLAIMED, HOW = "places.claimed", "places.how"
MOST_CLAIMED = 20


async def how(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Only staff of this grid can enter or change its places."))


async def added(context: RenderContext) -> MessageContent | Skip:
    place = await context.session.get(Place, context.message.subject_id)
    if place is None:
        return Skip("the place is gone")
    t = context.t
    what = context.seen_here(in_short(t, place_kinds_of(context.session), place))
    if context.message.chat_id > 0:
        return MessageContent(t("✅ Entered: {place}", place=what), drop_keyboard=True)
    more = t("Location, responsible person and photos: send /places {code} to me in private.", code=place.code)
    return MessageContent(Html(f"{t('✅ Entered: {place}', place=what)}\n{more}"))


async def done(context: RenderContext) -> MessageContent | Skip:
    return await _changed(context, N_("✅ Done: {place}"))


async def waits(context: RenderContext) -> MessageContent | Skip:
    return await _changed(context, N_("⏳ {place}: the leader has been asked and decides; you hear of it."))


async def _changed(context: RenderContext, words: str) -> MessageContent | Skip:
    place = await context.session.get(Place, context.message.subject_id)
    if place is None:
        return Skip("the place is gone")
    what = in_short(context.t, place_kinds_of(context.session), place)
    return MessageContent(context.t(words, place=what), drop_keyboard=True)


async def proposed(context: RenderContext) -> MessageContent | Skip:
    """To leaders in private; it stays, and says what became of it."""
    proposal = await context.session.get(PlaceProposal, context.message.subject_id)
    place = await context.session.get(Place, proposal.place_id) if proposal else None
    if proposal is None or place is None:
        return Skip("the place is gone")
    t, by = context.t, await context.session.get(Person, proposal.person_id)
    grid = await context.session.get_one(Grid, place.grid_id)
    what = {"place": in_short(t, place_kinds_of(context.session), place), "grid": grid.name}
    lines = [t("<b>{place}</b> ({grid})", **what)]
    asked = {"name": by.name if by else "", "change": t.plain(PROPOSES[proposal.act])}
    lines.append(t("{name} asks to {change}.", **asked))
    if proposal.act is PlaceAct.CLOSE:
        lines.append(t("Reason: {reason}", reason=context.seen_here(str(proposal.data.get("reason", "")))))
    if proposal.act is PlaceAct.MOVE:
        lines.append(t("To: {degrees}", degrees="{latitude:.6f}, {longitude:.6f}".format(**proposal.data)))
    see = Button(t.plain("See the place"), PlaceOpen(place.id).pack())
    if proposal.state is not ProposalState.WAITING:
        lines.append(await _decision(context, proposal))
        return MessageContent(Html("\n".join(lines)), ((see,),))
    answers = tuple(
        Button(label, PlaceNod(answer, proposal.id).pack())
        for answer, label in ((Nod.AGREE, t.plain("Agree")), (Nod.DECLINE, t.plain("Do not agree")))
    )
    return MessageContent(Html("\n".join(lines)), (answers, (see,)))


async def _decision(context: RenderContext, proposal: PlaceProposal) -> Html:
    by = await context.session.get(Person, proposal.decided_by) if proposal.decided_by else None
    name = by.name if by else ""
    if proposal.state is ProposalState.ACCEPTED:
        return context.t("✅ Agreed to by {name}", name=name)
    return context.t("✖️ Not agreed to by {name}", name=name)


async def decided(context: RenderContext) -> MessageContent | Skip:
    """To the member who asked."""
    proposal = await context.session.get(PlaceProposal, context.message.subject_id)
    place = await context.session.get(Place, proposal.place_id) if proposal else None
    if proposal is None or place is None:
        return Skip("the place is gone")
    what = in_short(context.t, place_kinds_of(context.session), place)
    head = context.t(
        "<b>{place}</b>: you asked to {change}.", place=what, change=context.t.plain(PROPOSES[proposal.act])
    )
    return MessageContent(Html(f"{head}\n{await _decision(context, proposal)}"))


async def claimed(context: RenderContext) -> MessageContent | Skip:
    """To who is responsible: of each place its kind, name and address; to them, and to who is on duty there, what is
    to be done.
    """
    reader = await reader_of(context)
    places = await claimed_by(context.session, reader.id) if reader is not None else ()
    slots = await slots_of(context.session, reader.id) if reader is not None else ()
    if not places and not slots:
        return Skip("responsible for nothing any more")
    t, kinds = context.t, place_kinds_of(context.session)
    lines = [
        t("• {kind}: {name} {address}", kind=place_kind_word(t, kinds, each.kind), name=each.name, address=each.address)
        for each in places[:MOST_CLAIMED]
    ]
    lines = [t("✅ Thank you. You are entered as responsible for:"), *lines] if places else [t("✅ Thank you.")]
    lines += await to_do_at(context, places, slots)
    foot = t("Something wrong here? Please tell the grid member. To report a hazard, send its photo here.")
    return MessageContent(Html("\n".join([*lines, foot])), drop_keyboard=True)


VIEWS: dict[str, View] = {
    HOW: how,
    ADDED: added,
    DONE: done,
    WAITS: waits,
    PROPOSED: proposed,
    DECIDED: decided,
    CLAIMED: claimed,
}

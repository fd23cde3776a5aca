"""Wording a check that was made, to staff of its place in private: what was found and said, and a piece of what was
shown.
"""

from functools import partial

from handlers.checks.labels import SIGNS, check_item_word
from handlers.checks.presses import PIECE, SeeCheckPieces
from handlers.evidence.pieces import Look, Pieces
from handlers.members.reader import reader_of
from handlers.messages import MessageContent, RenderContext, Skip, View
from handlers.places.page.past import check_line
from locales.translator import Html, cut, visible
from models.checks.checking import late_among
from models.checks.checklists.pieces import shown_of
from models.checks.checklists.tables import Found
from models.checks.tables import PlaceCheck
from models.evidence.tables import Evidence
from models.members.permissions import Who
from models.members.tables import Person
from models.places.changes.actions import may
from models.places.kinds import place_kinds_of
from models.places.tables import Place

CHECK = "checks.check"
NAME = 100


async def check(context: RenderContext) -> MessageContent | Skip:
    made = await context.session.get(PlaceCheck, context.message.subject_id)
    place = await _place(context, made)
    if made is None or place is None:
        return Skip("not for this reader")
    t, kinds = context.t, place_kinds_of(context.session)
    by, late = await context.session.get_one(Person, made.person_id), await late_among(context.session, [made])
    lines = [_head(context, place), check_line(context, made, by.name, late=bool(late))]
    for found in (Found.PROBLEM, Found.PASS, Found.NONE):
        named = [check_item_word(t, kinds, each) for each in made.items if each["found"] == found]
        lines += [t("{sign} {items}", sign=SIGNS[found], items=t.listed(named))] if named else []
    lines += [t("Remark: {words}", words=visible(made.words))] if made.words else []
    pieces = len(await shown_of(context.session, made))
    lines.append(t("Photos and files: {n}", n=pieces) if pieces else t("No photo or file was sent."))
    return MessageContent(Html("\n".join(lines)))


async def _look(context: RenderContext, _piece: Evidence) -> Look | None:
    made = await context.session.get(PlaceCheck, context.message.subject_id)
    place = await _place(context, made)
    if made is None or place is None:
        return None
    return Look(_head(context, place), partial(SeeCheckPieces, made.id))


async def _place(context: RenderContext, made: PlaceCheck | None) -> Place | None:
    """Of the check, if whoever reads is of its staff."""
    reader = await reader_of(context)
    if made is None or reader is None:
        return None
    place = await context.session.get_one(Place, made.place_id)
    return place if await may(context.session, place, Who.STAFF, reader) else None


def _head(context: RenderContext, place: Place) -> Html:
    return context.t("<b>{code}</b> {name}", code=place.code, name=cut(place.name, NAME))


PIECES = Pieces(PIECE, _look)
VIEWS: dict[str, View] = {CHECK: check, PIECE: PIECES.view}

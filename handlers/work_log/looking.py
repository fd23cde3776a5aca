"""Somebody, or their leader, looks at the photos and files of a log, so many at a time."""

from collections.abc import Sequence
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.request import Request
from handlers.work_log.labels import refusal
from handlers.work_log.presses import PIECE, OwnPieces, PersonsPieces
from models.evidence.tables import Evidence
from models.members.tables import Person
from models.work_log.pieces import pieces_between
from models.work_log.tables import LogReview

MOST = 10


async def own(_query: CallbackQuery, request: Request, press: OwnPieces, person: Person) -> None:
    day = date.fromordinal(press.day)
    _show(request, await pieces_between(request.session, person.id, day, day, request.zone), press.past)


async def persons(_query: CallbackQuery, request: Request, press: PersonsPieces, person: Person) -> None:
    review = await request.session.get(LogReview, press.review)
    if review is None:
        raise NoLongerThere
    if review.leader_id != person.id:
        request.show_toast(refusal(request.t, "log.not_yours"), alert=True)
        return
    span = review.first, review.last
    pieces = await pieces_between(request.session, review.person_id, *span, request.zone)
    _show(request, pieces, press.past, review.id)


def _show(request: Request, pieces: Sequence[Evidence], past: int, review_id: int | None = None) -> None:
    """As many as a chat hears at once; the last of them leads on."""
    further = pieces[past:]
    if not further:
        request.show_toast(request.t.plain("No photo or file was sent."), alert=True)
    for at, evidence in enumerate(further[:MOST], start=1):
        left = len(further) - at if at == MOST else 0
        request.reply(PIECE, subject_id=review_id, evidence=str(evidence.id), left=left, past=past + at)


def router() -> Router:
    router = Router(name="work_log.looking")
    router.callback_query.register(own, InPrivate(), Pressed(OwnPieces))
    router.callback_query.register(persons, InPrivate(), Pressed(PersonsPieces))
    return router

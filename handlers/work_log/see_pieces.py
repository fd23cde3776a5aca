"""Somebody, or their leader, looks at the photos and files of a log, so many at a time."""

from collections.abc import Sequence
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.request import Request
from handlers.work_log.labels import refusal
from handlers.work_log.pieces_view import PIECES
from handlers.work_log.presses import OwnPieces, PersonsPieces
from models.evidence.tables import Evidence
from models.members.tables import Person
from models.work_log.pieces import pieces_between
from models.work_log.tables import LogReview


async def own(_query: CallbackQuery, request: Request, press: OwnPieces, person: Person) -> None:
    day = date.fromordinal(press.day)
    _show(request, None, await pieces_between(request.session, person.id, day, day, request.zone), press.past)


async def persons(_query: CallbackQuery, request: Request, press: PersonsPieces, person: Person) -> None:
    review = await request.session.get(LogReview, press.review)
    if review is None:
        raise NoLongerThere
    if review.leader_id != person.id:
        request.show_toast(refusal(request.t, "log.not_yours"), alert=True)
        return
    span = review.first, review.last
    pieces = await pieces_between(request.session, review.person_id, *span, request.zone)
    _show(request, review.id, pieces, press.past)


def _show(request: Request, review_id: int | None, pieces: Sequence[Evidence], past: int) -> None:
    if not PIECES.show(request, review_id, pieces, past):
        request.show_toast(request.t.plain("No photo or file was sent."), alert=True)


def router() -> Router:
    router = Router(name="work_log.see_pieces")
    router.callback_query.register(own, InPrivate(), Pressed(OwnPieces))
    router.callback_query.register(persons, InPrivate(), Pressed(PersonsPieces))
    return router

"""/review, the links of appraisers and residents, and the buttons of mutual reviews."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.members.start import set_menu
from handlers.mutual_reviews.forms import CARD_FORM, OFF, SET, STREET_FORM, WORDS
from handlers.mutual_reviews.home_view import APPRAISERS_LINK, NOT_HERE, REFUSED, WELCOME
from handlers.mutual_reviews.presses import (
    HOME,
    RESULT,
    SAID,
    AppraiserOut,
    CardDo,
    CardMark,
    CardOpen,
    CardStep,
    ResultOpen,
    ResultSaid,
    StreetDo,
    StreetStep,
)
from handlers.mutual_reviews.words import refused
from handlers.questions.flow import ask
from handlers.request import Request
from models.errors import Conflict, NotFound, Refused, WanggeError
from models.grids.tables import Grid
from models.members.tables import Person
from models.mutual_reviews.answering import CARD, card_for, mark, must_review, take_back
from models.mutual_reviews.appraisers import APPRAISES, LIVES, appraisers_link, come_from, join, must_choose, take_out
from models.mutual_reviews.seeing import must_read, must_see, reviewed
from models.mutual_reviews.setting import must_set, newest_review
from models.mutual_reviews.tables import Appraiser, MutualReview, ReviewCard, ReviewResult
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


def toast(request: Request, error: WanggeError) -> None:
    request.show_toast(refused(request.t, error.code, error.data), alert=True)


class FollowsLink(Filter):
    async def __call__(self, _message: Message, request: Request) -> bool:
        command = request.command
        begun = request.private and command is not None and command.name == "start"
        return begun and command is not None and command.text.startswith((APPRAISES, LIVES))


async def asked(_message: Message, request: Request) -> None:
    request.reply(HOME if request.private else NOT_HERE)


async def followed(_message: Message, request: Request) -> None:
    set_menu(request)
    if request.person is None or request.command is None:
        return
    session, link, now = request.session, request.command.text, request.now
    try:
        if link.startswith(LIVES):
            card: ReviewCard | None = await come_from(session, request.person, link, now)
        else:
            community, card = await join(session, request.person, link, now)
            if card is None:
                request.reply(WELCOME, subject_id=community.id)
        if card is not None:
            request.reply(CARD, subject_id=card.id)
    except (NotFound, Refused, Conflict) as error:
        request.reply(REFUSED, code=error.code, **error.data)


async def _own(request: Request, card_id: int, person: Person) -> ReviewCard:
    card = await request.session.get(ReviewCard, card_id)
    if card is None or card.person_id != person.id:
        raise NoLongerThere
    return card


async def _look_at(request: Request, card: ReviewCard, body: int, message: OutboxMessage | None) -> None:
    if message is None:
        request.reply(CARD, subject_id=card.id, body=str(body))
        return
    message.args = {**message.args, "body": str(body)}
    await refresh_one(request.session, message, request.now)


async def marked(
    _query: CallbackQuery, request: Request, press: CardMark, person: Person, message: OutboxMessage | None
) -> None:
    card = await _own(request, press.card, person)
    try:
        await mark(request.session, card, person, press.body, press.question, press.mark, request.now)
    except (Refused, Conflict) as error:
        toast(request, error)
        return
    await _look_at(request, card, press.body, message)


async def do(
    _query: CallbackQuery, request: Request, press: CardDo, person: Person, message: OutboxMessage | None
) -> None:
    card = await _own(request, press.card, person)
    try:
        await must_review(request.session, card, person, press.body)
        if press.step is CardStep.WORDS:
            ask(request, CARD_FORM, card.id, WORDS, person, {"body": str(press.body)})
            return
        if press.step is CardStep.BACK:
            await take_back(request.session, card, person, press.body, request.now)
    except (Refused, Conflict) as error:
        toast(request, error)
        return
    await _look_at(request, card, press.body, message)


async def open_card(_query: CallbackQuery, request: Request, press: CardOpen, person: Person) -> None:
    card = await _own(request, press.card, person)
    request.reply(CARD, subject_id=card.id)


async def of_street(_query: CallbackQuery, request: Request, press: StreetDo, person: Person) -> None:
    grid = await request.session.get(Grid, press.grid)
    if grid is None:
        raise NoLongerThere
    try:
        await _of_street(request, press.step, grid, person)
    except (Refused, Conflict) as error:
        toast(request, error)


async def _of_street(request: Request, step: StreetStep, grid: Grid, person: Person) -> None:
    session = request.session
    match step:
        case StreetStep.CARD:
            review = await newest_review(session, grid)
            if review is None:
                raise Conflict("review.over")
            request.reply(CARD, subject_id=(await card_for(session, review, person)).id)
        case StreetStep.LINK:
            await must_choose(session, grid, person)
            request.reply(APPRAISERS_LINK, subject_id=grid.id, link=await appraisers_link(session, grid))
        case _:
            await must_set(session, grid, person)
            ask(request, STREET_FORM, grid.id, SET if step is StreetStep.SET else OFF, person)


async def out(
    _query: CallbackQuery, request: Request, press: AppraiserOut, person: Person, message: OutboxMessage | None
) -> None:
    appraiser = await request.session.get(Appraiser, press.appraiser)
    if appraiser is None:
        raise NoLongerThere
    try:
        await take_out(request.session, appraiser, person, request.now)
    except (Refused, Conflict) as error:
        toast(request, error)
        return
    if message is not None:
        await refresh_one(request.session, message, request.now)


async def open_result(_query: CallbackQuery, request: Request, press: ResultOpen, person: Person) -> None:
    review = await request.session.get(MutualReview, press.review)
    body = await reviewed(request.session, press.body)
    if review is None or body is None:
        raise NoLongerThere
    try:
        await must_see(request.session, body, person)
        request.reply(RESULT, subject_id=review.id, body=str(body.id), page=press.page)
    except Refused as error:
        toast(request, error)


async def open_said(_query: CallbackQuery, request: Request, press: ResultSaid, person: Person) -> None:
    found = await request.session.get(ReviewResult, press.result)
    if found is None:
        raise NoLongerThere
    try:
        await must_read(request.session, found, person)
        request.reply(SAID, subject_id=found.id, page=press.page)
    except Refused as error:
        toast(request, error)


def router() -> Router:
    router = Router(name="mutual_reviews.command")
    router.message.register(asked, Says("review"))
    router.message.register(followed, FollowsLink())
    router.callback_query.register(marked, InPrivate(), Pressed(CardMark))
    router.callback_query.register(do, InPrivate(), Pressed(CardDo))
    router.callback_query.register(open_card, InPrivate(), Pressed(CardOpen))
    router.callback_query.register(of_street, InPrivate(), Pressed(StreetDo))
    router.callback_query.register(out, InPrivate(), Pressed(AppraiserOut))
    router.callback_query.register(open_result, InPrivate(), Pressed(ResultOpen))
    router.callback_query.register(open_said, InPrivate(), Pressed(ResultSaid))
    return router

"""/certificate in private: leaders enter, list and take out the certificates of their people; others see their own."""

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.quiz.certificates_view import ENTERED, LIST, TAKEN_OUT
from handlers.quiz.view import REFUSED
from handlers.request import Request
from models.errors import NotFound, Refused
from models.members.tables import Person
from models.quiz.certificates import enter
from models.quiz.roster_certificates import take_out_for_good
from models.quiz.setting_words import read_certificate


async def asked(_message: Message, request: Request) -> None:
    words, person = request.command.text.strip() if request.command else "", request.person
    if person is None or not request.private:
        request.reply(REFUSED, code="certificate.private")
    elif words:
        await _write(request, person, words)
    else:
        request.reply(LIST, subject_id=person.id)


async def _write(request: Request, leader: Person, words: str) -> None:
    entry = read_certificate(words, request.now.astimezone(request.zone).date())
    if entry is None:
        request.reply(REFUSED, code="certificate.how")
        return
    try:
        if entry.until is None:
            await take_out_for_good(request.session, leader, entry)
            request.reply(TAKEN_OUT, name=entry.name, certificate=entry.kind)
        else:
            row = await enter(request.session, leader, entry, request.now, request.zone)
            request.reply(ENTERED, subject_id=row.id)
    except (Refused, NotFound) as refused:
        request.reply(REFUSED, code=refused.code, **refused.data)


def router() -> Router:
    router = Router(name="quiz.certificates")
    router.message.register(asked, Says("certificate"))
    return router

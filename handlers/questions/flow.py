"""Asking what an act needs: a message `hazards.ask` for each question, its answers so far in its arguments.

an act is pressed ─▶ question 1 ─reply, or Answer pressed─▶ question 2 … ─▶ the form is submitted, the questions go
                                          ▲                                 └─▶ preview ─confirmed─┘  │
                                          └─────── one is answered anew ◀───────────┴─▶ dropped
"""

from collections.abc import Mapping
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.extract import found_in, passed_on, words_in
from handlers.filters import Pressed
from handlers.forms import SHOWN, BadAnswer, Form, located_words
from handlers.questions.asked import CANCEL, FIRST_FORM, KIND, TOLD, Asked, Forms, is_for, name_asked
from handlers.questions.presses import CONFIRM, KEEP, Answer, Cancel
from handlers.request import Request
from models import heard
from models.base import Subject
from models.errors import Conflict, Refused
from models.evidence.attach import attach
from models.evidence.tables import Moment
from models.members.tables import Person
from models.outbox.enqueue import newest_at, newest_in, refresh_one
from models.outbox.tables import OutboxMessage

LATEST = 10  # messages among which the question for a location stands


def ask(
    request: Request,
    form: Form[Any],
    subject_id: int,
    act: str,
    person: Person,
    given: Mapping[str, Any] | None = None,
    anew: str = "",
) -> None:
    """Post the next question, or the preview, to whoever pressed or answered."""
    args: dict[str, Any] = {"form": form.name, "act": act, "of": person.tg_user_id, "given": dict(given or {})}
    if anew:
        args["anew"] = anew
    step = form.step(act, args["given"], anew)
    if step is None:
        args["preview"] = True
    elif step.located:
        args["located"] = True
    elif step.photographed:
        args["photographed"] = True
    request.reply(KIND, subject_id=subject_id, **args)


class Flow:
    """Answers to the questions of these forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    def router(self) -> Router:
        router = Router(name="questions")
        router.message.register(self.replied, AnswersQuestion())
        router.message.register(self.anonymous, AnswersAnonymously())
        router.callback_query.register(self.chosen, Pressed(Answer))
        router.callback_query.register(self.cancelled, Pressed(Cancel))
        return router

    async def _asked(self, request: Request, number: int, person: Person) -> Asked[Any] | None:
        """What the pressed button stands under, if it is still open and for who pressed; else they hear why not."""
        question = await _open_question(request, number)
        asked = await self.forms.asked(request.session, question) if question is not None else None
        if asked is None:
            request.show_toast(request.t.plain("This question has been answered."))
        elif not is_for(asked.question, person):
            request.show_toast(await _not_asked(request, asked.question), alert=True)
        else:
            return asked
        return None

    async def cancelled(self, _query: CallbackQuery, request: Request, press: Cancel, person: Person) -> None:
        asked = await self._asked(request, press.question, person)
        if asked is not None:
            await _put_away(request, asked)
            request.show_toast(request.t.plain("Cancelled: nothing was done."))

    async def chosen(self, _query: CallbackQuery, request: Request, press: Answer, person: Person) -> None:
        asked = await self._asked(request, press.question, person)
        if asked is None:
            return
        try:
            await _pressed(request, asked, press.value, person)
        except (BadAnswer, Refused, Conflict) as bad:
            request.show_toast(asked.form.complaint(request.t, bad.code, bad.data), alert=True)

    async def anonymous(self, _message: Message, request: Request, question: OutboxMessage) -> None:
        bad = BadAnswer("anonymous")
        request.reply(TOLD, form=question.args.get("form", FIRST_FORM), code=bad.code, data=bad.data)

    async def replied(self, message: Message, request: Request, question: OutboxMessage, person: Person) -> None:
        asked = await self.forms.asked(request.session, question)
        if asked is None:
            return
        answers = Subject(KIND, question.id)
        noted = "" if asked.form.confidential else message.text or ""
        heard.note(request.session, message.chat.id, message.message_id, answers, noted, request.now)
        await _keep_evidence(message, request, asked)
        if question.args.get("answered"):
            return
        words = words_in(message)
        if words.casefold() == request.t.plain(CANCEL).casefold():
            await _put_away(request, asked)
            return
        try:
            await _answer(request, asked, words or _without_words(message, asked), person)
        except (BadAnswer, Refused, Conflict) as bad:
            request.reply(TOLD, form=asked.form.name, code=bad.code, data=bad.data)


def _without_words(message: Message, asked: Asked[Any]) -> str:
    """What a step is answered with that takes evidence, or a location, in place of words."""
    step, found = asked.step, found_in(message)
    if step is None or not found:
        return ""
    if step.located and found[0].place:
        return located_words(found[0].place)
    return SHOWN if step.shown else ""


async def _keep_evidence(message: Message, request: Request, asked: Asked[Any]) -> None:
    """The parts of an album come one by one, some after the question has been answered."""
    if not any(step.evidence for step in asked.form.steps[asked.act]):
        return
    subject, by = asked.form.subject(asked.row), request.person.id if request.person else None
    for found in found_in(message):
        await attach(request.session, subject, found, by, message.chat.id, Moment.AFTER, request.now)
    if asked.form.kept is not None:
        await asked.form.kept(request, asked.row)
    if asked.form.passed_on is not None and passed_on(message):
        await asked.form.passed_on(request, asked.row)


async def _not_asked(request: Request, question: OutboxMessage) -> str:
    """To whoever presses in another's place: the act is theirs as well, if they may do it."""
    return request.t.plain(
        "This question is for {name}. To do it yourself, press the button that it came from; you are then asked, too.",
        name=await name_asked(request.session, question),
    )


async def _open_question(request: Request, number: int) -> OutboxMessage | None:
    question = await request.session.get(OutboxMessage, number)
    if question is None or question.kind != KIND or request.chat is None or question.chat_id != request.chat.id:
        return None
    return None if question.args.get("answered") else question


async def _answer(request: Request, asked: Asked[Any], answer: str, person: Person) -> None:
    """Raises BadAnswer, and Refused or Conflict when it was the last and the act cannot be done."""
    form, step = asked.form, asked.step
    if step is None:
        raise BadAnswer("on_a_button")
    if not answer:
        raise BadAnswer("in_words")
    given = {**asked.given, step.key: await step.read(answer, request, asked.row)}
    await step.check(request, asked.row, given)
    given |= await form.unwanted(request.session, asked.row, asked.act, given)
    await _put_away(request, asked)
    if form.step(asked.act, given) is None and asked.act not in form.previews:
        await form.submit(request, asked.row, asked.act, person, given)
    else:
        ask(request, form, asked.question.subject_id or 0, asked.act, person, given)


async def _pressed(request: Request, asked: Asked[Any], value: str, person: Person) -> None:
    """A choice, or what is pressed under a preview; raises like _answer()."""
    if asked.step is None:
        await _decide(request, asked, value, person)
    elif asked.anew and value == KEEP:
        given = asked.given
        await _put_away(request, asked)
        ask(request, asked.form, asked.question.subject_id or 0, asked.act, person, given)
    else:
        await _answer(request, asked, value, person)


async def _decide(request: Request, asked: Asked[Any], value: str, person: Person) -> None:
    form, act, given = asked.form, asked.act, asked.given
    if value == CONFIRM:
        await form.previews[act].check(request, asked.row, given)
        await _put_away(request, asked)
        await form.submit(request, asked.row, act, person, given)
    elif any(step.key == value and step.anew for step in form.steps[act]):
        await _put_away(request, asked)
        ask(request, form, asked.question.subject_id or 0, act, person, given, anew=value)
    else:
        raise BadAnswer("on_a_button")


async def _put_away(request: Request, asked: Asked[Any]) -> None:
    answers: dict[str, Any] = {"given": {}} if asked.form.confidential else {}
    asked.question.args = {**asked.question.args, **answers, "answered": True}
    await refresh_one(request.session, asked.question, request.now)


async def _followed(request: Request, message: Message) -> OutboxMessage | None:
    """The question in private that words without a reply, or the photo it asked for, follow at once, or that asked for
    a location lately.
    """
    chat = message.chat.id
    if message.location is None:
        newest = await newest_at(request.session, chat) if message.text or message.photo else None
        fits = newest is not None and _open(newest) and (message.text or newest.args.get("photographed"))
        return newest if fits else None
    asked = [each for each in await newest_in(request.session, chat, LATEST) if each.kind == KIND]
    return next((each for each in asked if _open(each) and each.args.get("located")), None)


def _open(question: OutboxMessage) -> bool:
    return not question.args.get("answered") and not question.args.get("preview")


class AnswersQuestion(Filter):
    """A reply, by the one who was asked; in private also words that follow the question at once without one, and
    the photo or location that it asks for. What follows a preview is something else.
    """

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        question = request.replied_to
        if question is None and request.private and message.reply_to_message is None:
            question = await _followed(request, message)
        asked = request.command is None and question is not None and question.kind == KIND
        own = question is not None and is_for(question, request.person)
        return {"question": question, "person": request.person} if asked and own else False


class AnswersAnonymously(Filter):
    """A reply to an open question by an administrator who may be the one asked; gives the `question`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        question = request.replied_to
        if question is None or question.kind != KIND or request.command is not None or request.person is not None:
            return False
        return {"question": question} if _open(question) else False

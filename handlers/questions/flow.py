"""Asking what an act needs: a letter `hazards.ask` for each question, its answers so far in its arguments.

HazardAct pressed ─▶ question 1 ─reply, or Answer pressed─▶ question 2 … ─▶ the act is done, the questions go
"""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.extract import found_in
from handlers.filters import Pressed
from handlers.hazards.presses import Answer
from handlers.hazards.questions import STEPS, step_of
from handlers.hazards.working.perform import try_work
from handlers.questions.question import BadAnswer
from handlers.request import Desk
from models.evidence.attach import attach
from models.evidence.tables import Moment
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person
from models.outbox.enqueue import newest_at, refresh_one
from models.outbox.tables import Letter

KIND = "hazards.ask"


def ask(desk: Desk, hazard: Hazard, what: Act, person: Person, given: dict[str, Any] | None = None) -> None:
    """Posts the next question to whoever pressed or answered."""
    desk.say(KIND, subject_id=hazard.id, act=what, of=person.tg_user_id, given=given or {})


async def chosen(_query: CallbackQuery, desk: Desk, press: Answer, person: Person) -> None:
    letter = await _open_question(desk, press.question)
    if letter is None:
        desk.answer(desk.t.plain("This question has been answered."))
        return
    complaint = await _answer(desk, letter, press.value, person)
    if complaint:
        desk.answer(complaint, alert=True)


async def replied(message: Message, desk: Desk, letter: Letter, person: Person) -> None:
    await _keep_evidence(message, desk, letter)
    if letter.args.get("answered"):
        return
    complaint = await _answer(desk, letter, (message.text or message.caption or "").strip(), person)
    if complaint:
        desk.say("hazards.told", text=complaint)


async def _keep_evidence(message: Message, desk: Desk, letter: Letter) -> None:
    """The parts of an album come one by one, some after the question has been answered."""
    if not any(step.evidence for step in STEPS[Act(letter.args["act"])]):
        return
    hazard = await desk.session.get_one(Hazard, letter.subject_id)
    for found in found_in(message):
        by = desk.person.id if desk.person else None
        await attach(desk.session, hazard.subject, found, by, message.chat.id, Moment.AFTER, desk.now)


async def _open_question(desk: Desk, question: int) -> Letter | None:
    letter = await desk.session.get(Letter, question)
    if letter is None or letter.kind != KIND or desk.chat is None or letter.chat_id != desk.chat.id:
        return None
    return None if letter.args.get("answered") else letter


async def _answer(desk: Desk, letter: Letter, answer: str, person: Person) -> str:
    """Takes the answer; returns what is wrong with it, in the reader's words, or nothing."""
    hazard = await desk.session.get_one(Hazard, letter.subject_id)
    what, step = Act(letter.args["act"]), step_of(letter)
    if not answer:
        return desk.t.plain(step.retort)
    try:
        value = await step.read(answer, desk, hazard)
    except BadAnswer as bad:
        return desk.t.plain(bad.message)
    given = {**letter.args["given"], step.key: value}
    letter.args = {**letter.args, "answered": True}
    await refresh_one(desk.session, letter, desk.now)
    if all(each.key in given for each in STEPS[what]):
        return await try_work(desk, hazard, what, person, **given)
    ask(desk, hazard, what, person, given)
    return ""


class AnswersQuestion(Filter):
    """A reply, by the one who was asked; in private also words that follow the question at once without one."""

    async def __call__(self, message: Message, desk: Desk) -> bool | dict[str, Any]:
        letter = desk.reply_letter
        if letter is None and desk.private and message.text and message.reply_to_message is None:
            letter = await newest_at(desk.session, message.chat.id)
            letter = letter if letter is not None and not letter.args.get("answered") else None
        asked = desk.command is None and letter is not None and letter.kind == KIND
        own = desk.person is not None and letter is not None and letter.args.get("of") == desk.person.tg_user_id
        return {"letter": letter, "person": desk.person} if asked and own else False


def router() -> Router:
    router = Router(name="hazards.asking")
    router.message.register(replied, AnswersQuestion())
    router.callback_query.register(chosen, Pressed(Answer))
    return router

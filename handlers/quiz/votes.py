"""What is answered in groups: told of by Telegram without a chat, or by a button where no poll may be sent."""

from aiogram import Router
from aiogram.types import CallbackQuery, Poll, PollAnswer

from handlers.filters import NoLongerThere, Pressed
from handlers.quiz.labels import LETTERS, refusal
from handlers.quiz.presses import GroupAnswer
from handlers.request import Request
from models.errors import Conflict
from models.members.tables import Person
from models.outbox.polls import ID_LIMIT, PollTotals, poll_told, vote_told
from models.quiz.bank import bank_of
from models.quiz.results import answer_by_button
from models.quiz.tables import QuizRound


async def totals_told(poll: Poll, request: Request) -> None:
    if len(poll.id) <= ID_LIMIT:
        counts = tuple(option.voter_count for option in poll.options)
        told = PollTotals(poll.id, counts, poll.total_voter_count, poll.is_closed)
        await poll_told(request.session, told, request.now)


async def answer_told(answer: PollAnswer, request: Request) -> None:
    """A chat's is that of an anonymous administrator."""
    voter = answer.voter_chat or answer.user
    if voter is not None and len(answer.poll_id) <= ID_LIMIT:
        chosen = answer.option_ids[0] if answer.option_ids else None
        await vote_told(request.session, answer.poll_id, voter.id, chosen, request.now)


async def pressed(_query: CallbackQuery, request: Request, press: GroupAnswer, person: Person) -> None:
    session, t = request.session, request.t
    asked = await session.get(QuizRound, press.round)
    question = bank_of(session).questions.get(asked.question) if asked is not None else None
    if asked is None or question is None or request.chat is None or request.chat.id != asked.chat_id:
        raise NoLongerThere
    words = question.in_language(t.locale)
    if press.option >= len(words.options):
        raise NoLongerThere
    try:
        chosen, tally = await answer_by_button(session, asked, person.tg_user_id, press.option, request.now)
    except Conflict as conflict:
        request.show_toast(refusal(t, conflict.code))
        return
    right = (
        t.plain("✅ Right!") if chosen == asked.right else t.plain("❌ Right is {letter}.", letter=LETTERS[asked.right])
    )
    score = t.plain("Took part: {voters}, right: {rights}.", voters=tally.voters, rights=tally.rights)
    request.show_toast(f"{right} {score}\n{words.why}", alert=True)


def router() -> Router:
    router = Router(name="quiz.votes")
    router.poll.register(totals_told)
    router.poll_answer.register(answer_told)
    router.callback_query.register(pressed, Pressed(GroupAnswer))
    return router

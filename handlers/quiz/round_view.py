"""Wording a group's question of the week: as a poll or, where none may be sent, with buttons; closed, how it went."""

from datetime import timedelta

from handlers.messages import POLL, Button, MessageContent, Quiz, RenderContext, Skip, View
from handlers.quiz.labels import LETTERS
from handlers.quiz.presses import GroupAnswer
from locales.translator import Html, cut
from models.quiz.bank import ASK_LIMIT, Wording, bank_of
from models.quiz.results import tallies
from models.quiz.tables import QuizRound
from models.quiz.weekly import ROUND

TOO_SHORT = timedelta(hours=1)


async def asked_in_group(context: RenderContext) -> MessageContent | Skip:
    asked = await context.session.get(QuizRound, context.message.subject_id)
    question = bank_of(context.session).questions.get(asked.question) if asked is not None else None
    if asked is None or question is None:
        return Skip("the question is gone")
    stands, words = context.message.message_id is not None, question.in_language(context.t.locale)
    if not stands and (asked.closed_at is not None or asked.closes_at - context.now < TOO_SHORT):
        return Skip("it would be over at once")
    by_buttons = stands and context.message.form != POLL
    quiz = None if by_buttons else _quiz(context, asked, words)
    return MessageContent(await _words(context, asked, words), _buttons(asked, words), quiz=quiz)


def _quiz(context: RenderContext, asked: QuizRound, words: Wording) -> Quiz:
    ask = context.t.plain("{question} (answers are public)", question=words.ask) if asked.named else words.ask
    about = (cut(ask, ASK_LIMIT), words.options, asked.right, words.why, asked.closes_at)
    return Quiz(*about, anonymous=not asked.named, closed=asked.closed_at is not None)


async def _words(context: RenderContext, asked: QuizRound, words: Wording) -> Html:
    t = context.t
    options = [f"{letter}. {option}" for letter, option in zip(LETTERS, words.options, strict=False)]
    lines = [t("<b>Question of the week</b>"), *(t("{text}", text=line) for line in (words.ask, *options))]
    if asked.closed_at is None:
        how = t("Press a letter. Everybody has one answer, and only you are told whether it is right.")
        return Html("\n".join([*lines, how]))
    tally = (await tallies(context.session, [asked]))[asked.id]
    right = t("<b>Right: {letter}.</b> {why}", letter=LETTERS[asked.right], why=words.why)
    score = t("Took part: {voters}, right: {rights}.", voters=tally.voters, rights=tally.rights)
    return Html("\n".join([*lines, right, *([score] if tally.voters else [])]))


def _buttons(asked: QuizRound, words: Wording) -> tuple[tuple[Button, ...], ...]:
    if asked.closed_at is not None:
        return ()
    return (tuple(Button(LETTERS[place], GroupAnswer(asked.id, place).pack()) for place in range(len(words.options))),)


VIEWS: dict[str, View] = {ROUND: asked_in_group}

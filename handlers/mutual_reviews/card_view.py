"""Wording what is asked: one card a person, on which all bodies are reviewed by buttons, and what leads to it."""

from collections.abc import Mapping, Sequence

from handlers.dates import day
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.mutual_reviews.presses import CardDo, CardMark, CardOpen, CardStep
from handlers.mutual_reviews.words import MARK_WORDS, QUESTION_WORDS
from locales.translator import Html
from models.grids.tables import Grid
from models.mutual_reviews.answering import ALL, CARD, answers_of
from models.mutual_reviews.bodies import Body, bodies_of
from models.mutual_reviews.ending import GROUP
from models.mutual_reviews.running import REMINDER
from models.mutual_reviews.tables import FLOOR, QUESTIONS, MutualReview, ReviewAnswer, ReviewCard

LINK = "https://t.me/{bot}?start={payload}"
Rows = list[tuple[Button, ...]]
Answers = Mapping[int, ReviewAnswer]


async def card(context: RenderContext) -> MessageContent:
    t, session = context.t, context.session
    about = await session.get(ReviewCard, context.message.subject_id)
    if about is None:
        over = t("<b>The mutual review is over.</b> Thank you. What you answered cannot be joined to you any more.")
        return MessageContent(over)
    review = await session.get_one(MutualReview, about.review_id)
    every, answers = await bodies_of(session, review, about), await answers_of(session, review, about)
    lines = [await _head(context, review), await _how(context, review, every, answers)]
    if not every:
        return MessageContent(Html("\n".join(lines)))
    place = _place(every, answers, context.message.args.get("body"))
    body, said = every[place], answers.get(every[place].id)
    lines += [Html(), *_questions(context, body, said, f"{place + 1}/{len(every)}")]
    return MessageContent(Html("\n".join(lines)), tuple(_buttons(context, about, every, place, said)))


async def _head(context: RenderContext, review: MutualReview) -> Html:
    street = await context.session.get_one(Grid, review.grid_id)
    return context.t("<b>Mutual review {year}</b>, {street}", year=review.year, street=street.name)


async def _how(context: RenderContext, review: MutualReview, every: Sequence[Body], answers: Answers) -> Html:
    t = context.t
    if not every:
        return t("There is nothing for you to review: nobody reviews where they hold a post.")
    done = sum(each.id in answers for each in every)
    counted = {"done": done, "all": len(every), "day": day(context, review.last)}
    told = t("{done} of {all} reviewed; you may change your answers until {day}, or leave some out.", **counted)
    secret = t(
        "Anonymous: at the end answers are counted and deleted, and what fewer than {n} said is not shown.", n=FLOOR
    )
    return Html(f"{told}\n{secret}")


def _place(every: Sequence[Body], answers: Answers, shown: str | None) -> int:
    """That which is looked at, else the first without an answer."""
    ids = [str(each.id) for each in every]
    if shown in ids:
        return ids.index(shown)
    return next((place for place, each in enumerate(every) if each.id not in answers), 0)


def _questions(context: RenderContext, body: Body, said: ReviewAnswer | None, number: str) -> list[Html]:
    t, marks = context.t, said.marks if said is not None else [None] * QUESTIONS
    lines = [t("<b>{number} {name}</b>", number=number, name=body.name)]
    for place, question in enumerate(QUESTION_WORDS):
        mark = marks[place]
        chosen = "—" if mark is None else t.plain(MARK_WORDS[mark])
        lines.append(t("{n}. {question} {mark}", n=place + 1, question=t.plain(question), mark=chosen))
    if said is not None and said.words:
        lines.append(t("Your words: {words}", words=said.words))
    return lines


def _buttons(
    context: RenderContext, about: ReviewCard, every: Sequence[Body], place: int, said: ReviewAnswer | None
) -> Rows:
    t, body, marks = context.t, every[place].id, said.marks if said is not None else [None] * QUESTIONS

    def mark(question: int, value: int, label: str) -> Button:
        return Button(label, CardMark(about.id, body, question, value).pack())

    def do(step: CardStep, label: str, of: int = body) -> Button:
        return Button(label, CardDo(step, about.id, of).pack())

    rows: Rows = []
    for question in range(QUESTIONS):
        labels = [f"{question + 1} {t.plain(words)}" for words in MARK_WORDS]
        chosen = [f"✓ {label}" if marks[question] == value else label for value, label in enumerate(labels)]
        rows.append(tuple(mark(question, value, label) for value, label in enumerate(chosen)))
    rows.append((mark(ALL, 0, t.plain("All four: good")), do(CardStep.WORDS, t.plain("Write some words"))))
    if said is not None:
        rows.append((do(CardStep.BACK, t.plain("Take back what I said here")),))
    turn = []
    if place:
        turn.append(do(CardStep.SHOW, t.plain("◀ Previous"), every[place - 1].id))
    if place + 1 < len(every):
        turn.append(do(CardStep.SHOW, t.plain("Next ▶"), every[place + 1].id))
    return [*rows, tuple(turn)] if turn else rows


async def reminder(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(ReviewCard, context.message.subject_id)
    if about is None or about.answered:
        return Skip("it has been answered, or it is over")
    review, t = await context.session.get_one(MutualReview, about.review_id), context.t
    until = t(
        "The mutual review {year} ends on {day}; you have not reviewed anybody yet.",
        year=review.year,
        day=day(context, review.last),
    )
    return MessageContent(until, ((Button(t.plain("Review now"), CardOpen(about.id).pack()),),))


async def in_group(context: RenderContext) -> MessageContent | Skip:
    """Once a year; the button leads to the private chat."""
    review, t = await context.session.get(MutualReview, context.message.subject_id), context.t
    if review is None or (not review.takes_answers and not context.editing):
        return Skip("it is over")
    if not review.takes_answers:
        return MessageContent(t("This year's review is over. Thank you to all who took part."))
    said = t(
        "<b>How well is our grid looked after?</b> Four questions, answered in private until {day}. Anonymous: what"
        " fewer than {n} people say is not shown.",
        day=day(context, review.last),
        n=FLOOR,
    )
    url = LINK.format(bot=context.bot_username, payload=context.message.args["link"])
    return MessageContent(said, ((Button(t.plain("Answer in private"), url=url),),))


VIEWS: dict[str, View] = {CARD: card, REMINDER: reminder, GROUP: in_group}

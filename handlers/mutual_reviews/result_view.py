"""Wording results: by side and question how many gave which mark, and what people wrote, nobody's name beside it."""

from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.mutual_reviews.presses import RESULT, SAID, ResultOpen, ResultSaid
from handlers.mutual_reviews.words import MARK_WORDS, QUESTION_WORDS, SIDE_WORDS, refused, too_few
from locales.translator import Html, cut
from models.errors import Refused
from models.grids.tables import Grid
from models.mutual_reviews.running import RESULTS
from models.mutual_reviews.seeing import SIDES_OF, Reviewed, must_see, next_below, result, reviewed, seen_by
from models.mutual_reviews.tables import BodyKind, MutualReview, ReviewResult
from models.text.personal_numbers import masked

PAGE, WORDS_PAGE, LABEL = 12, 10, 40
Rows = list[tuple[Button, ...]]


async def results(context: RenderContext) -> MessageContent | Skip:
    """They are there."""
    reader, review = await reader_of(context), await context.session.get(MutualReview, context.message.subject_id)
    if reader is None or review is None:
        return Skip("it is gone")
    t = context.t
    own = [body for of, body in await seen_by(context.session, reader) if of.id == review.id]
    if not own:
        return Skip("leads nothing that was reviewed any more")
    told = t("<b>The results of the mutual review {year} are there.</b>", year=review.year)
    how = t("They are for finding what to improve, and are no part of the assessment.")
    return MessageContent(Html(f"{told}\n{how}"), tuple(open_button(review, body) for body in own[:PAGE]))


def open_button(review: MutualReview, body: Reviewed) -> tuple[Button, ...]:
    return (Button(cut(body.name, LABEL), ResultOpen(review.id, body.id, 0).pack()),)


async def of_body(context: RenderContext) -> MessageContent | Skip:
    args, session, t = context.message.args, context.session, context.t
    reader, review = await reader_of(context), await session.get(MutualReview, context.message.subject_id)
    body = await reviewed(session, int(args["body"]))
    if reader is None or review is None or body is None:
        return Skip("it is gone")
    try:
        await must_see(session, body, reader)
    except Refused as error:
        return MessageContent(t("{text}", text=refused(t, error.code, error.data)))
    lines = [t("<b>{name}, mutual review {year}</b>", name=body.name, year=review.year)]
    buttons: Rows = []
    for side in SIDES_OF[body.kind]:
        found = await result(session, review, body, side)
        whose = t.plain(SIDE_WORDS[side])
        if found is None:
            lines += [Html(), t("<b>From {side}</b>: {few}", side=whose, few=too_few(t))]
            continue
        lines += [Html(), await _title(context, body, found, whose), *_counts(context, found)]
        if found.words:
            label = t.plain("What {side} wrote ({n})", side=whose, n=len(found.words))
            buttons.append((Button(cut(label, LABEL), ResultSaid(found.id, 0).pack()),))
    below = await _below(context, review, body, int(args.get("page", 0)))
    return MessageContent(Html("\n".join(lines)), (*buttons, *below))


async def _title(context: RenderContext, body: Reviewed, found: ReviewResult, whose: str) -> Html:
    t = context.t
    if not found.pooled:
        return t("<b>From {side}</b>, {n} people", side=whose, n=found.people)
    over = await context.session.get_one(Grid, found.body_id)
    told = {"side": whose, "name": body.name, "over": over.name, "n": found.people}
    return t(
        "<b>From {side}</b>: too few reviewed {name}, so these are the answers about all such in {over}, {n} people",
        **told,
    )


def _counts(context: RenderContext, found: ReviewResult) -> list[Html]:
    t, lines = context.t, []
    for place, (question, counts) in enumerate(zip(QUESTION_WORDS, found.counts, strict=True)):
        told = {"n": place + 1, "question": t.plain(question)}
        if counts is None:
            lines.append(t("{n}. {question} {few}", **told, few=too_few(t)))
            continue
        marks = t.listed(f"{t.plain(words)} {n}" for words, n in zip(MARK_WORDS, counts, strict=True))
        share = round(100 * sum(counts[:2]) / sum(counts))
        lines.append(t("{n}. {question} {marks}: {percent}% good or fairly good", **told, marks=marks, percent=share))
    return lines


async def _below(context: RenderContext, review: MutualReview, body: Reviewed, page: int) -> Rows:
    if body.kind not in (BodyKind.STREET, BodyKind.COMMUNITY):
        return []
    t, street = context.t, await context.session.get_one(Grid, review.grid_id)
    every = await next_below(context.session, street, body)
    rows = [open_button(review, each) for each in every[page * PAGE : (page + 1) * PAGE]]
    turn = []
    if page:
        turn.append(Button(t.plain("◀ Previous"), ResultOpen(review.id, body.id, page - 1).pack()))
    if (page + 1) * PAGE < len(every):
        turn.append(Button(t.plain("Next ▶"), ResultOpen(review.id, body.id, page + 1).pack()))
    return [*rows, tuple(turn)] if turn else rows


async def said(context: RenderContext) -> MessageContent | Skip:
    """In no order, without people's numbers."""
    found, t = await context.session.get(ReviewResult, context.message.subject_id), context.t
    if found is None:
        return Skip("it is gone")
    page = int(context.message.args.get("page", 0))
    here = found.words[page * WORDS_PAGE : (page + 1) * WORDS_PAGE]
    lines = [t("<b>What {side} wrote</b>", side=t.plain(SIDE_WORDS[found.side]))]
    lines += [t("— {words}", words=masked(words)) for words in here]
    turn = []
    if page:
        turn.append(Button(t.plain("◀ Previous"), ResultSaid(found.id, page - 1).pack()))
    if (page + 1) * WORDS_PAGE < len(found.words):
        turn.append(Button(t.plain("Next ▶"), ResultSaid(found.id, page + 1).pack()))
    return MessageContent(Html("\n".join(lines)), (tuple(turn),) if turn else ())


VIEWS: dict[str, View] = {RESULTS: results, RESULT: of_body, SAID: said}

"""What is said about logs beside the logs themselves: kept, not kept, asked, answered, and which are to be read."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import DAY, clock, day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.work_log.labels import refusal, tally_words
from handlers.work_log.presses import SAVED, AnswerAbout, CorrectEntry, DigestPage, SeeLog
from locales.translator import N_, Html, cut, escape, visible
from models.members.tables import Person
from models.work_log.digests import DIGEST
from models.work_log.done import VISITS, tallies
from models.work_log.reviews import ANSWERED, QUESTION
from models.work_log.tables import LogEntry, LogReview, Span
from models.work_log.team import TeamMember, team_of

REFUSED, NOTED = "work_log.refused", "work_log.noted"
PAGE, LABEL = 12, 24
KEPT = ("rounds", "checks", "tasks", "entries", "activities", *VISITS)
HEADS = {
    Span.WEEK: N_("<b>Work logs of last week, {first} to {last}</b>"),
    Span.MONTH: N_("<b>Work logs of last month, {first} to {last}</b>"),
}


async def refused(context: RenderContext) -> MessageContent:
    return MessageContent(escape(refusal(context.t, context.message.args["code"])))


async def noted(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Noted in your log."), reaction="👌")


async def saved(context: RenderContext) -> MessageContent | Skip:
    entry = await context.session.get(LogEntry, context.message.subject_id)
    if entry is None:
        return Skip("the entry is gone")
    t = context.t
    told = t("Noted in your log, {time}. To see the day: /log", time=clock(context, entry.said_at))
    return MessageContent(told, ((Button(t.plain("Correct it"), CorrectEntry(entry.id).pack()),),))


async def digest(context: RenderContext) -> MessageContent | Skip:
    """To a leader: whose logs there are, how much is in each, and which have been looked at."""
    reader, args = await reader_of(context), context.message.args
    team = await team_of(context.session, reader.id) if reader is not None else []
    if reader is None or not team:
        return Skip("leads nobody")
    t, page = context.t, int(args.get("page", 0))
    first, last = date.fromisoformat(args["first"]), date.fromisoformat(args["last"])
    shown = team[page * PAGE : (page + 1) * PAGE]
    begin, end = datetime.combine(first, time(), context.zone), datetime.combine(last + DAY, time(), context.zone)
    done = await tallies(context.session, [each.person.id for each in team], begin, end)
    if not any(tally[kept] for tally in done.values() for kept in KEPT):
        return Skip("nobody goes on patrol or keeps a log here")
    reviews = await _reviews(context, reader.id, first, last)
    head = t(HEADS[Span(args["span"])], first=day(context, first), last=day(context, last))
    lines = [
        t("• {grid} {name}: {tally}", grid=each.grid, name=each.person.name, tally=tally_words(t, done[each.person.id]))
        for each in shown
    ]
    buttons = [_see(context, each, reviews.get(each.person.id)) for each in shown]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return MessageContent(Html("\n".join([head, *lines])), (*rows, *_turner(context, page, len(team))))


def _see(context: RenderContext, member: TeamMember, review: LogReview | None) -> Button:
    mark = ""
    if review is not None:
        mark = "✅" if review.read_at else "💬" if review.answered_at else "❓" if review.asked_at else ""
    return Button(f"{mark}{cut(member.person.name, LABEL)}", SeeLog(member.person.id).pack())


async def _reviews(context: RenderContext, leader_id: int, first: date, last: date) -> dict[int, LogReview]:
    rows = select(LogReview).where(
        col(LogReview.leader_id) == leader_id, col(LogReview.first) == first, col(LogReview.last) == last
    )
    return {each.person_id: each for each in (await context.session.scalars(rows)).all()}


def _turner(context: RenderContext, page: int, total: int) -> tuple[tuple[Button, ...], ...]:
    turn = []
    if page > 0:
        turn.append(Button(context.t.plain("Previous page"), DigestPage(page - 1).pack()))
    if (page + 1) * PAGE < total:
        turn.append(Button(context.t.plain("Next page"), DigestPage(page + 1).pack()))
    return (tuple(turn),) if turn else ()


async def question(context: RenderContext) -> MessageContent | Skip:
    """To the person whose log it is."""
    review = await context.session.get(LogReview, context.message.subject_id)
    if review is None:
        return Skip("the question is gone")
    t, leader = context.t, await context.session.get_one(Person, review.leader_id)
    span = t.plain("{first} to {last}", first=day(context, review.first), last=day(context, review.last))
    words = visible(review.question)
    asks = t("<b>{name} asks about your log, {span}:</b>\n{words}", name=leader.name, span=span, words=words)
    if review.answered_at is not None:
        return MessageContent(Html(f"{asks}\n{t('You answered: {answer}', answer=visible(review.answer))}"))
    return MessageContent(asks, ((Button(t.plain("Answer"), AnswerAbout(review.id).pack()),),))


async def answered(context: RenderContext) -> MessageContent | Skip:
    """To the leader who asked."""
    review = await context.session.get(LogReview, context.message.subject_id)
    if review is None:
        return Skip("the question is gone")
    t, person = context.t, await context.session.get_one(Person, review.person_id)
    told = {"name": person.name, "question": visible(review.question), "answer": visible(review.answer)}
    return MessageContent(t("<b>{name} answers about the log:</b>\n❓ {question}\n💬 {answer}", **told))


VIEWS: dict[str, View] = {
    REFUSED: refused,
    NOTED: noted,
    SAVED: saved,
    DIGEST: digest,
    QUESTION: question,
    ANSWERED: answered,
}

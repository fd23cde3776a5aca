"""Wording somebody's log: a day line by line, a longer span day by day. In private alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time

from handlers.callbacks import Press
from handlers.dates import DAY, clock, day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.patrols.labels import KINDS
from handlers.work_log.labels import ACTS, OUTCOMES, tally_words
from handlers.work_log.presses import OWN_DAY, CorrectEntry, OwnPieces, PersonsPieces, ReviewAct, ReviewDo
from locales.translator import Html, cut, visible
from models.hazards.workflow import Act
from models.members.tables import Person
from models.work_log.done import Done, done_by
from models.work_log.feature import PERSONS_LOG
from models.work_log.tables import LogEntry, LogReview

MOST_LINES, MOST_ENTRIES, MOST_BUTTONS, WORDS, SHORT = 40, 20, 6, 200, 60


async def own_day(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None or reader.id != context.message.subject_id:
        return Skip("not the reader's own")
    on = date.fromisoformat(context.message.args["day"])
    done = await _done(context, reader.id, on, on)
    lines = [await _head(context, reader, on, on), *_of_a_day(context, done, on)]
    buttons = [
        Button(context.t.plain("Correct {time}", time=clock(context, each.said_at)), CorrectEntry(each.id).pack())
        for each in done.entries[-MOST_BUTTONS:]
    ]
    rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    return MessageContent(Html("\n".join(lines)), (*_see_pieces(context, done, OwnPieces(on.toordinal(), 0)), *rows))


async def persons_log(context: RenderContext) -> MessageContent | Skip:
    """To the leader who reviews it."""
    review = await context.session.get(LogReview, context.message.subject_id)
    reader = await reader_of(context)
    if review is None or reader is None or reader.id != review.leader_id:
        return Skip("not the reader's to review")
    person = await context.session.get_one(Person, review.person_id)
    done = await _done(context, person.id, review.first, review.last)
    lines = [await _head(context, person, review.first, review.last), *_of_days(context, done)]
    buttons = *_see_pieces(context, done, PersonsPieces(review.id, 0)), *_buttons(context, review)
    return MessageContent(Html("\n".join([*lines, *_verdict(context, review)])), buttons)


async def _done(context: RenderContext, person_id: int, first: date, last: date) -> Done:
    begin = datetime.combine(first, time(), context.zone)
    end = datetime.combine(last + DAY, time(), context.zone)
    return await done_by(context.session, person_id, begin, end, context.now, context.zone)


async def _head(context: RenderContext, person: Person, first: date, last: date) -> Html:
    when = day(context, first)
    if last != first:
        when = context.t.plain("{first} to {last}", first=when, last=day(context, last))
    return context.t("<b>Work log: {name}, {when}</b>", name=person.name, when=when)


def _of_a_day(context: RenderContext, done: Done, on: date) -> list[Html]:
    tally = done.tallies.get(on, Counter())
    lines = [line for _, line in sorted(_lines(context, done), key=lambda each: each[0])]
    left = len(lines) - MOST_LINES
    more = [context.t.n("… {n} more line", "… {n} more lines", left)] if left > 0 else []
    return [context.t("{tally}", tally=tally_words(context.t, tally, done.times.get(on))), *lines[:MOST_LINES], *more]


def _lines(context: RenderContext, done: Done) -> Iterator[tuple[datetime, Html]]:
    t = context.t
    for part, about, grid in done.rounds:
        told = {"grid": grid, "kind": t.plain(KINDS[about.kind]), "begin": clock(context, part.joined_at)}
        if part.left_at is None:
            yield part.joined_at, t("• {begin} {grid}: {kind}, still running", **told)
        else:
            yield part.joined_at, t("• {begin}–{end} {grid}: {kind}", end=clock(context, part.left_at), **told)
    for check, place in done.checks:
        outcome = t.plain(OUTCOMES[check.outcome])
        at = clock(context, check.said_at)
        yield check.said_at, t("• {time} checked {place}: {outcome}", time=at, place=place, outcome=outcome)
    for event, number in done.hazards:
        what = t.plain(ACTS[Act(event.act)])
        code = f"H{number}" if number else t.plain("hazard")
        yield event.at, t("• {time} {code} {what}", time=clock(context, event.at), code=code, what=what)
    for activity, grid in done.activities:
        words = cut(visible(activity.words), SHORT)
        told = {"time": clock(context, activity.said_at), "grid": grid, "words": words}
        yield activity.said_at, t("• {time} 📣 {grid}: {words}", **told)
    for entry in done.entries:
        yield _noted_at(done, entry), _entry_line(context, done, entry, WORDS)


def _noted_at(done: Done, entry: LogEntry) -> datetime:
    """A correction stands with what it corrects."""
    return next((each.said_at for each in done.entries if each.id == entry.corrects), entry.said_at)


def _entry_line(context: RenderContext, done: Done, entry: LogEntry, limit: int) -> Html:
    t, corrected = context.t, next((each for each in done.entries if each.id == entry.corrects), None)
    words = cut(visible(entry.words), limit)
    told = {"time": clock(context, entry.said_at), "words": words}
    if corrected is not None:
        return t("• {time} ✎ corrects {of}: {words}", of=clock(context, corrected.said_at), **told)
    if entry.corrects is not None:
        return t("• {time} ✎ corrects what was written before: {words}", **told)
    shown = done.shown.get(entry.id, 0)
    if shown:
        return t.n("• {time} ✎ {words} ({n} photo or file)", "• {time} ✎ {words} ({n} photos or files)", shown, **told)
    return t("• {time} ✎ {words}", **told)


def _of_days(context: RenderContext, done: Done) -> Iterator[Html]:
    if not done.tallies:
        yield context.t("Nothing was noted in this time.")
    entries, left = done.entries[-MOST_ENTRIES:], len(done.entries) - MOST_ENTRIES
    for on, tally in done.tallies.items():
        words = tally_words(context.t, tally, done.times.get(on))
        yield context.t("<b>{day}</b> {tally}", day=day(context, on), tally=words)
        for entry in entries:
            if _noted_at(done, entry).astimezone(context.zone).date() == on:
                yield _entry_line(context, done, entry, SHORT)
    if left > 0:
        yield context.t.n("… {n} earlier entry", "… {n} earlier entries", left)


def _verdict(context: RenderContext, review: LogReview) -> Iterator[Html]:
    t = context.t
    if review.asked_at is not None:
        yield t("❓ You asked: {question}", question=visible(review.question))
        yield t("💬 {answer}", answer=visible(review.answer)) if review.answered_at else t("No answer yet.")
    if review.read_at is not None:
        yield t("✅ Read {time}", time=clock(context, review.read_at))


def _see_pieces(context: RenderContext, done: Done, press: Press) -> tuple[tuple[Button, ...], ...]:
    pieces = sum(done.shown.values())
    return ((Button(context.t.plain("See all photos and files: {n}", n=pieces), press.pack()),),) if pieces else ()


def _buttons(context: RenderContext, review: LogReview) -> tuple[tuple[Button, ...], ...]:
    row = []
    if review.read_at is None:
        row.append(Button(context.t.plain("Read"), ReviewDo(ReviewAct.READ, review.id).pack()))
    if review.asked_at is None:
        row.append(Button(context.t.plain("I have a question"), ReviewDo(ReviewAct.ASK, review.id).pack()))
    return (tuple(row),) if row else ()


VIEWS: dict[str, View] = {OWN_DAY: own_day, PERSONS_LOG: persons_log}

"""Wording one score: how it comes about in short, and, for whoever asks why, line by line with the rows behind."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.assessment.presses import WHY, BelowOpen, ScoreDo, ScoreOpen, ScoreStep
from handlers.assessment.words import GRADES, SIGNS, criterion_word, period_words, score_words, unit_words, whole
from handlers.dates import day, local_day
from handlers.figure_words import LEAST_BASE
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, Translator, cut
from models.assessment.criteria import Criterion, Grade, Unit
from models.assessment.feature import CARD
from models.assessment.kept import Behind, behind_read, lines_read, rules_read
from models.assessment.results.objecting import OPEN_UNTIL, objection_to
from models.assessment.scoring import LeftOut, Line
from models.assessment.seeing import Seen, find, is_over, is_own, may_object, names_of
from models.assessment.tables import AssessmentAct, AssessmentEvent, AssessmentState
from models.members.permissions import Who, may_in
from models.members.tables import Person

GONE = Skip("the score is gone")
WHAT = 30
LEFT_OUT: dict[LeftOut, str] = {
    LeftOut.NO_DUTY: N_("No duties in this period, so not counted: {names}"),
    LeftOut.SPARED: N_("All done, and not counted, as that would lower the score: {names}"),
}


async def readable(context: RenderContext) -> tuple[Seen, Person] | None:
    """The score that the message is about and who reads it, where it is for them."""
    reader = await reader_of(context)
    seen = await find(context.session, context.message.subject_id or 0)
    if reader is None or seen is None:
        return None
    allowed = await is_own(context.session, seen.score, reader) or await is_over(context.session, seen.score, reader)
    return (seen, reader) if allowed else None


async def card(context: RenderContext) -> MessageContent | Skip:
    found = await readable(context)
    if found is None:
        return GONE
    seen, reader = found
    said = [*head(context, seen), *said_in_short(context, seen), *await history(context, seen)]
    return MessageContent(Html("\n".join(said)), await _buttons(context, seen, reader))


def head(context: RenderContext, seen: Seen) -> list[Html]:
    t, assessment = context.t, seen.assessment
    title = t("<b>Assessment, {period}</b>", period=period_words(t, assessment.period))
    if assessment.state is not AssessmentState.FINAL and assessment.object_until is not None:
        until = local_day(context, assessment.object_until)
        title = t("{title} (provisional; objections until {day})", title=title, day=until)
    return [title, t("{text}", text=unit_words(t, seen))]


def said_in_short(context: RenderContext, seen: Seen) -> list[Html]:
    """The score, and part by part what it consists of."""
    t, lines = context.t, lines_read(seen.score.lines)
    return [*_together(t, seen), *(_part(t, line) for line in lines if line.most), *_left_out(t, lines)]


def _together(t: Translator, seen: Seen) -> list[Html]:
    score = seen.score
    words = t("{sign} <b>{score}</b>", sign=SIGNS[score.in_force], score=score_words(t, score))
    if score.low is None or score.high is None:
        few = t.n(
            "{n} duty in all; fewer than five are not rated.",
            "{n} duties in all; fewer than five are not rated.",
            score.duties,
        )
        return [words, few]
    return [t("{words} (80 % sure: {low} to {high})", words=words, low=whole(score.low), high=whole(score.high))]


def _part(t: Translator, line: Line) -> Html:
    about = {"name": criterion_word(t, line.criterion), "done": line.done, "of": line.of}
    points = {"points": f"{line.points:.1f}", "most": f"{line.most:.1f}"}
    hours = N_("· {name} {done}/{of} hours: {points} of {most}")
    return t(
        hours if line.criterion is Criterion.PATROL else N_("· {name} {done}/{of}: {points} of {most}"),
        **about,
        **points,
    )


def _left_out(t: Translator, lines: Sequence[Line]) -> list[Html]:
    said = []
    for why, words in LEFT_OUT.items():
        if names := [criterion_word(t, line.criterion) for line in lines if line.left_out is why]:
            said.append(t(words, names=t.listed(names)))
    return said


async def history(context: RenderContext, seen: Seen) -> list[Html]:
    """What leaders have changed, by name and with their reasons."""
    t, score = context.t, seen.score
    kept = select(AssessmentEvent).where(
        col(AssessmentEvent.score_id) == score.id, col(AssessmentEvent.act) == AssessmentAct.CORRECT
    )
    events = (await context.session.scalars(kept.order_by(col(AssessmentEvent.id)))).all()
    names = await names_of(context.session, [*(each.person_id for each in events), score.vetoed_by])
    said = []
    for each in events:
        about = {
            "day": local_day(context, each.at),
            "name": names.get(each.person_id or 0, ""),
            "reason": each.data["words"],
        }
        scores = {"was": _reached(t, each.data["before"]), "now": _reached(t, each.data["after"])}
        said.append(t("Corrected {day} by {name}: {was} → {now}. Reason: {reason}", **about, **scores))
    if score.vetoed_at is not None:
        by = names.get(score.vetoed_by or 0, "")
        about = {"name": by, "day": local_day(context, score.vetoed_at), "reason": score.veto_reason}
        said.append(t("<b>Veto</b> by {name}, {day}: {reason}", **about))
    return said


def _reached(t: Translator, kept: Mapping[str, Any]) -> str:
    """Without points where there were too few duties to rate."""
    grade = t.plain(GRADES[Grade(kept["grade"])])
    return grade if kept["score"] is None else f"{whole(kept['score'])} {grade}"


async def _buttons(context: RenderContext, seen: Seen, reader: Person) -> tuple[tuple[Button, ...], ...]:
    t, score = context.t, seen.score
    rows = [[Button(asked_why(t, seen), ScoreDo(ScoreStep.WHY, score.id).pack())]]
    acts = []
    open_ = seen.assessment.state in OPEN_UNTIL and context.now <= (seen.assessment.object_until or context.now)
    if open_ and await may_object(context.session, score, reader) and not await objection_to(context.session, score):
        acts.append(Button(t.plain("Object"), ScoreDo(ScoreStep.OBJECT, score.id).pack()))
    if await is_over(context.session, score, reader):
        step, words = (ScoreStep.LIFT, N_("Take the veto back")) if score.vetoed_at else (ScoreStep.VETO, N_("Veto"))
        acts.append(Button(t.plain(words), ScoreDo(step, score.id).pack()))
    rows.append(acts)
    if score.unit is not Unit.POST and await may_in(context.session, seen.grid, Who.LEADER, reader):
        below = BelowOpen(seen.assessment.id, seen.grid.id)
        rows.append([Button(t.plain("Those below"), below.pack())])
    return tuple(tuple(row) for row in rows if row)


def asked_why(t: Translator, seen: Seen) -> str:
    if seen.score.score is None:
        return t.plain("What was counted?")
    return t.plain("Why {points} points?", points=whole(seen.score.score))


async def why(context: RenderContext) -> MessageContent | Skip:
    """Each part: what was done of how much, what that is taken to be and why, and which rows are behind."""
    found = await readable(context)
    if found is None:
        return GONE
    seen, _ = found
    back = Button(context.t.plain("Back to the result"), ScoreOpen(seen.score.id).pack())
    return MessageContent(Html("\n".join(said_at_length(context, seen))), ((back,),))


def said_at_length(context: RenderContext, seen: Seen) -> list[Html]:
    t, lines = context.t, lines_read(seen.score.lines)
    return [
        t("<b>{why}</b> {unit}", why=asked_why(t, seen), unit=unit_words(t, seen)),
        t(
            "Each share is drawn to the mean of the street's like units, the more the fewer duties it rests on; then it"
            " counts by its weight."
        ),
        *(_explained(context, seen, line) for line in lines if line.of),
        *_left_out(t, lines),
        *_graded(t, seen),
    ]


def _explained(context: RenderContext, seen: Seen, line: Line) -> Html:
    t = context.t
    about = {"name": criterion_word(t, line.criterion), "done": line.done, "of": line.of}
    drawn = {"mean": f"{100 * line.mean:.1f}", "lent": round(line.lent), "estimate": f"{100 * line.estimate:.1f}"}
    weighed = {"weight": f"{line.most:.1f}", "points": f"{line.points:.1f}"}
    said = t("<b>{name}</b> {done}/{of}", **about)
    if line.of >= LEAST_BASE:
        said = t("{said} = {own} %", said=said, own=round(100 * line.done / line.of))
    if seen.score.score is not None:
        said = t("{said}; street {mean} %, {lent} duties of it lent: {estimate} %", said=said, **drawn)
    if line.most:
        said = t("{said} × {weight} = {points}", said=said, **weighed)
    rows, more = behind_read(seen.score.behind, line.criterion)
    if not rows:
        return said
    named = [_row(context, row) for row in rows]
    undone = t("Not done: {rows}", rows=t.listed(named))
    if more:
        undone = t.n("{undone} and {n} more", "{undone} and {n} more", more, undone=undone)
    return Html(f"{said}\n{undone}")


def _row(context: RenderContext, row: Behind) -> str:
    """H12; a day and a place; a title; of patrol a day with its minutes."""
    said = " ".join(part for part in (day(context, row.day) if row.day else "", cut(row.what, WHAT)) if part)
    return context.t.plain("{day} {done}/{of} min", day=said, done=row.done, of=row.of) if row.of > 1 else said


def _graded(t: Translator, seen: Seen) -> list[Html]:
    score = seen.score
    if score.score is None or score.low is None or score.high is None:
        return []
    lines = rules_read(seen.assessment.rules).lines
    about = {"points": f"{score.score:.1f}", "low": f"{score.low:.1f}", "high": f"{score.high:.1f}"}
    return [
        t("<b>Together {points}</b>; with 80 % certainty it lies from {low} to {high}.", **about),
        t(
            "Excellent: the lower of these is at least {excellent}. A grade is only lowered where the upper one lies"
            " below {qualified} (qualified) or {basic} (basically qualified).",
            **{str(grade): line for grade, line in lines.items()},
        ),
    ]


VIEWS: dict[str, View] = {CARD: card, WHY: why}

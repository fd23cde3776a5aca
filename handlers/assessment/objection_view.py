"""Wording an objection to the leader who is to answer it, its answer to who objects, and what a veto has changed."""

from handlers.assessment.presses import ObjectionDo, ObjectionStep, ScoreOpen
from handlers.assessment.score_view import readable
from handlers.assessment.words import period_words, score_words, unit_words
from handlers.dates import local_day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html
from models.assessment.results.answering import ANSWERED
from models.assessment.results.objecting import ASKED
from models.assessment.results.vetoing import CHANGED
from models.assessment.seeing import Seen, find, is_over, names_of
from models.assessment.tables import AssessmentAct, AssessmentObjection, ObjectionState

STATES = {ObjectionState.UPHELD: N_("upheld"), ObjectionState.CORRECTED: N_("corrected")}
ACTS = (
    (ObjectionStep.UPHOLD, N_("Uphold")),
    (ObjectionStep.COUNT, N_("Correct a number")),
    (ObjectionStep.GRADE, N_("Correct the grade")),
)
CHANGES = {
    AssessmentAct.VETO: N_("A leader has put a veto on this result: {unit}, {period}."),
    AssessmentAct.LIFT: N_("A leader has taken the veto on this result back: {unit}, {period}."),
}


async def _about(context: RenderContext) -> tuple[AssessmentObjection, Seen] | None:
    objection = await context.session.get(AssessmentObjection, context.message.subject_id)
    seen = await find(context.session, objection.score_id) if objection else None
    return (objection, seen) if objection and seen else None


async def objection(context: RenderContext) -> MessageContent | Skip:
    found, reader = await _about(context), await reader_of(context)
    if found is None or reader is None or not await is_over(context.session, found[1].score, reader):
        return Skip("it is not for this reader")
    (asked, seen), t = found, context.t
    names = await names_of(context.session, [asked.person_id, asked.answered_by])
    lines = [
        t(
            "<b>Objection</b> by {name}: {unit}, {period}, {score}",
            name=names.get(asked.person_id, ""),
            unit=unit_words(t, seen),
            period=period_words(t, seen.assessment.period),
            score=score_words(t, seen.score),
        ),
        t("“{words}”", words=asked.words),
    ]
    open_score = Button(t.plain("See the result"), ScoreOpen(seen.score.id).pack())
    if asked.state is ObjectionState.OPEN:
        by = local_day(context, asked.answer_by)
        lines.append(t("Please answer by {day}; after that the level above is asked.", day=by))
        acts = [(Button(t.plain(words), ObjectionDo(step, asked.id).pack()),) for step, words in ACTS]
        return MessageContent(Html("\n".join(lines)), ((open_score,), *acts))
    lines.append(_answer(context, asked, names))
    return MessageContent(Html("\n".join(lines)), ((open_score,),))


def _answer(context: RenderContext, asked: AssessmentObjection, names: dict[int, str]) -> Html:
    t = context.t
    return t(
        "<b>{state}</b> by {name}, {day}: {answer}",
        state=t.plain(STATES[asked.state]),
        name=names.get(asked.answered_by or 0, ""),
        day=local_day(context, asked.answered_at) if asked.answered_at else "",
        answer=asked.answer,
    )


async def answered(context: RenderContext) -> MessageContent | Skip:
    found = await _about(context)
    if found is None or found[0].state is ObjectionState.OPEN:
        return Skip("it has no answer")
    (asked, seen), t = found, context.t
    names = await names_of(context.session, [asked.answered_by])
    about = {"unit": unit_words(t, seen), "period": period_words(t, seen.assessment.period)}
    lines = [
        t("Your objection has been answered: {unit}, {period}.", **about),
        _answer(context, asked, names),
        t("The result is now: {score}", score=score_words(t, seen.score)),
    ]
    return MessageContent(
        Html("\n".join(lines)), ((Button(t.plain("See the result"), ScoreOpen(seen.score.id).pack()),),)
    )


async def changed(context: RenderContext) -> MessageContent | Skip:
    found = await readable(context)
    if found is None:
        return Skip("it is not for this reader")
    seen, t = found[0], context.t
    words = CHANGES[AssessmentAct(context.message.args["act"])]
    said = t(words, unit=unit_words(t, seen), period=period_words(t, seen.assessment.period))
    return MessageContent(said, ((Button(t.plain("See the result"), ScoreOpen(seen.score.id).pack()),),))


VIEWS: dict[str, View] = {ASKED: objection, ANSWERED: answered, CHANGED: changed}

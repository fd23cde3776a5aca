"""What is asked about a score (an objection, a veto) and about an objection (its answer): words, numbers, reasons."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.assessment.presses import ObjectionStep, ScoreStep
from handlers.assessment.words import COMPLAINTS, GRADES, criterion_word, refused
from handlers.forms import BadAnswer, Choice, Form, Step
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_
from models.assessment.criteria import Count, Criterion, Grade
from models.assessment.kept import counts_read
from models.assessment.results.answering import correct_count, correct_grade, uphold
from models.assessment.results.objecting import object_to
from models.assessment.results.vetoing import lift_veto, veto
from models.assessment.tables import WORDS_LIMIT, AssessmentObjection, AssessmentScore
from models.due import WallClock
from models.members.tables import Person

TWO_NUMBERS = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")


async def _read_words(answer: str, _request: Request, _subject: object) -> str:
    words = answer.strip()
    if len(words) > WORDS_LIMIT:
        raise BadAnswer("why_long", limit=WORDS_LIMIT)
    return words


async def _load_score(session: AsyncSession, score_id: int) -> AssessmentScore | None:
    return await session.get(AssessmentScore, score_id)


async def _submit_score(
    request: Request, score: AssessmentScore, act: str, person: Person, given: Mapping[str, Any]
) -> None:
    session, now = request.session, request.now
    match act:
        case ScoreStep.OBJECT:
            await object_to(session, score, person, given["words"], WallClock(now, request.zone))
        case ScoreStep.VETO:
            await veto(session, score, person, given["words"], now)
        case _:
            await lift_veto(session, score, person, given["words"], now)


SCORE_FORM = Form[AssessmentScore](
    "assessment",
    _load_score,
    lambda score: score.subject,
    lambda _: "📊",
    {
        ScoreStep.OBJECT: (
            Step(
                "words",
                N_("what is not right, and why? The leader above you reads it and answers by a day."),
                read=_read_words,
            ),
        ),
        ScoreStep.VETO: (
            Step(
                "words",
                N_("why is this result to be unqualified? Your name and your reason are shown to who is assessed."),
                read=_read_words,
            ),
        ),
        ScoreStep.LIFT: (
            Step("words", N_("why is the veto taken back? It is kept with your name."), read=_read_words),
        ),
    },
    _submit_score,
    refused,
    COMPLAINTS,
)


async def _load_objection(session: AsyncSession, objection_id: int) -> AssessmentObjection | None:
    return await session.get(AssessmentObjection, objection_id)


async def _counts(session: AsyncSession, objection: AssessmentObjection) -> dict[Criterion, Count]:
    return counts_read((await session.get_one(AssessmentScore, objection.score_id)).counts)


async def _criterion_choices(context: RenderContext, objection: AssessmentObjection) -> list[Choice]:
    counts = await _counts(context.session, objection)
    return [
        Choice(each, f"{criterion_word(context.t, each)} {counts[each].done}/{counts[each].of}")
        for each in Criterion
        if each in counts
    ]


async def _read_criterion(answer: str, request: Request, objection: AssessmentObjection) -> str:
    for each in await _counts(request.session, objection):
        if answer.strip() in (each, criterion_word(request.t, each)):
            return each
    raise BadAnswer("on_a_button")


async def _read_count(answer: str, _request: Request, _objection: AssessmentObjection) -> list[int]:
    found = TWO_NUMBERS.fullmatch(unicodedata.normalize("NFKC", answer).strip())
    if found is None or int(found[1]) > int(found[2]):
        raise BadAnswer("two_numbers")
    return [int(found[1]), int(found[2])]


async def _grade_choices(context: RenderContext, _objection: AssessmentObjection) -> list[Choice]:
    return [Choice(grade, context.t.plain(GRADES[grade])) for grade in Grade if grade is not Grade.UNRATED]


async def _read_grade(answer: str, request: Request, _objection: AssessmentObjection) -> str:
    for grade in Grade:
        if grade is not Grade.UNRATED and answer.strip() in (grade, request.t.plain(GRADES[grade])):
            return grade
    raise BadAnswer("on_a_button")


async def _submit_answer(
    request: Request, objection: AssessmentObjection, act: str, person: Person, given: Mapping[str, Any]
) -> None:
    session, now, words = request.session, request.now, given["words"]
    match act:
        case ObjectionStep.UPHOLD:
            await uphold(session, objection, person, words, now)
        case ObjectionStep.COUNT:
            count = Count(*given["count"])
            await correct_count(session, objection, person, Criterion(given["part"]), count, words, now)
        case _:
            await correct_grade(session, objection, person, Grade(given["grade"]), words, now)


REASON = N_("for which reason? Who objects reads it with your name.")
OBJECTION_FORM = Form[AssessmentObjection](
    "assessment_objection",
    _load_objection,
    lambda objection: objection.subject,
    lambda _: "📊",
    {
        ObjectionStep.UPHOLD: (Step("words", REASON, read=_read_words),),
        ObjectionStep.COUNT: (
            Step(
                "part",
                N_("which part was counted wrongly?"),
                choices=_criterion_choices,
                by_reply=False,
                read=_read_criterion,
            ),
            Step(
                "count",
                N_("how many were done of how many? Please write 12/14; of patrol in hours."),
                read=_read_count,
            ),
            Step("words", REASON, read=_read_words),
        ),
        ObjectionStep.GRADE: (
            Step("grade", N_("which grade is right?"), choices=_grade_choices, by_reply=False, read=_read_grade),
            Step("words", REASON, read=_read_words),
        ),
    },
    _submit_answer,
    refused,
    COMPLAINTS,
)

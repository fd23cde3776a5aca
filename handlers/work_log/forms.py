"""The sentences that are asked for about logs: a correction, a leader's question, its answer."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import Form, Step
from handlers.messages import RenderContext
from handlers.request import Request
from handlers.work_log.labels import refusal
from handlers.work_log.presses import SAVED
from locales.translator import N_, visible
from models.base import Subject
from models.members.tables import Person
from models.work_log.entries import correct_entry
from models.work_log.reviews import answer_question, put_question
from models.work_log.tables import LogEntry, LogReview

CORRECT, ASK, ANSWER = "correct", "ask", "answer"


async def _entry(session: AsyncSession, entry_id: int) -> LogEntry | None:
    return await session.get(LogEntry, entry_id)


async def _correct(request: Request, entry: LogEntry, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    added = await correct_entry(request.session, entry, person, given["words"], request.now)
    request.reply(SAVED, subject_id=added.id)


async def _review(session: AsyncSession, review_id: int) -> LogReview | None:
    return await session.get(LogReview, review_id)


async def _submit(request: Request, review: LogReview, act: str, person: Person, given: Mapping[str, Any]) -> None:
    do = put_question if act == ASK else answer_question
    await do(request.session, review, person, given["words"], request.now)


async def _question(_context: RenderContext, review: LogReview) -> Mapping[str, Any]:
    return {"question": visible(review.question)}


ENTRY = Form[LogEntry](
    "log_entry",
    _entry,
    lambda entry: entry.subject,
    lambda _entry: "✎",
    {CORRECT: (Step("words", N_("what is right? Please reply; what was written before stays beside it.")),)},
    _correct,
    refusal,
)
REVIEW = Form[LogReview](
    "log_review",
    _review,
    lambda review: Subject("log_review", review.id),
    lambda _review: "✎",
    {
        ASK: (Step("words", N_("what is your question? Please reply; the person is asked in private.")),),
        ANSWER: (Step("words", N_("“{question}” Please reply; your leader hears it."), says=_question),),
    },
    _submit,
    refusal,
)

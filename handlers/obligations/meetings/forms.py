"""What is asked about a meeting: another time, and what was decided, by whom and until when; and of drafts, a title."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.forms import BadAnswer, Choice, Form, Read, Step
from handlers.messages import RenderContext
from handlers.obligations.labels import COMPLAINTS, owner_words, refused
from handlers.obligations.steps import clock_of, read_time
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_, cut
from models.members.tables import Person
from models.obligations.meetings.minutes import decide
from models.obligations.meetings.planning import move, rename
from models.obligations.owners import owned
from models.obligations.tables import TITLE_LIMIT, Obligation, Requirement
from models.schedule.deadlines import end_of

MOVE, RENAME, DECIDE = "move", "rename", "decide"
MOST, LABEL, WORDS_LIMIT = 60, 40, 400


async def _load(session: AsyncSession, requirement_id: int) -> Requirement | None:
    return await session.get(Requirement, requirement_id)


async def _called(context: RenderContext, meeting: Requirement) -> list[Choice]:
    found = await owned(context.session, col(Obligation.requirement_id) == meeting.id, most=MOST)
    return [Choice(str(each.row.id), cut(owner_words(context, each), LABEL)) for each in found]


async def _read_owner(answer: str, request: Request, meeting: Requirement) -> int:
    """By the button, or by a name that only one of them bears; raises BadAnswer."""
    found = await owned(request.session, col(Obligation.requirement_id) == meeting.id)
    said = answer.strip()
    named = [each for each in found if said in (str(each.row.id), each.grid.name, each.post.name if each.post else "")]
    if len(named) != 1:
        raise BadAnswer("no_such_owner")
    return named[0].row.id


def _words(limit: int) -> Read[Requirement]:
    async def read(answer: str, _request: Request, _meeting: Requirement) -> str:
        if len(answer.strip()) > limit:
            raise BadAnswer("text_long", limit=limit)
        return answer.strip()

    return read


async def _days(_context: RenderContext, _meeting: Requirement) -> tuple[int, ...]:
    return (7, 15, 30)


async def _submit(request: Request, meeting: Requirement, act: str, person: Person, given: Mapping[str, Any]) -> None:
    session, clock = request.session, clock_of(request)
    if act == MOVE:
        await move(session, meeting, datetime.fromisoformat(given["when"]), person, clock)
        return
    if act == RENAME:
        await rename(session, meeting, given["title"], person, clock)
        return
    of = await session.get_one(Obligation, given["owner"])
    due_at = end_of(date.fromisoformat(given["due"]), request.zone)
    await decide(session, meeting, of, given["words"], due_at, person, clock)


FORM = Form[Requirement](
    "meeting",
    _load,
    lambda meeting: meeting.subject,
    lambda meeting: meeting.code,
    {
        MOVE: (
            Step(
                "when",
                N_("when is it to be? Please reply with day and time, such as tomorrow 9:00 or 2026-12-10 14:30."),
                read=read_time,
            ),
        ),
        RENAME: (Step("title", N_("what is it to be called? Please reply with the title."), read=_words(TITLE_LIMIT)),),
        DECIDE: (
            Step("words", N_("what was decided? Please reply in a sentence."), read=_words(WORDS_LIMIT)),
            Step("owner", N_("who is to do it? Press one."), choices=_called, read=_read_owner),
            Step(
                "due",
                N_("by which day, that day included? Press, or reply with a day."),
                choices=in_days(_days),
                read=last_day("due_unreadable"),
            ),
        ),
    },
    _submit,
    refused,
    COMPLAINTS,
)

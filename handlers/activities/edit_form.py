"""What is asked to put an activity right: one question for each thing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.activities.labels import COMPLAINTS, refused
from handlers.activities.presses import Editable
from handlers.forms import BadAnswer, Choice, Form, Step, fixed_choices
from handlers.members.reader import reader_of
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, cut
from models.activities.find import own_grids
from models.activities.reading import read_reached
from models.activities.recording import correct
from models.activities.tables import PLACE_LIMIT, WORDS_LIMIT, Activity
from models.members.tables import Person
from models.work_log.spans import past_day

LABEL = 40


def _limited(answer: str, limit: int) -> str:
    plain = " ".join(answer.split())
    if len(plain) > limit:
        raise BadAnswer("text_long", limit=limit)
    return plain


async def _words(answer: str, _request: Request, _activity: Activity) -> str:
    return _limited(answer, WORDS_LIMIT)


async def _place(answer: str, _request: Request, _activity: Activity) -> str:
    return _limited(answer, PLACE_LIMIT)


async def _reached(answer: str, _request: Request, _activity: Activity) -> int:
    number = read_reached(answer)
    if number is None:
        raise BadAnswer("reached_unreadable")
    return number


async def _day(answer: str, request: Request, _activity: Activity) -> str:
    day = past_day(answer, request.now.astimezone(request.zone).date())
    if day is None:
        raise BadAnswer("day_unreadable")
    return day.isoformat()


async def _grids(context: RenderContext, _activity: Activity) -> list[Choice]:
    reader = await reader_of(context)
    grids = await own_grids(context.session, reader.id) if reader is not None else []
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in grids]


async def _grid(answer: str, request: Request, activity: Activity) -> int:
    grids = await own_grids(request.session, activity.person_id or 0)
    found = [grid.id for grid in grids if answer in (str(grid.id), grid.name)]
    if len(found) != 1:
        raise BadAnswer("no_such_grid")
    return found[0]


STEPS: dict[str, tuple[Step[Activity], ...]] = {
    Editable.WORDS: (Step("words", N_("What was held? Reply in words."), read=_words),),
    Editable.REACHED: (Step("reached", N_("How many people did it reach? Reply with a number."), read=_reached),),
    Editable.PLACE: (
        Step("place", N_("Where was it? Reply in words; a location is sent in reply to the page."), read=_place),
    ),
    Editable.HELD_ON: (
        Step(
            "held_on",
            N_("When was it? Press, or reply with a day such as 11-28."),
            choices=fixed_choices(("today", N_("Today")), ("yesterday", N_("Yesterday"))),
            read=_day,
        ),
    ),
    Editable.GRID: (Step("grid_id", N_("Of which grid was it? Press one."), choices=_grids, read=_grid),),
}


async def submit(request: Request, activity: Activity, act: str, person: Person, given: Mapping[str, Any]) -> None:
    values = dict(given)
    if act == Editable.HELD_ON:
        values["held_on"] = date.fromisoformat(values["held_on"])
    await correct(request.session, activity, person, request.now, **values)


async def load(session: AsyncSession, activity_id: int) -> Activity | None:
    return await session.get(Activity, activity_id)


FORM = Form[Activity](
    "activity",
    load,
    lambda activity: activity.subject,
    lambda activity: cut(activity.words, LABEL) or "📣",
    STEPS,
    submit,
    refused,
    COMPLAINTS,
)

"""What is asked to record a fire, or to put the record right, and to review it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import local
from handlers.fires.labels import CAUSES, COMPLAINTS, OWNERS, refused
from handlers.fires.reading import read_amount, read_moment
from handlers.forms import BadAnswer, Choice, Form, Preview, Step, fixed_choices
from handlers.members.reader import reader_of
from handlers.messages import RenderContext
from handlers.questions.dates import in_days, last_day
from handlers.questions.grids import grid_choices, read_grid
from handlers.request import Request
from locales.translator import N_, Html
from models.due import WallClock
from models.fires.recording import PAGE, Record, Review, record, review
from models.fires.tables import PLACE_LIMIT, UNITS_LIMIT, WORDS_LIMIT, Fire, FireCause, FireState
from models.grids.tables import Grid
from models.members.tables import Person
from models.obligations.kinds import Owners
from models.roster.row import says_nothing
from models.schedule.deadlines import end_of

RECORD, REVIEW = "record", "review"
AS_CALLED, NOBODY, ZERO = "called", "nobody", ("0", N_("None (0)"))
ALONE = ("alone", N_("Nobody but the grid"))


def _text(limit: int) -> Any:
    async def read(answer: str, _request: Request, _fire: Fire) -> str:
        words = answer.strip()
        if len(words) > limit:
            raise BadAnswer("text_long", limit=limit)
        return words

    return read


async def _moments(context: RenderContext, fire: Fire) -> list[Choice]:
    """When help was called, or what the record says."""
    known = fire.call_id is not None or fire.state is FireState.RECORDED
    return [Choice(AS_CALLED, local(context, fire.happened_at))] if known else []


async def _moment(answer: str, request: Request, fire: Fire) -> str:
    at = fire.happened_at if answer == AS_CALLED else read_moment(answer, request.now, request.zone)
    if at is None:
        raise BadAnswer("time_unreadable")
    return at.isoformat()


async def _grids(context: RenderContext, _fire: Fire) -> list[Choice]:
    reader = await reader_of(context)
    return await grid_choices(context, reader) if reader is not None else []


async def _grid(answer: str, request: Request, _fire: Fire) -> int:
    if request.person is None:
        raise BadAnswer("no_such_grid")
    return await read_grid(answer, request, request.person)


async def _without_call(session: AsyncSession, fire: Fire) -> bool:
    return fire.call_id is None


async def _cause(answer: str, request: Request, _fire: Fire) -> str:
    named = {words: str(cause) for cause, label in CAUSES.items() for words in (str(cause), request.t.plain(label))}
    if answer.strip() not in named:
        raise BadAnswer("on_a_button")
    return named[answer.strip()]


async def _amount(answer: str, _request: Request, _fire: Fire) -> int:
    amount = 0 if says_nothing(answer) else read_amount(answer)
    if amount is None:
        raise BadAnswer("number_unreadable")
    return amount


async def _units(answer: str, request: Request, fire: Fire) -> str:
    alone = answer in (ALONE[0], request.t.plain(ALONE[1])) or says_nothing(answer)
    return "" if alone else str(await _text(UNITS_LIMIT)(answer, request, fire))


def _counted(key: str, prompt: str, anew: str) -> Step[Fire]:
    return Step(key, prompt, choices=fixed_choices(ZERO), read=_amount, anew=anew)


STEPS: tuple[Step[Fire], ...] = (
    Step(
        "happened_at",
        N_("When did it burn? Press, or reply such as yesterday 14:30."),
        choices=_moments,
        read=_moment,
        anew=N_("Time"),
    ),
    Step("grid", N_("In which grid? Press one."), choices=_grids, read=_grid, wanted=_without_call),
    Step("place", N_("Where, and what burned? Reply in words."), read=_text(PLACE_LIMIT), anew=N_("Place")),
    Step(
        "cause",
        N_("What was the cause?"),
        choices=fixed_choices(*((str(cause), label) for cause, label in CAUSES.items())),
        read=_cause,
        anew=N_("Cause"),
    ),
    _counted("yuan", N_("What are the direct losses, in yuan? Press, or reply with a number."), N_("Losses")),
    _counted("area", N_("How many square metres burned? Press, or reply with a number."), N_("Area")),
    _counted("injured", N_("How many people were injured?"), N_("Injured")),
    _counted("dead", N_("How many people died?"), N_("Dead")),
    Step(
        "units",
        N_("Who came to put it out? Press, or reply, such as: fire brigade (2 engines), the street's station."),
        choices=fixed_choices(ALONE),
        read=_units,
        anew=N_("Who came"),
    ),
)


async def _owner(answer: str, request: Request, _fire: Fire) -> str:
    named = {words: str(each) for each, label in OWNERS.items() for words in (str(each), request.t.plain(label))}
    named |= {NOBODY: "", request.t.plain(N_("Nobody: no task")): ""}
    if answer.strip() not in named:
        raise BadAnswer("on_a_button")
    return named[answer.strip()]


async def _in_days(_context: RenderContext, _fire: Fire) -> tuple[int, ...]:
    return 7, 15, 30


REVIEWS: tuple[Step[Fire], ...] = (
    Step("well", N_("Review: what went well? Reply in words."), read=_text(WORDS_LIMIT)),
    Step("change", N_("What is to be changed, so that it does not happen again? Reply."), read=_text(WORDS_LIMIT)),
    Step(
        "owner",
        N_("Who sees to that? They get it as a task, with reminders."),
        choices=fixed_choices(*((str(each), label) for each, label in OWNERS.items()), (NOBODY, N_("Nobody: no task"))),
        read=_owner,
    ),
    Step(
        "due",
        N_("By which day, that day included? Press, or reply with a day, such as 2026-12-31."),
        choices=in_days(_in_days),
        read=last_day("due_unreadable"),
    ),
)


async def preview(context: RenderContext, fire: Fire, given: Mapping[str, Any]) -> Html:
    t, grid = context.t, await context.session.get_one(Grid, given.get("grid") or fire.grid_id)
    said = {
        "time": local(context, datetime.fromisoformat(given["happened_at"])),
        "grid": grid.name,
        "cause": t.plain(CAUSES[FireCause(given["cause"])]),
        "units": given["units"] or t.plain(ALONE[1]),
    }
    lines = (
        t("<b>Record this fire?</b>"),
        t("{time}, {grid}: {place}", place=given["place"], **said),
        t("Cause: {cause}", **said),
        t("Losses: {yuan} yuan, {area} m²; injured {injured}, dead {dead}", **given),
        t("Who came: {units}", **said),
    )
    return Html("\n".join(lines))


async def submit(request: Request, fire: Fire, act: str, person: Person, given: Mapping[str, Any]) -> None:
    """Raises Refused, Conflict."""
    if request.chat is None:
        return
    if act == RECORD:
        known = {name: given[name] for name in ("place", "yuan", "area", "injured", "dead", "units")}
        moment, cause = datetime.fromisoformat(given["happened_at"]), FireCause(given["cause"])
        said = Record(given.get("grid") or fire.grid_id, moment, cause=cause, **known)
        await record(request.session, fire, said, person, request.now)
    else:
        title = request.t.plain("After the fire {code}", code=fire.code)
        owner = Owners(given["owner"]) if given["owner"] else None
        due_at = end_of(date.fromisoformat(given["due"]), request.zone) if owner else None
        said_ = Review(given["well"], given["change"], owner, due_at, title)
        await review(request.session, fire, said_, person, request.chat.id, WallClock(request.now, request.zone))
    request.reply(PAGE, subject_id=fire.id)


async def load(session: AsyncSession, fire_id: int) -> Fire | None:
    return await session.get(Fire, fire_id)


FORM = Form[Fire](
    "fire",
    load,
    lambda fire: fire.subject,
    lambda fire: f"🔥 {fire.code}",
    {RECORD: STEPS, REVIEW: REVIEWS},
    submit,
    refused,
    COMPLAINTS,
    {RECORD: Preview(preview, N_("Record it"))},
)

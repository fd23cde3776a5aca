"""The questions to whoever sets a task, and what their answers come to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from re import split
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import today
from handlers.forms import BadAnswer, Choice, Choices, Read, Step, fixed_choices
from handlers.messages import RenderContext
from handlers.obligations.labels import OWNERS, REPEATS, TITLES
from handlers.place_words import place_kind_word
from handlers.questions.dates import in_days, last_day
from handlers.questions.grids import grid_choices, read_grid
from handlers.request import Request
from locales.translator import N_
from models.due import WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.notices.timing import read_when
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import Owners, Paper, TaskKind
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, need_fit
from models.obligations.tables import PLACE_LIMIT, TITLE_LIMIT
from models.places.kinds import place_kinds_of
from models.roster.row import says_nothing
from models.schedule.deadlines import end_of

USUAL = "usual"
NOTHING = ("none", N_("Nothing to add"))
PLACE = "p_"  # before a kind of place, in a button
WORDS_LIMIT, ON_PAPER = 1000, 200
ONCE = ("once", N_("Only this once"))


def _owner_choices(kind: TaskKind) -> Choices[Person]:
    async def choices(context: RenderContext, _person: Person) -> list[Choice]:
        t, places = context.t, place_kinds_of(context.session)
        posts = [Choice(each, t.plain(OWNERS[each])) for each in ALL[kind].owners if each is not Owners.PLACES]
        if Owners.PLACES not in ALL[kind].owners:
            return posts
        named = ALL[kind].place_kinds or places.with_responsible()
        return [*posts, *(Choice(f"{PLACE}{each}", place_kind_word(t, places, each)) for each in named)]

    return choices


def _read_owners(kind: TaskKind) -> Read[Person]:
    async def read(answer: str, request: Request, _person: Person) -> dict[str, Any]:
        """Owners in words of the buttons, or kinds of places with commas between; raises BadAnswer."""
        posts = [each for each in ALL[kind].owners if each is not Owners.PLACES]
        named = {key: each for each in posts for key in (str(each), request.t.plain(OWNERS[each]))}
        if (owners := named.get(answer.strip())) is not None:
            return Asked(owners).kept()
        known = place_kinds_of(request.session)
        said = [known.named(word.removeprefix(PLACE)) for word in filter(None, split(r"[\s,，、;；]+", answer))]
        found = [each.kind for each in said if each is not None]
        if Owners.PLACES not in ALL[kind].owners or not found or len(found) < len(said):
            raise BadAnswer("no_such_owners")
        return Asked(Owners.PLACES, tuple(dict.fromkeys(found))).kept()

    return read


async def _titles(context: RenderContext, _person: Person) -> list[Choice]:
    title = TITLES[TaskKind(context.message.args["act"])]
    return [Choice(USUAL, context.t.plain(title, year=today(context).year))]


async def _title(answer: str, _request: Request, _person: Person) -> str:
    return "" if answer == USUAL else _limited(answer, TITLE_LIMIT)


def _read_words(limit: int) -> Read[Person]:
    async def read(answer: str, _request: Request, _person: Person) -> str:
        return "" if answer == NOTHING[0] or says_nothing(answer) else _limited(answer, limit)

    return read


def _limited(text: str, limit: int) -> str:
    if len(text.strip()) > limit:
        raise BadAnswer("text_long", limit=limit)
    return text.strip()


async def _place(answer: str, _request: Request, _person: Person) -> str:
    return _limited(answer, PLACE_LIMIT)


async def read_time(answer: str, request: Request, _subject: object) -> str:
    """As an ISO time to come; raises BadAnswer."""
    when = read_when(answer, request.now, request.zone)
    if when is None or when.at is None or when.repeats:
        raise BadAnswer("time_unreadable")
    return when.at.isoformat()


def _read_series(kind: TaskKind) -> Read[Person]:
    async def read(answer: str, request: Request, _person: Person) -> str:
        words = {request.t.plain(REPEATS[each]): str(each) for each in ALL[kind].series}
        if answer == ONCE[0] or says_nothing(answer) or answer == request.t.plain(ONCE[1]):
            return ""
        series = {**words, **{str(each): str(each) for each in ALL[kind].series}}.get(answer.strip())
        if series is None:
            raise BadAnswer("on_a_button")
        return series

    return read


async def _days(context: RenderContext, _person: Person) -> tuple[int, ...]:
    usual = ALL[TaskKind(context.message.args["act"])].days
    return (7, 15, 30, usual)


async def living(session: AsyncSession, grid_id: int) -> Grid:
    grid = await session.get(Grid, grid_id)
    if grid is None or grid.retired_at is not None:
        raise Conflict("obligation.no_grid")
    return grid


def asked_in(given: Mapping[str, Any], request: Request) -> NewRequirement:
    """Its title as it was given: the usual one, with the year in which it is due, is put into words when confirmed."""
    kind, due_at = TaskKind(given["act"]), due_of(given, request.zone)
    title = given["title"] or request.t.plain(TITLES[kind], year=due_at.astimezone(request.zone).year)
    return NewRequirement(
        kind,
        title,
        Asked.read(given["owners"]),
        due_at,
        given.get("words", ""),
        happens_at=due_at if ALL[kind].meets else None,
        place=given.get("place", ""),
        repeats=given.get("repeats") or None,
    )


def due_of(given: Mapping[str, Any], zone: tzinfo) -> datetime:
    """The end of the day by which it is to be done, or when people meet."""
    return datetime.fromisoformat(given["when"]) if "when" in given else end_of(date.fromisoformat(given["due"]), zone)


async def fits(request: Request, person: Person, given: Mapping[str, Any]) -> None:
    """As far as it is known; raises Conflict."""
    if not {"grid", "owners", "title"} <= given.keys() or not {"due", "when"} & given.keys():
        return
    grid = await living(request.session, given["grid"])
    await need_fit(request.session, grid, asked_in(given, request), person, clock_of(request))


def clock_of(request: Request) -> WallClock:
    return WallClock(request.now, request.zone)


WHEN = Step[Person](
    "when",
    N_("When? Please reply with day and time, such as tomorrow 9:00 or 2026-12-10 14:30."),
    read=read_time,
    check=fits,
    anew=N_("Time"),
)
PLACE_OF = Step[Person]("place", N_("Where? Please reply, such as: meeting room on the third floor."), read=_place)
GRID = Step[Person]("grid", N_("In which grid, with all below it? Press one."), choices=grid_choices, read=read_grid)
TITLE = Step[Person](
    "title",
    N_("What is it called? Press, or reply with another title."),
    choices=_titles,
    read=_title,
    anew=N_("Title"),
)
DUE = Step[Person](
    "due",
    N_("By which day, that day included? Press, or reply with a day, such as 2026-12-31."),
    choices=in_days(_days),
    read=last_day("due_unreadable"),
    check=fits,
    anew=N_("Due day"),
)
WORDS = Step[Person](
    "words",
    N_("What is to be done, or to be borne in mind? Reply with it; everybody asked sees it."),
    choices=fixed_choices(NOTHING),
    read=_read_words(WORDS_LIMIT),
    anew=N_("Words"),
)


def _owners(kind: TaskKind) -> Step[Person]:
    prompt = N_("Of whom is it asked? Press one; of places also several kinds in reply, with commas between.")
    return Step("owners", prompt, choices=_owner_choices(kind), read=_read_owners(kind), check=fits)


def _series(kind: TaskKind) -> Step[Person]:
    choices = fixed_choices(ONCE, *((str(each), REPEATS[each]) for each in ALL[kind].series))
    return Step("repeats", N_("Does it come back by itself? Press one."), choices=choices, read=_read_series(kind))


def _words_step(kind: TaskKind) -> Step[Person]:
    if ALL[kind].paper is Paper.LETTER:
        return replace(WORDS, read=_read_words(ON_PAPER))
    if kind is not TaskKind.CONVENTION:
        return WORDS
    prompt = N_("What does the convention say? Press for our own text, or reply with yours; residents see it.")
    return Step(
        "words", prompt, choices=fixed_choices((NOTHING[0], N_("Use the model text"))), read=_read_words(WORDS_LIMIT)
    )


def steps_of(kind: TaskKind) -> tuple[Step[Person], ...]:
    when = (WHEN, PLACE_OF) if ALL[kind].meets else (DUE,)
    series = (_series(kind),) if ALL[kind].series else ()
    return (GRID, _owners(kind), TITLE, *when, _words_step(kind), *series)

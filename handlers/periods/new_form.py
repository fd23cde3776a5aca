"""What is asked of a new period, and the preview of it."""

from collections.abc import Mapping
from datetime import date
from re import split
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Form, Preview, Step, fixed_choices
from handlers.messages import RenderContext
from handlers.periods.labels import COMPLAINTS, KINDS, refused, span_words
from handlers.periods.presses import PAGE
from handlers.place_words import place_kind_word
from handlers.questions.dates import in_days
from handlers.questions.grids import grid_choices, read_grid
from handlers.request import Request
from locales.translator import N_, Html, Translator
from models.base import Subject
from models.due import WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.periods.opening import NewPeriod, need_fit, open_period
from models.periods.tables import NAME_LIMIT, WHY_LIMIT, PeriodKind
from models.places.kinds import place_kinds_of
from models.roster.row import says_nothing
from models.schedule.phrases import last_days

NONE = ("none", N_("No particular reason"))
TODAY, TOMORROW = ("0", N_("Today")), ("1", N_("Tomorrow"))
TARGETS = ("30", "50", "80", "100")
LABEL = 40


async def _name(answer: str, _request: Request, _person: Person) -> str:
    return _limited(answer, NAME_LIMIT)


async def _why(answer: str, _request: Request, _person: Person) -> str:
    return "" if says_nothing(answer) else _limited(answer, WHY_LIMIT)


def _limited(text: str, limit: int) -> str:
    plain = " ".join(text.split())
    if len(plain) > limit:
        raise BadAnswer("text_long", limit=limit)
    return plain


async def _first(answer: str, request: Request, _person: Person) -> str:
    today = request.now.astimezone(request.zone).date()
    found = _day(answer, today, today)
    if found is None:
        raise BadAnswer("first_unreadable")
    if found < today:
        raise Conflict("period.past")
    return found.isoformat()


async def _last(answer: str, request: Request, _person: Person) -> str:
    today = request.now.astimezone(request.zone).date()
    found = _day(answer, today, today)
    if found is None:
        raise BadAnswer("last_unreadable")
    return found.isoformat()


def _day(answer: str, start: date, today: date) -> date | None:
    try:
        return date.fromisoformat(answer.strip())
    except ValueError:
        return last_days.last_day(answer, start, today)


async def _days(_context: RenderContext, _person: Person) -> tuple[int, ...]:
    return (7, 15, 30)


async def _kinds(context: RenderContext, _person: Person) -> list[Choice]:
    kinds = place_kinds_of(context.session)
    return [Choice(each.kind, place_kind_word(context.t, kinds, each.kind)) for each in kinds.every]


async def _read_kinds(answer: str, request: Request, _person: Person) -> list[str]:
    """One or several, with commas or blanks between; raises BadAnswer."""
    found, known = [], place_kinds_of(request.session)
    for word in filter(None, split(r"[\s,，、;；]+", answer)):
        kind = known.named(word)
        if kind is None:
            raise BadAnswer("no_such_kind", word=word[:LABEL])
        found.append(kind.kind)
    return list(dict.fromkeys(found))


async def _targets(context: RenderContext, _person: Person) -> list[Choice]:
    return [Choice(each, context.t.plain("{n} %", n=each)) for each in TARGETS]


async def _target(answer: str, _request: Request, _person: Person) -> int:
    number = answer.strip().rstrip("%％").strip()
    if not number.isdecimal() or not 1 <= int(number[:4]) <= 100:
        raise BadAnswer("target_unreadable")
    return int(number)


async def _fits(request: Request, _person: Person, given: Mapping[str, Any]) -> None:
    """As far as it is known; raises Conflict."""
    if "last" not in given or ("kinds" not in given and given["act"] == PeriodKind.CAMPAIGN):
        return
    grid = await _living(request.session, given["grid"])
    await need_fit(request.session, grid, new_period(given), WallClock(request.now, request.zone))


async def _living(session: AsyncSession, grid_id: int) -> Grid:
    grid = await session.get(Grid, grid_id)
    if grid is None or grid.retired_at is not None:
        raise Conflict("period.no_grid")
    return grid


def new_period(given: Mapping[str, Any]) -> NewPeriod:
    first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
    told = {"why": given.get("why", ""), "kinds": given.get("kinds", ()), "target": given.get("target")}
    return NewPeriod(PeriodKind(given["act"]), given["name"], first, last, **told)


GRID = Step[Person]("grid", N_("For which grid, with all below it? Press one."), choices=grid_choices, read=read_grid)
NAME = Step[Person](
    "name",
    N_("What is it called? Reply with a short name, such as “Spring Festival”."),
    read=_name,
    anew=N_("Name"),
)
FIRST = Step[Person](
    "first",
    N_("From which day on? Press, or reply with a day, such as next Monday or 2027-01-15."),
    choices=fixed_choices(TODAY, TOMORROW),
    read=_first,
    check=_fits,
    anew=N_("First day"),
)
LAST = Step[Person](
    "last",
    N_("Until which day, that day included? Press, or reply with a day, such as 2027-02-28."),
    choices=in_days(_days),
    read=_last,
    check=_fits,
    anew=N_("Last day"),
)
WHICH = Step[Person](
    "kinds",
    N_("Which kinds of places? Press one, or reply with several, with commas between."),
    choices=_kinds,
    read=_read_kinds,
    check=_fits,
    anew=N_("Kinds of places"),
)
TARGET = Step[Person](
    "target",
    N_("How many percent of them are to be checked? Press, or reply with a number from 1 to 100."),
    choices=_targets,
    read=_target,
    anew=N_("Target"),
)
WHY = Step[Person](
    "why",
    N_("Why? Reply with the reason or the document; the leaders below see it."),
    choices=fixed_choices(NONE),
    read=_why,
    anew=N_("Reason"),
)


async def preview(context: RenderContext, _person: Person, given: Mapping[str, Any]) -> Html:
    t, grid, new = context.t, await context.session.get(Grid, given["grid"]), new_period(given)
    lines = [
        t("<b>Open this?</b>"),
        t("{kind}: {name}", kind=t.plain(KINDS[new.kind]), name=new.name),
        t("Grid: {grid}", grid=grid.name if grid else ""),
        t("Days: {span}", span=span_words(context, new.first, new.last)),
        *_asks(context, t, new),
    ]
    if new.why:
        lines.append(t("Why: {reason}", reason=new.why))
    return Html("\n".join(lines))


def _asks(context: RenderContext, t: Translator, new: NewPeriod) -> list[Html]:
    if new.kind is PeriodKind.HEIGHTENED:
        return [t("Every check is due one step more often: what is weekly, daily. Time on patrol stays.")]
    kinds = place_kinds_of(context.session)
    named = t.listed(place_kind_word(t, kinds, kind) for kind in new.kinds)
    return [t("Places: {kinds}; target {target} %", kinds=named, target=new.target or 0)]


async def submit(request: Request, _person: Person, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    grid = await _living(request.session, given["grid"])
    clock = WallClock(request.now, request.zone)
    period = await open_period(request.session, grid, new_period(given), clock, person)
    request.reply(PAGE, subject_id=period.id)


async def load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


FORM = Form[Person](
    "new_period",
    load,
    lambda person: Subject("person", person.id),
    lambda _: "🔺",
    {
        PeriodKind.HEIGHTENED: (GRID, NAME, FIRST, LAST, WHY),
        PeriodKind.CAMPAIGN: (GRID, NAME, FIRST, LAST, WHICH, TARGET, WHY),
    },
    submit,
    refused,
    COMPLAINTS,
    {kind: Preview(preview, N_("Open it"), _fits) for kind in PeriodKind},
)

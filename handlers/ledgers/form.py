"""What is asked of whoever wants a ledger: of which days, of which grid, and what for if with personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Form, Step, fixed_choices
from handlers.ledgers.labels import COMPLAINTS, refused
from handlers.ledgers.reading import read_days
from handlers.messages import RenderContext
from handlers.questions.grids import LABEL, grids_to_choose
from handlers.request import Request
from locales.translator import N_, cut
from models.base import Subject
from models.errors import Conflict, NotFound
from models.grids.tables import Grid
from models.grids.tree import grid_by_code
from models.ledgers.asking import administers, ask_for, tops
from models.ledgers.columns import LedgerName
from models.ledgers.kinds import kinds_in
from models.ledgers.queue import STATUS
from models.ledgers.tables import PURPOSE_LIMIT
from models.members.tables import Person
from models.roster.row import says_nothing
from models.schedule.report_periods.periods import Days

WITHOUT = ("without", N_("Without personal data"))
PERIODS = (
    ("this_week", N_("This week")),
    ("last_week", N_("Last week")),
    ("this_month", N_("This month")),
    ("last_month", N_("Last month")),
    ("this_year", N_("This year")),
)
SHORTEST_PURPOSE = 4


async def grids_for(session: AsyncSession, person: Person) -> Sequence[Grid]:
    """Those that the person leads and those next below; an administrator's are those above all others."""
    led = await grids_to_choose(session, person)
    return led or (await tops(session) if administers(session, person) else ())


async def _days(answer: str, request: Request, _person: Person) -> list[str]:
    """The first and the last, in ISO form; raises BadAnswer."""
    today = request.now.astimezone(request.zone).date()
    days = read_days(answer, today)
    if days is None:
        raise BadAnswer("days_unreadable")
    if days.first > today:
        raise BadAnswer("days_ahead")
    return [days.first.isoformat(), days.last.isoformat()]


async def _grid_choices(context: RenderContext, person: Person) -> list[Choice]:
    return [Choice(str(each.id), cut(each.name, LABEL)) for each in await grids_for(context.session, person)]


async def _grid(answer: str, request: Request, person: Person) -> int:
    """One of those offered, or any other by its code: whose it is, is asked when the ledger is. Raises BadAnswer."""
    offered = await grids_for(request.session, person)
    found = [each.id for each in offered if answer.strip() in (str(each.id), each.name)]
    if len(found) == 1:
        return found[0]
    try:
        return (await grid_by_code(request.session, answer.strip())).id
    except NotFound as unknown:
        raise BadAnswer("no_such_grid") from unknown


async def _several_grids(session: AsyncSession, person: Person) -> bool:
    return len(await grids_for(session, person)) > 1


async def _purpose(answer: str, request: Request, _person: Person) -> str:
    """Empty: without personal data. Raises BadAnswer."""
    if answer in (WITHOUT[0], request.t.plain(WITHOUT[1])) or says_nothing(answer):
        return ""
    if not SHORTEST_PURPOSE <= len(answer.strip()) <= PURPOSE_LIMIT:
        raise BadAnswer("purpose_length", least=SHORTEST_PURPOSE, most=PURPOSE_LIMIT)
    return answer.strip()


DAYS = Step[Person](
    "days",
    N_("Of which time? Press, or reply with it: 2026-11, 2026-Q4, 2026, or 2026-11-01 to 2026-11-15."),
    choices=fixed_choices(*PERIODS),
    read=_days,
)
ALL_DAYS = replace(DAYS, choices=fixed_choices(*PERIODS, ("ever", N_("All years"))))
GRID = Step[Person](
    "grid",
    N_("Of which grid, with all below it? Press, or reply with its code."),
    choices=_grid_choices,
    read=_grid,
    wanted=_several_grids,
)
PURPOSE = Step[Person](
    "purpose",
    N_(
        "Phones in it are masked and residents not named; the file is for internal use. Press “Without personal data”."
        " If your work needs these data, reply with what for: it is kept with your name, and stands in the file."
    ),
    choices=fixed_choices(WITHOUT),
    read=_purpose,
)


def steps_of(name: LedgerName) -> tuple[Step[Person], ...]:
    days = ALL_DAYS if name is LedgerName.FILE else DAYS
    return (days, GRID, PURPOSE) if any(kind.personal for kind in kinds_in(name)) else (days, GRID)


async def submit(request: Request, person: Person, act: str, _by: Person, given: Mapping[str, Any]) -> None:
    """Raises Refused, Conflict."""
    if request.chat is None:
        return
    session, kind = request.session, LedgerName(act)
    grids = await grids_for(session, person)
    grid = await session.get(Grid, given["grid"] or (grids[0].id if grids else 0))
    if grid is None or grid.retired_at is not None:
        raise Conflict("ledger.no_grid")
    first, last = (date.fromisoformat(day) for day in given["days"])
    said = {"purpose": given.get("purpose") or "", "language": request.t.locale}
    export = await ask_for(session, kind, grid, Days(first, last), person, request.chat.id, request.now, **said)
    request.reply(STATUS, subject_id=export.id)


async def load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


FORM = Form[Person](
    "ledger",
    load,
    lambda person: Subject("person", person.id),
    lambda _: "📒",
    {name: steps_of(name) for name in LedgerName},
    submit,
    refused,
    COMPLAINTS,
)

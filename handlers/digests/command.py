"""/digest [GRID] [PERIOD]: staff see the numbers of their grid and of those below and above; a group its own grid's.

The links under a digest in a group lead here, too.
"""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.digests.presses import MEANING, PAGE, START, Ask, DigestAsk
from handlers.digests.view import REFUSED
from handlers.filters import NoLongerThere, Pressed, Says
from handlers.ledgers.command import begin
from handlers.ledgers.reading import Wish
from handlers.request import Request
from locales.translator import visible
from models.digests.reach import may_see, of_own
from models.digests.sending import BELOW
from models.errors import NotFound
from models.grids.tables import Grid, Level
from models.grids.tree import grid_by_code
from models.ledgers.columns import LedgerName
from models.members.tables import Person
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod, newest_whole, period_of
from models.schedule.report_periods.words import read_period

LONGEST = 60


class StartsDigest(Filter):
    """The links under what is said in groups."""

    async def __call__(self, _message: Message, request: Request) -> bool:
        command = request.command
        return (
            request.private and command is not None and command.name == "start" and command.text.startswith(f"{START}_")
        )


async def digest(_message: Message, request: Request) -> None:
    words = visible(request.command.text).split()[:LONGEST] if request.command else []
    code, period = _read(request, words)
    if period is None:
        request.reply(REFUSED, code="digest.period", words=" ".join(words)[:LONGEST])
        return
    if period.first > request.now.astimezone(request.zone).date():
        request.reply(REFUSED, code="digest.ahead")
        return
    try:
        grid = await _grid(request, code)
    except NotFound:
        request.reply(REFUSED, code="digest.no_grid", words=code[:LONGEST])
        return
    if grid is None:
        request.reply(REFUSED, code="digest.not_staff")
    elif request.grid is not None and grid.id == request.grid.id:
        _say(request, grid, period)
    elif request.person is None or not await may_see(request.session, grid, request.person):
        request.reply(REFUSED, code="digest.not_yours")
    elif request.private:
        _say(request, grid, period)
    else:
        request.reply(REFUSED, code="digest.private")


def _read(request: Request, words: list[str]) -> tuple[str, ReportPeriod | None]:
    """A grid's code, if one is written, before or after the period."""
    today = request.now.astimezone(request.zone).date()
    if not words:
        return "", newest_whole(PeriodKind.WEEK, request.now, request.zone)
    if period := read_period(" ".join(words), today):
        return "", period
    if len(words) == 1:
        return words[0], newest_whole(PeriodKind.WEEK, request.now, request.zone)
    for code, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        if period := read_period(" ".join(rest), today):
            return code, period
    return "", None


async def _grid(request: Request, code: str) -> Grid | None:
    """The one of that code, else the chat's, else the highest of one's own; raises NotFound."""
    if code:
        try:
            return await grid_by_code(request.session, code)
        except NotFound:
            return await grid_by_code(request.session, code.upper())
    if request.grid is not None:
        return request.grid
    return await of_own(request.session, request.person) if request.person is not None else None


def _say(request: Request, grid: Grid, period: ReportPeriod) -> None:
    small = grid.level in (Level.GRID, Level.CELL) and not request.private
    request.reply(BELOW if small else PAGE, subject_id=grid.id, period=period.name)


async def from_group(_message: Message, request: Request) -> None:
    parts = request.command.text.split("_") if request.command else []
    try:
        _, ask, grid_id, period = parts
        await _asked(request, DigestAsk(Ask(ask), int(grid_id), period), request.person)
    except (ValueError, NoLongerThere):
        request.reply(REFUSED, code="digest.link")


async def pressed(_query: CallbackQuery, request: Request, press: DigestAsk, person: Person) -> None:
    await _asked(request, press, person)


async def _asked(request: Request, press: DigestAsk, person: Person | None) -> None:
    grid = await request.session.get(Grid, press.grid)
    today = request.now.astimezone(request.zone).date()
    period = read_period(press.period, today)
    if grid is None or period is None:
        raise NoLongerThere
    if person is None or not await may_see(request.session, grid, person):
        request.reply(REFUSED, code="digest.not_yours")
        return
    match press.ask:
        case Ask.DETAILS:
            await begin(request, person, Wish(LedgerName.HAZARDS, period, grid.code))
        case Ask.MEANING:
            request.reply(MEANING, subject_id=grid.id, period=period.name)
        case Ask.MONTH:
            request.reply(PAGE, subject_id=grid.id, period=period_of(PeriodKind.MONTH, today).name)
        case Ask.BEFORE:
            request.reply(PAGE, subject_id=grid.id, period=period.previous().name)


def router() -> Router:
    router = Router(name="digests.command")
    router.message.register(digest, Says("digest"))
    router.message.register(from_group, StartsDigest())
    router.callback_query.register(pressed, Pressed(DigestAsk))
    return router

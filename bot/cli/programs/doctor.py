"""Verb `doctor`: a line for each thing that must be right, and what to do about each that is not."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.cli.programs.advice import ADVICE, NAMES
from locales.translator import N_, Translator

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.configuration.settings import Settings
    from bot.monitoring.findings import CheckFinding
    from bot.monitoring.telegram_checks import BoundChat, TelegramProblem
    from models.db.database import Database

NAMED = 20
GLYPHS = "隐书灭"
# Worth a look; nothing that keeps the bot from its work.
ONLY_TOLD = ("photos", "grids", "listen", "undelivered", "time", "hearing", "boundaries")


@dataclass(frozen=True)
class Result:
    """`notes` are translated, one a line; what is `only_told` is not bad, whatever was found."""

    finding: "CheckFinding"
    notes: Sequence[str] = ()
    only_told: bool = False

    @property
    def bad(self) -> bool:
        return not (self.finding.ok or self.only_told or self.finding.name in ONLY_TOLD)


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser(
        "doctor", help=t.plain("look at everything that must be right; exit 1 if something is not")
    )
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, t: Translator) -> int:
    from bot.configuration import settings

    return asyncio.run(_examine(settings.load(), t))


async def _examine(loaded: "Settings", t: Translator) -> int:
    bad = False
    async for result in examine(loaded, t):
        bad = bad or result.bad
        print("\n".join(lines(result, t)), flush=True)
    return int(bad)


def lines(result: Result, t: Translator) -> Iterator[str]:
    finding = result.finding
    mark = "✓" if finding.ok else "✗" if result.bad else "!"
    yield f"{mark} {_told(t.plain(NAMES[finding.name]), t.plain(finding.message, **finding.values), t)}"
    for note in result.notes[:NAMED]:
        yield f"  · {note}"
    if len(result.notes) > NAMED:
        yield "  · " + t.plain("and {count} more", count=len(result.notes) - NAMED)
    if not finding.ok:
        yield f"  → {t.plain(finding.advice or ADVICE[finding.name])}"


async def examine(loaded: "Settings", t: Translator) -> AsyncIterator[Result]:
    import aiohttp

    from bot.monitoring.telegram_checks import PATIENCE, Telegram, token
    from models.schema import open_database

    database = open_database(loaded.database_url)
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE, proxy=loaded.proxy or None) as client:
            telegram = Telegram(client, loaded.api_url, loaded.bot_token)
            finding, bot_id = await token(telegram)
            yield Result(finding)
            bound, results = await _of_database(loaded, database, t)
            for result in results:
                yield result
            yield Result(font())
            if bot_id:
                async for result in _of_telegram(telegram, loaded, bot_id, bound, t):
                    yield result
    finally:
        await database.close()


async def _of_database(
    loaded: "Settings", database: "Database", t: Translator
) -> tuple[list["BoundChat"], list[Result]]:
    """The chats in reach, and what the rows say; a database that is not there is not made."""
    from bot.monitoring.boundary_check import boundaries
    from bot.monitoring.calendar_check import calendar
    from bot.monitoring.checks import check
    from bot.timekeeper import Timekeeper

    if missing := no_file(loaded.database_url):
        return [], [Result(missing)]
    now = Timekeeper().now()
    findings = await check(database, now)
    if not all(each.ok for each in findings if each.name in ("database", "migrations")):
        return [], [Result(each) for each in findings]
    async with database.read() as session:
        bound, lost = await _bound(session, t, reachable=True), await _bound(session, t, reachable=False)
        results = [Result(each, _labels(lost) if each.name == "unreachable" else ()) for each in findings]
        known = await calendar(session, now.astimezone(loaded.zone).date())
        drawn, unbound = await boundaries(session, now), await _unbound(session)
        return bound, [*results, Result(known, only_told=not known.grave), Result(drawn), Result(unbound)]


def _labels(chats: Sequence["BoundChat"]) -> list[str]:
    return [each.label for each in chats]


def no_file(database_url: str) -> "CheckFinding | None":
    from pathlib import Path

    from sqlalchemy import make_url

    from bot.monitoring.findings import found

    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists():
        return None
    return found("database", N_("there is no {file} yet"), ok=False, file=url.database)


async def _bound(session: "AsyncSession", t: Translator, *, reachable: bool) -> list["BoundChat"]:
    from sqlalchemy import select
    from sqlmodel import col

    from bot.monitoring.telegram_checks import BoundChat
    from models.grids.tables import Binding, Chat, Grid, Purpose

    rows = (
        select(col(Chat.id), col(Chat.title), col(Grid.code), col(Binding.purpose), col(Chat.unreachable_reason))
        .join(Binding, col(Binding.chat_id) == col(Chat.id))
        .join(Grid, col(Grid.id) == col(Binding.grid_id))
        .where(col(Binding.unbound_at).is_(None), col(Chat.reachable).is_(reachable))
        .order_by(col(Grid.path), col(Binding.purpose))
    )
    kinds = {Purpose.GROUP: t.plain("group"), Purpose.LEADERS: t.plain("leaders' chat")}
    found = await session.execute(rows)
    chats = [
        (chat, f"{code} {kinds[purpose]} {title}".rstrip(), why, purpose is Purpose.GROUP)
        for chat, title, code, purpose, why in found
    ]
    return [BoundChat(chat, label if reachable else _told(label, why or "?", t), of) for chat, label, why, of in chats]


async def _unbound(session: "AsyncSession") -> "CheckFinding":
    from sqlalchemy import and_, func, select
    from sqlmodel import col

    from bot.monitoring.findings import found
    from models.grids.tables import Binding, Grid, Purpose

    live = and_(col(Binding.grid_id) == col(Grid.id), col(Binding.unbound_at).is_(None))
    here = and_(live, col(Binding.purpose) == Purpose.GROUP)
    rows = select(func.count(col(Grid.id)), func.count(col(Binding.id))).outerjoin(Binding, here)
    total, bound = (await session.execute(rows.where(col(Grid.retired_at).is_(None)))).one()
    if not total:
        return found("grids", N_("there are no grids yet"), ok=False)
    return found(
        "grids", N_("grids without a group: {count} of {total}"), ok=bound == total, count=total - bound, total=total
    )


def font() -> "CheckFinding":
    from bot.monitoring.findings import found

    try:
        from matplotlib.ft2font import FT2Font
        from pylopdf_fonts_zh_cn import sans_path

        face = FT2Font(str(sans_path()))
    except (ImportError, OSError, RuntimeError) as error:
        return found("font", N_("cannot be read: {error}"), ok=False, error=error)
    missing = "".join(glyph for glyph in GLYPHS if not face.get_char_index(ord(glyph)))
    if missing:
        return found("font", N_("{font} lacks {glyphs}"), ok=False, font=face.family_name, glyphs=missing)
    return found("font", "{font}", ok=True, font=face.family_name)


async def _of_telegram(
    telegram: Any, loaded: "Settings", bot_id: int, bound: Sequence["BoundChat"], t: Translator
) -> AsyncIterator[Result]:
    from bot.monitoring.telegram_checks import chats, hearing, webhook
    from bot.timekeeper import Timekeeper

    yield Result(await webhook(telegram, loaded, Timekeeper().now()))
    finding, problems = await chats(telegram, bot_id, bound)
    yield Result(finding, [problem_line(each, t) for each in problems])
    finding, deaf = await hearing(telegram, bot_id, bound)
    yield Result(finding, _labels(deaf))


def problem_line(problem: "TelegramProblem", t: Translator) -> str:
    return _told(problem.chat.label, t.plain(problem.message, error=problem.error), t)


def _told(name: str, detail: str, t: Translator) -> str:
    return t.plain("{name}: {detail}", name=name, detail=detail)

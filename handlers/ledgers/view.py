"""Wording ledgers: which there are, how far one is, and the file itself."""

from dataclasses import dataclass
from pathlib import Path

from handlers.ledgers.about import MARKS, Scope, days_words, file_name
from handlers.ledgers.asker import asker_words
from handlers.ledgers.cells import Wording
from handlers.ledgers.labels import FAILURES, refused
from handlers.ledgers.presses import CHOOSE, LedgerOf
from handlers.ledgers.titles import NAMES
from handlers.messages import Attachment, Button, MessageContent, RenderContext, Skip, View
from locales.translator import Html, escape
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.ledgers.columns import LedgerName
from models.ledgers.queue import FILE, STATUS
from models.ledgers.tables import ExportState, LedgerExport
from models.places.kinds import place_kinds_of
from models.schedule.report_periods.periods import Days

IN_PRIVATE, NOT_LEADER, REFUSED = "ledgers.in_private", "ledgers.not_leader", "ledgers.refused"
BAD_KIND, BAD_DAYS = "ledgers.bad_kind", "ledgers.bad_days"
LINK, LEDGER_LINK = "https://t.me/{bot}?start={payload}", "ledger"
IN_A_ROW = 3


@dataclass(frozen=True)
class Asked:
    export: LedgerExport
    name: LedgerName
    scope: Scope
    wording: Wording


async def _asked(context: RenderContext) -> Asked | None:
    """In the language of the chat."""
    session = context.session
    export = await session.get(LedgerExport, context.message.subject_id)
    grid = await session.get(Grid, export.grid_id) if export else None
    if export is None or grid is None:
        return None
    around = (context.zone, kinds_of(session), place_kinds_of(session), context.bot_username)
    days, asker = Days(export.first, export.last), await asker_words(session, context.t, export)
    scope = Scope(grid.name, days, asker, export.asked_at, context.now, export.purpose)
    return Asked(export, export.kind, scope, Wording(context.t, *around, personal=export.personal))


def _head(context: RenderContext, asked: Asked) -> Html:
    told = {"title": asked.wording.title(asked.name), "place": asked.scope.place, "days": days_words(asked.scope.days)}
    return context.t("<b>{title}</b>, {place}, {days}", **told)


async def choose(context: RenderContext) -> MessageContent:
    t = context.t
    buttons = [Button(t.plain(NAMES[name]), LedgerOf(name).pack()) for name in LedgerName]
    rows = tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
    lines = [
        t("<b>Which ledger?</b> It comes as a spreadsheet, for internal use; who asked for it is kept."),
        t("At once, too: /ledger hazards 2026-11 CODE"),
    ]
    return MessageContent(Html("\n".join(lines)), rows)


async def status(context: RenderContext) -> MessageContent | Skip:
    asked = await _asked(context)
    if asked is None:
        return Skip("the ledger is gone")
    t, export = context.t, asked.export
    match export.state:
        case ExportState.WANTED if export.rows:
            line = t("Being made: {rows} of some {total} rows …", rows=f"{export.rows:,}", total=f"{export.total:,}")
        case ExportState.WANTED:
            line = t("Being made …")
        case ExportState.MADE:
            line = t.n("Made: {n} row. The file is on its way.", "Made: {n} rows. The file is on its way.", export.rows)
        case ExportState.SENT:
            line = t.n("Sent: {n} row.", "Sent: {n} rows.", export.rows)
        case _:
            line = t(FAILURES[export.failure]) if export.failure else t("It was not made.")
    return MessageContent(Html(f"{_head(context, asked)}\n{line}"))


async def file(context: RenderContext) -> MessageContent | Skip:
    """What is with personal data cannot be passed on or saved by Telegram's own means."""
    asked, t = await _asked(context), context.t
    export = asked.export if asked else None
    if asked is None or export is None or export.state is not ExportState.MADE:
        return Skip("the ledger is not wanted any more")
    if export.file is None or context.message.args["tries"] != export.tries or not _is_there(export.file):
        return Skip("its file is made anew")
    lines = [
        _head(context, asked),
        t.n("{n} row", "{n} rows", export.rows),
        *([t("Purpose: {purpose}", purpose=export.purpose)] if export.purpose else []),
        t(MARKS[export.personal]),
    ]
    document = Attachment(Path(export.file), file_name(asked.wording, asked.name, asked.scope))
    return MessageContent(Html("\n".join(lines)), document=document, protected=export.personal)


def _is_there(file: str) -> bool:
    return Path(file).is_file()


async def in_private(context: RenderContext) -> MessageContent:
    t = context.t
    link = LINK.format(bot=context.bot_username, payload=LEDGER_LINK)
    words = t("Ledgers are for leaders, in private alone. Please open me there and send /ledger.")
    return MessageContent(words, ((Button(t.plain("Open in private"), url=link),),))


async def not_leader(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t("Ledgers are for those who lead a grid. Your own work is under /log, your own reports under /my.")
    )


async def bad_kind(context: RenderContext) -> MessageContent:
    t = context.t
    names = t.listed(t.plain(NAMES[name]) for name in LedgerName)
    return MessageContent(
        t(
            "I know no ledger “{said}”. There are: {names}. To choose: /ledger",
            said=context.message.args["said"],
            names=names,
        )
    )


async def bad_days(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t(
            "I do not understand the time “{said}”. Please write it like: /ledger hazards 2026-11, or without: /ledger",
            said=context.message.args["said"],
        )
    )


async def told(context: RenderContext) -> MessageContent:
    return MessageContent(escape(refused(context.t, context.message.args["code"], context.message.args["data"])))


VIEWS: dict[str, View] = {
    CHOOSE: choose,
    STATUS: status,
    FILE: file,
    IN_PRIVATE: in_private,
    NOT_LEADER: not_leader,
    BAD_KIND: bad_kind,
    BAD_DAYS: bad_days,
    REFUSED: told,
}

"""The month, half year or year of a grid as a paper to be signed: words, tables, the picture. In Chinese."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.digests.fulfilment import hours, patrol_gaps
from handlers.digests.page import page
from handlers.digests.page_view import drawn, told_of
from handlers.digests.words import (
    as_of_words,
    named_words,
    period_name,
    period_words,
    sent_late,
    share_words,
    span_words,
)
from handlers.hazards.labels import kind_word
from handlers.messages import Attachment, MessageContent, RenderContext, Skip
from locales.translator import N_, Html, Translator, translator, visible
from models.digests.areas import areas
from models.digests.figures import UnitFigures
from models.digests.reading import Digest, read_digest
from models.digests.stored_periods import Point
from models.grids.office_name import OFFICE_NAME
from models.hazards.kinds import Kinds, kinds_of
from models.schedule.report_periods.periods import PeriodKind
from models.schedule.report_periods.year_before import Basis
from reports.charts.page import NotDrawn, Page
from reports.sheets.data import office
from reports.summary.pdf import make
from reports.summary.text import Heading, Paragraph, Part, Picture, Summary, Table

log = logging.getLogger(__name__)
CHINESE = translator("zh_CN")
NOT_IN_NAMES = re.compile(r'[\s\\/:*?"<>|]+')
TITLES = {
    PeriodKind.MONTH: N_("Fire safety in {grid}: monthly report"),
    PeriodKind.QUARTER: N_("Fire safety in {grid}: quarterly report"),
    PeriodKind.HALF: N_("Fire safety in {grid}: half-yearly report"),
    PeriodKind.YEAR: N_("Fire safety in {grid}: yearly report"),
}
HEADER = (
    N_("Grid"),
    N_("reported"),
    N_("closed"),
    N_("open"),
    N_("overdue"),
    N_("checks due"),
    N_("checks done"),
    N_("asked"),
    N_("confirmed"),
)
BESIDE_YEAR_BEFORE = frozenset({PeriodKind.HALF, PeriodKind.YEAR})
COMPARED = (
    N_("hazards reported"),
    N_("hazards closed"),
    N_("overdue at the end"),
    N_("checks done"),
    N_("checks missed"),
    N_("median time to accept"),
    N_("median time to close"),
)
NO_DATA = N_("no data")


def printed(summary: Summary, picture: Page, made: datetime) -> bytes:
    """In the pool: the picture is drawn first. Where that fails, there is none on the paper, whose tables have its
    numbers.
    """
    try:
        parts = [*summary.parts, Picture(drawn(picture))]
    except NotDrawn as error:
        log.warning("the picture of %s could not be drawn; the paper goes without it: %s", summary.title, error)
        parts = [*summary.parts]
    return make(replace(summary, parts=parts), made)


async def report(context: RenderContext) -> MessageContent | Skip:
    about = await told_of(context)
    if about is None:
        return Skip("the grid is gone")
    session, zone = context.session, context.zone
    digest = await read_digest(session, *about, context.now, zone)
    kinds = kinds_of(session)
    summary = await summary_of(session, kinds, digest, zone)
    picture = page(CHINESE, kinds, digest, await areas(session, digest), zone)
    name = NOT_IN_NAMES.sub(" ", f"{summary.title}_{digest.period.name}.pdf")
    here = context.now.astimezone(zone)
    head = context.t("<b>{grid}</b>, {period}", grid=digest.grid.name, period=period_words(context.t, digest.period))
    words = Html("\n".join([head, *sent_late(context)]))
    return MessageContent(words, document=Attachment(partial(printed, summary, picture, here), name))


async def summary_of(session: AsyncSession, kinds: Kinds, digest: Digest, zone: tzinfo) -> Summary:
    t, name = CHINESE, visible(digest.grid.name)
    parts: list[Part] = [
        Paragraph(_sentences(_hazards(t, digest))),
        Paragraph(_sentences(_work(t, digest))),
        *(Paragraph(line) for line in _named(t, digest)),
        *_beside_year_before(t, digest),
        *_tables(t, kinds, digest),
    ]
    signed = await office(session, digest.grid, OFFICE_NAME.of(session))
    subtitle = t.listed([period_words(t, digest.period), as_of_words(t, digest, zone)])
    return Summary(signed, t.plain(TITLES[digest.period.kind], grid=name), subtitle, parts)


def _sentences(sentences: Iterable[str]) -> str:
    return "".join(sentences)


def _hazards(t: Translator, digest: Digest) -> Sequence[str]:
    now, before = digest.total, digest.before
    told = {
        "period": period_words(t, digest.period),
        "grid": visible(digest.grid.name),
        "reported": now.reported.hazards,
        "patrol": now.reported.on_patrol,
        "closed": now.progress.closed,
        "open": now.progress.open,
        "overdue": now.progress.overdue,
    }
    return [
        t.plain(
            "In {period}, {reported} hazards were reported in {grid}, {patrol} of them found on patrol; {closed} were"
            " closed; {open} are open, {overdue} of them overdue. ",
            **told,
        ),
        t.plain("In the period before {before} were reported. ", before=before.reported.hazards),
        _year_before(t, digest.trend[-1]),
    ]


def _year_before(t: Translator, point: Point) -> str:
    if point.compared.basis is Basis.FEAST_MOVED:
        return t.plain("The Spring Festival moved, so the same period of the year before cannot be compared. ")
    if point.year_before is None:
        return t.plain("Of the same period of the year before nothing is known. ")
    return t.plain("In the same period of the year before {count} were reported. ", count=point.year_before)


def _work(t: Translator, digest: Digest) -> Sequence[str]:
    now, found = digest.total, []
    spans = now.spans
    if spans.to_accept is not None:
        took = span_words(t, spans.to_accept)
        found.append(t.plain("Half of the hazards were accepted within {span}. ", span=took))
    if spans.to_close is not None:
        found.append(t.plain("Half were closed within {span}. ", span=span_words(t, spans.to_close)))
    checks = now.checks
    if checks.due:
        told = {"due": checks.due, "done": checks.done, "missed": checks.missed, "made_up": checks.made_up}
        found.append(
            t.plain(
                "Of {due} checks {done} were done in time, {missed} missed, {made_up} of these made later. ", **told
            )
        )
    if now.patrol.owed:
        walked = {"done": hours(now.patrol.done), "owed": hours(now.patrol.owed)}
        found.append(t.plain("Of {owed} hours on patrol that were owed {done} were walked. ", **walked))
    found += [t.plain(words) for words in patrol_gaps(now.patrol)]
    if asked := now.warnings.asked + now.notices.asked:
        share = share_words(now.warnings.confirmed + now.notices.confirmed, asked)
        found.append(t.plain("Warnings and notices were confirmed by {share} of the posts asked. ", share=share))
    if now.quiz.voters:
        share = share_words(now.quiz.rights, now.quiz.voters)
        found.append(t.plain("Of {voters} quiz answers {share} were right. ", voters=now.quiz.voters, share=share))
    return found or [t.plain("No checks or notices were due. ")]


def _named(t: Translator, digest: Digest) -> Sequence[str]:
    found = digest.standings
    lines = []
    if found.praised:
        lines.append(t.plain("Commended: {names}.", names=named_words(t, digest, found.praised)))
    if found.behind:
        lines.append(t.plain("To be helped: {names}.", names=named_words(t, digest, found.behind)))
    return lines


def _beside_year_before(t: Translator, digest: Digest) -> Sequence[Part]:
    """Of halves and years each figure beside that of the year before, as it was told then."""
    point = digest.trend[-1]
    if digest.period.kind not in BESIDE_YEAR_BEFORE or point.compared.basis is Basis.FEAST_MOVED:
        return []
    none = t.plain(NO_DATA)
    reported = none if point.year_before is None else str(point.year_before)
    then = [reported, *[none] * (len(COMPARED) - 1)] if point.then is None else _compared(t, point.then)
    header = [t.plain("Figure"), *(period_name(t, each) for each in (digest.period, digest.period.year_before()))]
    rows = zip((t.plain(name) for name in COMPARED), _compared(t, digest.total), then, strict=True)
    table = Table("", header, [list(row) for row in rows])
    return [Heading(t.plain("Beside the same period of the year before")), table]


def _compared(t: Translator, figures: UnitFigures) -> Sequence[str]:
    """As COMPARED names them; there is no median of none."""
    numbers = (
        figures.reported.hazards,
        figures.progress.closed,
        figures.progress.overdue,
        figures.checks.done,
        figures.checks.missed,
    )
    medians = figures.spans.to_accept, figures.spans.to_close
    spans = (t.plain(NO_DATA) if each is None else span_words(t, each) for each in medians)
    return [*map(str, numbers), *spans]


def _tables(t: Translator, kinds: Kinds, digest: Digest) -> Sequence[Part]:
    found: list[Part] = []
    if digest.figures.parts:
        rows = [_row(digest.names.get(part, ""), each) for part, each in digest.figures.parts.items()]
        total = _row(t.plain("Together"), digest.total)
        header = [t.plain(each) for each in HEADER]
        found += [Heading(t.plain("By grid")), Table("", header, [*rows, total], total=True)]
    by_kind = sorted(digest.total.reported.kinds.items(), key=lambda each: -each[1])
    if by_kind:
        header = [t.plain("Kind"), t.plain("reported")]
        rows = [[kind_word(t, kinds, kind), str(many)] for kind, many in by_kind]
        found += [Heading(t.plain("Kinds of hazards reported")), Table("", header, rows)]
    return found


def _row(name: str, figures: UnitFigures) -> Sequence[str]:
    numbers = (
        figures.reported.hazards,
        figures.progress.closed,
        figures.progress.open,
        figures.progress.overdue,
        figures.checks.due,
        figures.checks.done,
        figures.warnings.asked + figures.notices.asked,
        figures.warnings.confirmed + figures.notices.confirmed,
    )
    return [visible(name), *map(str, numbers)]

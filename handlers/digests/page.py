"""The picture of a digest: which panels, in words, from what was gathered."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from handlers.digests.fulfilment import MOST_ROWS, checks_by_day, patrol_by_day, patrol_number
from handlers.digests.words import as_of_words, period_words, share_words, span_words, title
from handlers.hazards.labels import kind_word
from locales.translator import N_, Translator
from models.digests.areas import GridArea
from models.digests.figures import UnitFigures
from models.digests.reading import Digest
from models.hazards.kinds import Kinds
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod
from models.schedule.report_periods.year_before import Basis
from reports.charts.page import (
    Area,
    BarRow,
    Bars,
    Line,
    Map,
    Number,
    Numbers,
    Page,
    Panel,
    Trend,
)

MOST_KINDS, MOST_TILES = 6, 16
SHORT = {
    PeriodKind.WEEK: N_("week {number}"),
    PeriodKind.MONTH: N_("month {number}"),
    PeriodKind.QUARTER: N_("Q{number} {year}"),
    PeriodKind.YEAR: N_("{number}"),
}
BASES = {
    Basis.BY_EVE: N_("Around the Spring Festival compared by days from New Year's Eve"),
    Basis.FEAST_MOVED: N_("The Spring Festival moved: not comparable"),
}
SHORT_HALVES = N_("H1 {year}"), N_("H2 {year}")


def page(t: Translator, kinds: Kinds, digest: Digest, areas: Sequence[GridArea], zone: tzinfo) -> Page:
    panels: list[Panel | None] = [
        _hazards(t, digest),
        _work(t, digest),
        _by_part(t, digest),
        checks_by_day(t, digest),
        patrol_by_day(t, digest),
        _trend(t, digest),
        _kinds(t, kinds, digest),
        _map(t, areas),
    ]
    subtitle = t.listed([digest.grid.name, period_words(t, digest.period), as_of_words(t, digest, zone)])
    footer = t.plain("Numbers are frozen when the period ends; what comes later is told with the next one.")
    shown = [panel for panel in panels if panel is not None]
    return Page(title(t, kinds, digest), subtitle, shown, footer)


def _hazards(t: Translator, digest: Digest) -> Numbers:
    now, before = digest.total, digest.before
    found = [
        Number(t.plain("reported"), str(now.reported.hazards), _before(t, before.reported.hazards)),
        Number(t.plain("closed"), str(now.progress.closed), _before(t, before.progress.closed)),
        Number(t.plain("open"), str(now.progress.open), _before(t, before.progress.open)),
        Number(
            t.plain("overdue"),
            str(now.progress.overdue),
            _before(t, before.progress.overdue),
            alarming=now.progress.overdue > 0,
        ),
        *_median(t, t.plain("Time to close"), now.spans.to_close, now.spans.closed),
    ]
    return Numbers(found)


def _work(t: Translator, digest: Digest) -> Numbers | None:
    now = digest.total
    found = [*_median(t, t.plain("Time to accept"), now.spans.to_accept, now.spans.accepted)]
    shares = (
        (t.plain("Checks done"), now.checks.done, now.checks.due),
        (t.plain("Warnings confirmed"), now.warnings.confirmed, now.warnings.asked),
        (t.plain("Quiz, right answers"), now.quiz.rights, now.quiz.voters),
    )
    found += [Number(label, share_words(done, of), f"{done}/{of}") for label, done, of in shares if of]
    if (walked := patrol_number(t, digest)) is not None:
        found.append(walked)
    return Numbers(found) if found else None


def _median(t: Translator, label: str, seconds: float | None, many: int) -> list[Number]:
    if seconds is None:
        return []
    return [Number(label, span_words(t, seconds), t.plain("median of {count}", count=many))]


def _before(t: Translator, number: int) -> str:
    return t.plain("before: {number}", number=number)


def parts_shown(digest: Digest, most: int) -> Sequence[tuple[int, UnitFigures]]:
    """Those with most overdue first; none where no part has any hazard, and without those that have none where they are
    many.
    """
    rows = sorted(
        digest.figures.parts.items(),
        key=lambda each: (-each[1].progress.overdue, -each[1].progress.open, -each[1].reported.hazards),
    )
    busy = [each for each in rows if _has_hazards(each[1])]
    return rows if busy and len(rows) <= MOST_ROWS else busy[:most]


def _by_part(t: Translator, digest: Digest) -> Bars | None:
    shown = parts_shown(digest, MOST_ROWS)
    if not shown:
        return None
    left = len(digest.figures.parts) - len(shown)
    return Bars(
        t.plain("Hazards: reported, closed, overdue"),
        [t.plain("reported"), t.plain("closed"), t.plain("overdue")],
        [
            BarRow(
                digest.names.get(part, ""),
                [figures.reported.hazards, figures.progress.closed, figures.progress.overdue],
            )
            for part, figures in shown
        ],
        more=t.plain("and {count} more grids", count=left) if left else "",
        alarming=(2,),
        half=True,
    )


def _has_hazards(figures: UnitFigures) -> bool:
    progress = figures.progress
    return bool(figures.reported.hazards or progress.closed or progress.overdue or progress.open)


def _trend(t: Translator, digest: Digest) -> Trend | None:
    told = [each.total for each in digest.trend]
    if sum(each is not None for each in told) < 2:
        return None
    lines = [
        Line(t.plain("reported"), [each.reported.hazards if each else None for each in told]),
        Line(t.plain("closed"), [each.progress.closed if each else None for each in told]),
    ]
    before = [each.year_before for each in digest.trend]
    if any(each is not None for each in before):
        lines.append(Line(t.plain("A year before"), before, faint=True))
    return Trend(
        t.plain("The last {count}: reported and closed", count=len(told)),
        [short_name(t, each.period) for each in digest.trend],
        lines,
        t.plain(note) if (note := basis_note(digest)) else "",
        half=True,
    )


def short_name(t: Translator, period: ReportPeriod) -> str:
    """With the year, where the same name comes again within a trend."""
    told = {"number": period.name.rsplit("-", 1)[-1].lstrip("WQ0"), "year": period.first.year}
    if period.kind is PeriodKind.HALF:
        return t.plain(SHORT_HALVES[period.first.month > 1], **told)
    return t.plain(SHORT[period.kind], **told)


def basis_note(digest: Digest) -> str:
    """A message id: how the year before was found, where that is not plain."""
    bases = {each.compared.basis for each in digest.trend}
    return next((words for basis, words in BASES.items() if basis in bases), "")


def _kinds(t: Translator, kinds: Kinds, digest: Digest) -> Bars | None:
    counts: Mapping[str, int] = digest.total.reported.kinds
    rows = sorted(counts.items(), key=lambda each: -each[1])
    if not rows:
        return None
    rest = sum(many for _, many in rows[MOST_KINDS:])
    shown = [BarRow(kind_word(t, kinds, kind), [many]) for kind, many in rows[:MOST_KINDS]]
    more = t.plain("and {count} of other kinds", count=rest) if rest else ""
    return Bars(t.plain("Kinds of hazards reported"), [t.plain("reported")], shown, more, half=True)


def _map(t: Translator, areas: Sequence[GridArea]) -> Map | None:
    """Shaded by rate, as areas are of unequal size, with the counts written."""
    most = max((each.rate or 0 for each in areas), default=0)
    if not most:
        return None
    shown = _few(areas)
    levels = [None if each.rate is None else each.rate / most for each in shown]
    legend = [t.plain("The number: open at the end; the darker, the more per grid.")]
    if None in levels:
        legend.append(t.plain("Hatched: not known."))
    if (left := len(areas) - len(shown)) > 0:
        legend.append(t.plain("and {count} more grids", count=left))
    drawn = [
        Area(each.name, str(each.open or ""), level, each.rings) for each, level in zip(shown, levels, strict=True)
    ]
    return Map(t.plain("Open hazards, where"), drawn, " ".join(legend), half=True)


def _few(areas: Sequence[GridArea]) -> Sequence[GridArea]:
    """Of tiles, which a phone could not show all, those with most open, in the order in which they came."""
    if all(each.rings for each in areas):
        return areas
    ranked = sorted(range(len(areas)), key=lambda place: -(areas[place].open or 0))
    return [areas[place] for place in sorted(ranked[:MOST_TILES])]

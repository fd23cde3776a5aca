"""A digest in words: periods, spans of time, what was found, and who stands out."""

from collections.abc import Sequence
from datetime import tzinfo

from handlers.figure_words import LEAST_BASE
from handlers.hazards.labels import kind_word
from handlers.messages import RenderContext
from locales.translator import N_, Html, Translator
from models.digests.drives import Drive
from models.digests.findings import Finding, FindingKind, Measure, Named
from models.digests.reading import Digest
from models.hazards.kinds import Kinds
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod
from models.statistics.tallies import SeriesKey

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
PERIODS = {
    PeriodKind.WEEK: N_("{year}, week {number}"),
    PeriodKind.MONTH: N_("{year}-{number}"),
    PeriodKind.QUARTER: N_("{year}, quarter {number}"),
    PeriodKind.YEAR: N_("the year {year}"),
}
HALVES = N_("{year}, first half"), N_("{year}, second half")
FINDINGS = {
    FindingKind.NOTHING: N_("No hazard reported, none open"),
    FindingKind.ALL_CLOSED: N_("All closed, {count} reported"),
    FindingKind.PLAIN: N_("{count} reported, {closed} closed"),
    FindingKind.FEWER: N_("{percent}% fewer hazards than the {period} before"),
    FindingKind.MORE: N_("{percent}% more hazards than the {period} before"),
    FindingKind.OVERDUE: N_("{count} overdue in {part}"),
    FindingKind.ALARM: N_("{series}: {count}, usually {low} to {high}"),
}
OWN_OVERDUE = N_("{count} overdue")
ALARM_OF_FOUR_WEEKS = N_("{series}: {count} in four weeks, usually {low} to {high}")
KIND_NAMES = {
    PeriodKind.WEEK: N_("week"),
    PeriodKind.MONTH: N_("month"),
    PeriodKind.QUARTER: N_("quarter"),
    PeriodKind.HALF: N_("half year"),
    PeriodKind.YEAR: N_("year"),
}
MEASURES = {
    Measure.CHECKS: N_("{part}: {done} of {of} checks done"),
    Measure.CONFIRMED: N_("{part}: {done} of {of} notices confirmed"),
}


def period_words(t: Translator, period: ReportPeriod) -> str:
    """With its days: 2026年第46周（11-09 至 11-15）."""
    days = t.plain("{first} to {last}", first=f"{period.first:%m-%d}", last=f"{period.last:%m-%d}")
    return t.plain("{period} ({days})", period=period_name(t, period), days=days)


def period_name(t: Translator, period: ReportPeriod) -> str:
    if period.kind is PeriodKind.HALF:
        return t.plain(HALVES[period.first.month > 1], year=period.first.year)
    number = {
        PeriodKind.WEEK: period.first.isocalendar().week,
        PeriodKind.MONTH: period.first.month,
        PeriodKind.QUARTER: (period.first.month + 2) // 3,
    }.get(period.kind, 1)
    year = period.first.isocalendar().year if period.kind is PeriodKind.WEEK else period.first.year
    return t.plain(PERIODS[period.kind], year=year, number=number)


def sent_late(context: RenderContext) -> Sequence[Html]:
    return (
        [context.t("Sent late: the bot was not running when it was due.")] if context.message.args.get("late") else []
    )


def span_words(t: Translator, seconds: float) -> str:
    if seconds < HOUR:
        return t.plain("{minutes} min", minutes=max(1, round(seconds / MINUTE)))
    if seconds < 2 * DAY:
        return t.plain("{hours} h", hours=f"{seconds / HOUR:.1f}".removesuffix(".0"))
    return t.plain("{days} days", days=f"{seconds / DAY:.1f}".removesuffix(".0"))


def share_words(done: int, of: int) -> str:
    """No percent of a base under ten."""
    return f"{round(100 * done / of)}%" if of >= LEAST_BASE else f"{done}/{of}"


def series_words(t: Translator, kinds: Kinds, digest: Digest, key: SeriesKey) -> str:
    of = [digest.names.get(key.community, "") if key.community else digest.grid.name]
    of.append(kind_word(t, kinds, key.kind) if key.kind else t.plain("all hazards"))
    return " ".join(filter(None, of))


def drive_words(t: Translator, drives: Sequence[Drive]) -> Sequence[Html]:
    """What was held in all of what rose explains a rise; what was held in a part may not."""
    lines = []
    if everywhere := [each.name for each in drives if not each.part]:
        names = t.listed(everywhere)
        lines.append(t("While {names} was on more is found: a rise is then to be expected.", names=names))
    if parts := [t.plain("{drive} ({part})", drive=each.name, part=each.part) for each in drives if each.part]:
        lines.append(
            t("In a part {names} was on, where more is found: look whether it is that.", names=t.listed(parts))
        )
    return lines


def finding_words(t: Translator, kinds: Kinds, digest: Digest, finding: Finding) -> str:
    told = {"count": finding.count, "percent": finding.percent, "closed": digest.total.progress.closed}
    match finding:
        case Finding(kind=FindingKind.OVERDUE, part=None):
            return t.plain(OWN_OVERDUE, **told)
        case Finding(alarm=alarm) if alarm is not None:
            words = ALARM_OF_FOUR_WEEKS if alarm.window > 1 else FINDINGS[finding.kind]
            series = series_words(t, kinds, digest, alarm.key)
            return t.plain(words, series=series, low=alarm.low, high=alarm.high, **told)
    part = digest.names.get(finding.part or 0, "")
    return t.plain(FINDINGS[finding.kind], part=part, period=t.plain(KIND_NAMES[digest.period.kind]), **told)


def title(t: Translator, kinds: Kinds, digest: Digest) -> str:
    return t.plain("; ").join(finding_words(t, kinds, digest, finding) for finding in digest.findings)


def named_words(t: Translator, digest: Digest, named: Sequence[Named]) -> str:
    return t.plain("; ").join(
        t.plain(MEASURES[each.measure], part=digest.names.get(each.part, ""), done=each.done, of=each.of)
        for each in named
    )


def as_of_words(t: Translator, digest: Digest, zone: tzinfo) -> str:
    at = digest.as_of.astimezone(zone)
    return t.plain("as known on {time}", time=f"{at:%Y-%m-%d %H:%M}")

"""What a digest shows and says of duties done: checks and time on patrol, by the grids below and by the day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from handlers.digests.words import share_words
from locales.translator import N_, Html, Translator, cut
from models.digests.figures import UnitFigures
from models.digests.reading import Digest
from models.figures.checks import Checks
from models.figures.time_on_patrol import PatrolTime
from models.schedule.calendar.working_days import DayKind
from reports.charts.page import Heat, HeatCell, HeatRow, Number

MOST_ROWS, LONGEST_NAME = 14, 12
HOUR = 60  # minutes
DAYS = N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")
DAY_OFF, NOBODY, NOT_KNOWN = N_("off"), N_("gap"), N_("tba")
WHY_NOT = {
    NOT_KNOWN: N_("{what}: not announced yet whether it is worked."),
    NOBODY: N_("{what}: no post held, or all on leave."),
}
NOT_ANNOUNCED = N_("Time on patrol: days of which it is not announced whether they are worked do not count.")
NOBODY_OWED = N_("Time on patrol: none was owed, as no post was held, or all were on leave.")
Day = TypeVar("Day", Checks, PatrolTime)


def checks_by_day(t: Translator, digest: Digest) -> Heat | None:
    rows = [(part, figures.by_day) for part, figures in digest.figures.parts.items() if figures.checks.due]
    rows.sort(key=lambda each: _share([(day.done, day.due) for day in each[1]]))
    return _by_day(t, digest, t.plain("Checks done, by day"), rows, lambda day, _: _cell(t, day))


def patrol_by_day(t: Translator, digest: Digest) -> Heat | None:
    parts = digest.figures.parts.items()
    rows = [(part, figures.patrol_by_day) for part, figures in parts if figures.patrol != PatrolTime()]
    rows.sort(key=lambda each: _share([(day.done, day.owed) for day in each[1]]))
    found = _by_day(t, digest, t.plain("Time on patrol, by day"), rows, lambda day, kind: _patrol_cell(t, day, kind))
    if found is None:
        return None
    shown = {cell.text for row in found.rows for cell in row.cells}
    why = [t.plain(words, what=t.plain(what)) for what, words in WHY_NOT.items() if t.plain(what) in shown]
    return replace(found, more=" ".join([*why, found.more]).strip())


def _by_day(
    t: Translator,
    digest: Digest,
    title: str,
    rows: Sequence[tuple[int, Sequence[Day]]],
    cell: Callable[[Day, DayKind], HeatCell],
) -> Heat | None:
    """Of weeks alone; those who have done least first."""
    shown = [(part, by_day) for part, by_day in rows if by_day]
    if not shown:
        return None
    return Heat(
        title,
        [t.plain(name) for name in DAYS],
        [
            HeatRow(digest.names.get(part, ""), [cell(*day) for day in zip(by_day, digest.day_kinds, strict=True)])
            for part, by_day in shown[:MOST_ROWS]
        ],
        more=t.plain("and {count} more grids", count=len(shown) - MOST_ROWS) if len(shown) > MOST_ROWS else "",
        half=True,
    )


def _share(each: Sequence[tuple[int, int]]) -> float:
    """What nothing was owed of comes last."""
    of = sum(due for _, due in each)
    return sum(done for done, _ in each) / of if of else 2.0


def _cell(t: Translator, day: Checks) -> HeatCell:
    if not day.due:
        return HeatCell(None, t.plain(DAY_OFF) if day.excused else "")
    return HeatCell(day.done / day.due, share_words(day.done, day.due))


def _patrol_cell(t: Translator, day: PatrolTime, kind: DayKind) -> HeatCell:
    if day.owed:
        return HeatCell(day.done / day.owed, _hours_share(day))
    if day.unknown or day.unstaffed:
        return HeatCell(None, t.plain(NOT_KNOWN if day.unknown else NOBODY))
    return HeatCell(None, t.plain(DAY_OFF) if kind is DayKind.OFF else "")


def _hours_share(time: PatrolTime) -> str:
    """As shares of counts: no percent of a few hours."""
    if time.owed >= 10 * HOUR:
        return share_words(time.done, time.owed)
    return f"{hours(time.done)}/{hours(time.owed)}"


def hours(minutes: int) -> str:
    return f"{minutes / HOUR:,.1f}".removesuffix(".0")


def patrol_number(t: Translator, digest: Digest) -> Number | None:
    time = digest.total.patrol
    if not time.owed:
        return None
    told = t.plain("{done}/{owed} h", done=hours(time.done), owed=hours(time.owed))
    return Number(t.plain("Time on patrol"), _hours_share(time), told)


def patrol_lines(t: Translator, digest: Digest) -> Sequence[Html]:
    """Of what was owed, or why nothing was."""
    time, lines = digest.total.patrol, []
    if time.owed:
        told = {"share": _hours_share(time), "done": hours(time.done), "owed": hours(time.owed)}
        lines.append(t("Time on patrol {share}: {done} of {owed} h", **told))
    return [*lines, *(t(words) for words in patrol_gaps(time))]


def patrol_gaps(time: PatrolTime) -> Sequence[str]:
    """Message ids: why there is no share, or what it leaves out."""
    found = []
    if time.unknown:
        found.append(NOT_ANNOUNCED)
    if time.unstaffed and not time.owed:
        found.append(NOBODY_OWED)
    return found


def patrol_parts(t: Translator, digest: Digest) -> Sequence[Html]:
    """Those who have done least first."""
    asked = [(part, each.patrol) for part, each in digest.figures.parts.items() if each.patrol.owed]
    asked.sort(key=lambda each: _share([(each[1].done, each[1].owed)]))
    told = [(part, _hours_share(time)) for part, time in asked] + _without(t, digest)
    if not asked or len(told) < 2:
        return []
    return [t("Time on patrol by grid: {parts}", parts=_named(t, digest, told))]


def checks_parts(t: Translator, digest: Digest) -> Sequence[Html]:
    """Those who have done least first."""
    asked = [(part, each.checks) for part, each in digest.figures.parts.items() if each.checks.due]
    asked.sort(key=lambda each: _share([(each[1].done, each[1].due)]))
    told = [(part, share_words(each.done, each.due)) for part, each in asked]
    return [t("Checks done by grid: {parts}", parts=_named(t, digest, told))] if told else []


def _named(t: Translator, digest: Digest, told: Sequence[tuple[int, str]]) -> str:
    found = t.listed([f"{cut(digest.names.get(part, ''), LONGEST_NAME)} {what}" for part, what in told[:MOST_ROWS]])
    if (left := len(told) - MOST_ROWS) > 0:
        return t.plain("{parts}, and {count} more grids", parts=found, count=left)
    return found


def _without(t: Translator, digest: Digest) -> list[tuple[int, str]]:
    def gap(figures: UnitFigures) -> bool:
        return bool(figures.patrol.unstaffed) and not figures.patrol.owed

    return [(part, t.plain(NOBODY)) for part, figures in digest.figures.parts.items() if gap(figures)]


def late_lines(t: Translator, digest: Digest) -> Sequence[Html]:
    """What was counted late, after a standstill; the periods that it belongs to do not change."""
    checks, time, lines = digest.figures.late_checks, digest.figures.late_patrol, []
    if checks.due:
        told = {"due": checks.due, "done": checks.done, "missed": checks.missed}
        lines.append(t("Added late to earlier periods: {due} checks, {done} done, {missed} missed.", **told))
    if time.owed:
        told_hours = {"done": hours(time.done), "owed": hours(time.owed)}
        lines.append(t("Added late to earlier periods: {done} of {owed} h on patrol.", **told_hours))
    return lines

"""Wording a digest with its picture, and with more words where there is none."""

import html
import re
from collections.abc import Sequence
from functools import partial

from handlers.digests.fulfilment import late_lines, patrol_lines, patrol_parts
from handlers.digests.page import page
from handlers.digests.presses import Ask, buttons
from handlers.digests.spelled_out import spelled_out
from handlers.digests.words import (
    as_of_words,
    drive_words,
    named_words,
    period_words,
    sent_late,
    series_words,
    share_words,
    span_words,
    title,
)
from handlers.hazards.labels import kind_word
from handlers.messages import Making, MessageContent, RenderContext, Skip
from locales.translator import N_, Html, Translator, cut
from models.digests.areas import areas
from models.digests.figures import Spans
from models.digests.reading import Digest, read_digest
from models.digests.warnings import Repeated
from models.grids.tables import Grid
from models.hazards.kinds import Kinds, kinds_of
from models.places.tables import Place
from models.schedule.report_periods.periods import ReportPeriod
from models.schedule.report_periods.words import read_period
from models.statistics.early_warning import Knowledge
from models.statistics.episodes import Course
from reports.charts.page import Page

TAG = re.compile(r"<[^>]+>")
CAPTION, TEXT = 1000, 4000  # of the 1024 and 4096 that Telegram allows
MOST_ALARMS = 3
COURSES = {
    Course.NEW: N_("{series}: {count} this week, usually {low} to {high} ({patrol} found on patrol)"),
    Course.STILL: N_("{series}: still {count}, usually {low} to {high} ({patrol} found on patrol)"),
    Course.OVER: N_("{series}: back to usual"),
}
IN_FOUR_WEEKS = N_("{series}: {count} in four weeks, usually {low} to {high} ({patrol} found on patrol)")


def drawn(page: Page) -> bytes:
    """In the pool, where the charts are imported."""
    from reports.charts.drawing import png

    return png(page)


async def told_of(context: RenderContext) -> tuple[Grid, ReportPeriod] | None:
    grid = await context.session.get(Grid, context.message.subject_id)
    today = context.now.astimezone(context.zone).date()
    period = read_period(str(context.message.args["period"]), today)
    return (grid, period) if grid is not None and period is not None else None


async def digest_page(context: RenderContext) -> MessageContent | Skip:
    about = await told_of(context)
    if about is None:
        return Skip("the grid is gone")
    digest = await read_digest(context.session, *about, context.now, context.zone)
    kinds = kinds_of(context.session)
    picture: Making | None = None
    if digest.figures.parts or not digest.total.nothing:
        shown = page(context.t, kinds, digest, await areas(context.session, digest), context.zone)
        picture = partial(drawn, shown)
    head, lines = _head(context.t, kinds, digest), await _lines(context, kinds, digest)
    alone = _fitted(context.t, head, [*lines, *spelled_out(context.t, kinds, digest)], TEXT)
    asks = buttons(context, tuple(Ask), digest.grid.id, digest.period.name)
    rows = (asks[:2], asks[2:])
    if picture is None:
        return MessageContent(alone, rows)
    return MessageContent(_fitted(context.t, head, lines, CAPTION), rows, photos=(picture,), unpictured=alone)


def _head(t: Translator, kinds: Kinds, digest: Digest) -> Html:
    about = t("{grid}, {period}", grid=digest.grid.name, period=period_words(t, digest.period))
    return Html("\n".join([t("<b>{title}</b>", title=title(t, kinds, digest)), about]))


async def _lines(context: RenderContext, kinds: Kinds, digest: Digest) -> Sequence[Html]:
    """What the picture shows, too, comes last."""
    t, warned = context.t, digest.warned
    return [
        *_marks(context, digest),
        *_numbers(t, digest),
        *_unusual(t, kinds, digest),
        *(await repeated_lines(context, kinds, warned.repeated, MOST_ALARMS) if warned is not None else ()),
        *_standings(t, digest),
        *_notes(t, digest),
        *patrol_parts(t, digest),
    ]


def _fitted(t: Translator, head: Html, lines: Sequence[Html], limit: int) -> Html:
    """Lines for which there is no room are counted."""
    found = Html("\n".join([head, *lines]))
    if _long(found) <= limit:
        return found
    found, left = head, 0
    for line in lines:
        more = Html(f"{found}\n{line}")
        if _long(more) + _long(_left_out(t, len(lines))) < limit:
            found = more
        else:
            left += 1
    return Html(f"{found}\n{_left_out(t, left)}")


def _left_out(t: Translator, count: int) -> Html:
    return t("{count} more lines have no room here.", count=count)


def _long(words: str) -> int:
    """As Telegram counts a caption: UTF-16 units of what is seen."""
    return len(html.unescape(TAG.sub("", words)).encode("utf-16-le")) // 2


def _marks(context: RenderContext, digest: Digest) -> Sequence[Html]:
    t = context.t
    if digest.running:
        return [t("Not over yet: {time}", time=as_of_words(t, digest, context.zone))]
    return sent_late(context)


def _numbers(t: Translator, digest: Digest) -> Sequence[Html]:
    now, before = digest.total, digest.before
    lines = [
        t(
            "Reported {reported} (before {before}), closed {closed}, open {open}, overdue {overdue}",
            reported=now.reported.hazards,
            before=before.reported.hazards,
            closed=now.progress.closed,
            open=now.progress.open,
            overdue=now.progress.overdue,
        )
    ]
    lines += _medians(t, now.spans)
    if now.checks.due:
        done = share_words(now.checks.done, now.checks.due)
        lines.append(t("Checks done {share}, missed {missed}", share=done, missed=now.checks.missed))
    lines += patrol_lines(t, digest)
    if now.warnings.asked:
        lines.append(t("Warnings confirmed {share}", share=share_words(now.warnings.confirmed, now.warnings.asked)))
    if now.quiz.voters:
        share = share_words(now.quiz.rights, now.quiz.voters)
        lines.append(t("Quiz: {voters} answers, right {share}", voters=now.quiz.voters, share=share))
    return lines


def _medians(t: Translator, spans: Spans) -> Sequence[Html]:
    match spans.to_accept, spans.to_close:
        case float(accept), float(close):
            took = {"accept": span_words(t, accept), "close": span_words(t, close)}
            return [t("Half were accepted within {accept}, closed within {close}", **took)]
        case float(accept), None:
            return [t("Half were accepted within {accept}", accept=span_words(t, accept))]
        case None, float(close):
            return [t("Half were closed within {close}", close=span_words(t, close))]
    return []


def _unusual(t: Translator, kinds: Kinds, digest: Digest) -> Sequence[Html]:
    warned = digest.warned
    if warned is None:
        return []
    lines = []
    for each in warned.pointed[:MOST_ALARMS]:
        told: dict[str, object] = {"series": series_words(t, kinds, digest, each.key)}
        words = COURSES[each.course]
        if each.alarm is not None:
            alarm = each.alarm
            told |= {"count": alarm.count, "low": alarm.low, "high": alarm.high, "patrol": alarm.on_patrol}
            words = IN_FOUR_WEEKS if alarm.window > 1 else words
        risen = t("⚠ {what}", what=t.plain(words, **told))
        drives = drive_words(t, digest.drives.get(each.key, ()))
        lines.append(Html("\n".join([risen, *drives])))
    if warned.knowledge is Knowledge.TOO_EARLY:
        lines.append(t("What is unusual cannot be told yet: it takes ten weeks."))
    if lines and warned.knowledge is Knowledge.PROVISIONAL:
        lines.append(t("Provisional: half a year is not known yet."))
    return lines


async def repeated_lines(context: RenderContext, kinds: Kinds, found: Sequence[Repeated], most: int) -> Sequence[Html]:
    lines = [await _repeated(context, kinds, each) for each in found[:most]]
    if (more := len(found) - most) > 0:
        lines.append(context.t("⚠ {count} more such places or hazards; the leaders hear of each.", count=more))
    return lines


async def _repeated(context: RenderContext, kinds: Kinds, each: Repeated) -> Html:
    t, kind = context.t, kind_word(context.t, kinds, each.kind)
    if each.hazard is not None:
        return t("⚠ H{number} ({kind}) was opened again {count} times", number=each.hazard, kind=kind, count=each.many)
    place = await context.session.get(Place, each.place_id)
    name = cut(context.seen_here(place.name), 40) if place is not None else ""
    return t("⚠ {place}: {count} hazards of one kind in 90 days ({kind})", place=name, count=each.many, kind=kind)


def _standings(t: Translator, digest: Digest) -> Sequence[Html]:
    found = digest.standings
    lines = []
    if found.praised:
        lines.append(t("👏 {names}", names=named_words(t, digest, found.praised)))
    if found.behind:
        lines.append(t("To be helped: {names}", names=named_words(t, digest, found.behind)))
    return lines


def _notes(t: Translator, digest: Digest) -> Sequence[Html]:
    lines = []
    if digest.worked.none:
        lines.append(t("No working day in this period."))
    if digest.figures.late_before:
        many = digest.figures.late_before
        lines.append(t("Added late to the period before: {count}. Its numbers stay as they were told.", count=many))
    return [*lines, *late_lines(t, digest)]

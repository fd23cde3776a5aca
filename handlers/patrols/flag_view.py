"""Wording what is marked on rounds: to whoever made the stop, with a button to explain each; to leaders, with what was
explained. In private alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby

from handlers.dates import clock, local, local_day, today
from handlers.members.reader import reader_of
from handlers.messages import Button, Delete, Later, MessageContent, RenderContext, Skip, View
from handlers.patrols.labels import FLAGS, KINDS, LOOKS_ALIKE, NO_LOCATIONS, SAME_PHOTO_AT
from handlers.patrols.presses import REVIEW, ExplainFlag, ReviewPage
from locales.translator import Html, cut, visible
from models.grids.tables import Grid
from models.patrols.doubts.flags import FLAGGED, FlagKind, PatrolFlag, flags_of
from models.patrols.doubts.review import RoundSeen, count_rounds, rounds_seen
from models.patrols.doubts.stops import LOCATED_WITHIN
from models.patrols.tables import PatrolRound, PatrolStop
from models.places.led import led_grids

PAGE, DAYS = 8, 7
ANSWER = 120
MOST_LINES = 12
GRAVEST_FIRST = (
    *(FlagKind.SPEED, FlagKind.TWO_PHONES, FlagKind.SAME_PHOTO, FlagKind.FORWARDED, FlagKind.TOO_QUICK),
    *(FlagKind.OUTSIDE, FlagKind.NO_LOCATION, FlagKind.LATE),
)
Alike = Sequence[PatrolFlag]  # flags that are told, and explained, as one


async def flagged(context: RenderContext) -> MessageContent | Delete | Later | Skip:
    about = await context.session.get(PatrolRound, context.message.subject_id)
    reader = await reader_of(context)
    if about is None or reader is None:
        return Skip("the round is gone")
    t, flags = context.t, await flags_of(context.session, [about.id], reader.id)
    if not flags:
        return Delete("nothing is marked any more")
    if (first := min([await _stands_from(context, each) for each in flags])) > context.now:
        return Later(first)
    grid = await context.session.get_one(Grid, about.grid_id)
    day = local_day(context, about.started_at)
    lines = [t("<b>Your round in {grid}, {day}: please have a look</b>", grid=grid.name, day=day)]
    shown = folded(flags)
    lines += [_numbered(context, number, each) for number, each in enumerate(shown[:MOST_LINES], 1)]
    lines += _more(context, shown)
    lines.append(t("It counts all the same. If there is a reason, please say it: your leader reads it beside."))
    buttons = [
        Button(t.plain("Explain {n}", n=number), ExplainFlag(first.id).pack())
        for number, (first, *_) in enumerate(shown[:MOST_LINES], 1)
        if first.answered_at is None
    ]
    return MessageContent(
        Html("\n".join(lines)), tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    )


async def _stands_from(context: RenderContext, row: PatrolFlag) -> datetime:
    """A scan may be located for some minutes: it is not said before that nobody did."""
    if row.kind is not FlagKind.NO_LOCATION:
        return row.flagged_at
    return (await context.session.get_one(PatrolStop, row.stop_id)).said_at + LOCATED_WITHIN


def folded(flags: Iterable[PatrolFlag]) -> list[Alike]:
    """What is not explained first, then by gravity. A scan without a location is one of many on a day of checks: of a
    person they are one line, so that they do not push out the rest.
    """

    def place(row: PatrolFlag) -> tuple[bool, int, int, str, int]:
        alone = 0 if row.kind is FlagKind.NO_LOCATION else row.id
        return (row.answered_at is not None, GRAVEST_FIRST.index(row.kind), row.person_id, row.answer, alone)

    return [list(alike) for _, alike in groupby(sorted(flags, key=place), key=place)]


def _more(context: RenderContext, shown: Sequence[Alike]) -> list[Html]:
    left = sum(len(alike) for alike in shown[MOST_LINES:])
    return [context.t.n("… and {n} more mark", "… and {n} more marks", left)] if left else []


def flag_words(context: RenderContext, alike: Alike) -> str:
    row = alike[0]
    if len(alike) > 1:
        return context.t.plain(NO_LOCATIONS, n=len(alike))
    data = dict(row.data)
    if "at" in data:
        data["at"] = local(context, datetime.fromisoformat(data["at"]))
    return context.t.plain(_words(row), **data)


def _words(row: PatrolFlag) -> str:
    """Rows that were written earlier say less."""
    if not row.data.get("where"):
        return FLAGS[row.kind]
    return LOOKS_ALIKE if row.data.get("alike") else SAME_PHOTO_AT


def _numbered(context: RenderContext, number: int, alike: Alike) -> Html:
    row, what = alike[0], flag_words(context, alike)
    line = context.t("{n}. {time} {what}", n=number, time=clock(context, row.flagged_at), what=what)
    return Html(f"{line}\n{_answer(context, row)}") if row.answer else line


def _answer(context: RenderContext, row: PatrolFlag) -> Html:
    return context.t("   explained: “{answer}”", answer=cut(visible(row.answer), ANSWER))


async def review(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    led = await led_grids(context.session, reader) if reader is not None else []
    if not led:
        return Skip("leads nothing")
    t, page = context.t, int(context.message.args.get("page", 0))
    since = datetime.combine(today(context) - timedelta(days=DAYS - 1), time(), context.zone)
    counts = await count_rounds(context.session, led, since)
    if not counts.rounds:
        return MessageContent(t("Nobody went on patrol in the last {n} days.", n=DAYS))
    rounds = await rounds_seen(context.session, led, since, page * PAGE, PAGE)
    head = t(
        "<b>Rounds of the last {n} days: {rounds}, with marks: {flagged}</b>",
        n=DAYS,
        rounds=counts.rounds,
        flagged=counts.flagged,
    )
    lines = [head, *(line for each in rounds for line in _round(context, each))]
    turn = []
    if page > 0:
        turn.append(Button(t.plain("Previous page"), ReviewPage(page - 1).pack()))
    if (page + 1) * PAGE < counts.rounds:
        turn.append(Button(t.plain("Next page"), ReviewPage(page + 1).pack()))
    return MessageContent(Html("\n".join(lines)), (tuple(turn),) if turn else ())


def _round(context: RenderContext, seen: RoundSeen) -> list[Html]:
    t = context.t
    line = t.n(
        "• {time} {grid}, {people}: {kind}, {n} stop",
        "• {time} {grid}, {people}: {kind}, {n} stops",
        seen.stops,
        time=local(context, seen.round.started_at),
        grid=seen.grid,
        people=t.listed(seen.people),
        kind=t.plain(KINDS[seen.round.kind]),
    )
    names, shown = {flag.person_id: name for flag, name in seen.flags}, folded(flag for flag, _ in seen.flags)
    marked = [line for each in shown[:MOST_LINES] for line in _flag(context, each, names[each[0].person_id])]
    return [line, *marked, *_more(context, shown)]


def _flag(context: RenderContext, alike: Alike, name: str) -> list[Html]:
    row, line = alike[0], context.t("   ⚑ {name}: {what}", name=name, what=flag_words(context, alike))
    return [line, _answer(context, row)] if row.answer else [line]


VIEWS: dict[str, View] = {FLAGGED: flagged, REVIEW: review}

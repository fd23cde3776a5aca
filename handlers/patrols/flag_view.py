"""Wording what is marked on rounds: to whoever made the stop, with a button to explain each; to leaders, with what was
explained. In private alone.
"""

from datetime import datetime, time, timedelta

from handlers.dates import clock, local, local_day, today
from handlers.members.reader import reader_of
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from handlers.patrols.labels import FLAGS, KINDS, LOOKS_ALIKE, SAME_PHOTO_AT
from handlers.patrols.presses import REVIEW, ExplainFlag, ReviewPage
from locales.translator import Html, cut, visible
from models.grids.tables import Grid
from models.patrols.doubts.flags import FLAGGED, PatrolFlag, flags_of
from models.patrols.doubts.review import RoundSeen, count_rounds, rounds_seen
from models.patrols.tables import PatrolRound
from models.places.led import led_grids

PAGE, DAYS = 8, 7
ANSWER = 120
MOST_FLAGS = 12


async def flagged(context: RenderContext) -> MessageContent | Delete | Skip:
    about = await context.session.get(PatrolRound, context.message.subject_id)
    reader = await reader_of(context)
    if about is None or reader is None:
        return Skip("the round is gone")
    t, flags = context.t, await flags_of(context.session, [about.id], reader.id)
    if not flags:
        return Delete("nothing is marked any more")
    grid = await context.session.get_one(Grid, about.grid_id)
    day = local_day(context, about.started_at)
    lines = [t("<b>Your round in {grid}, {day}: please have a look</b>", grid=grid.name, day=day)]
    lines += [_numbered(context, number, each) for number, each in enumerate(flags[:MOST_FLAGS], 1)]
    lines.append(t("It counts all the same. If there is a reason, please say it: your leader reads it beside."))
    buttons = [
        Button(t.plain("Explain {n}", n=number), ExplainFlag(each.id).pack())
        for number, each in enumerate(flags[:MOST_FLAGS], 1)
        if each.answered_at is None
    ]
    return MessageContent(
        Html("\n".join(lines)), tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    )


def flag_words(context: RenderContext, row: PatrolFlag) -> str:
    data = dict(row.data)
    if "at" in data:
        data["at"] = local(context, datetime.fromisoformat(data["at"]))
    return context.t.plain(_words(row), **data)


def _words(row: PatrolFlag) -> str:
    """Rows that were written earlier say less."""
    if not row.data.get("where"):
        return FLAGS[row.kind]
    return LOOKS_ALIKE if row.data.get("alike") else SAME_PHOTO_AT


def _numbered(context: RenderContext, number: int, row: PatrolFlag) -> Html:
    line = context.t("{n}. {time} {what}", n=number, time=clock(context, row.flagged_at), what=flag_words(context, row))
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
    return [line, *(line for flag, name in seen.flags[:MOST_FLAGS] for line in _flag(context, flag, name))]


def _flag(context: RenderContext, row: PatrolFlag, name: str) -> list[Html]:
    line = context.t("   ⚑ {name}: {what}", name=name, what=flag_words(context, row))
    return [line, _answer(context, row)] if row.answer else [line]


VIEWS: dict[str, View] = {FLAGGED: flagged, REVIEW: review}

"""Wording the publicity calendar to leaders: what is said when in a grid and below, its settings, and each text."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import day, today
from handlers.duty_words import DAY_NAMES
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.publicity.labels import REASONS, RULES, occasion_words, rule_words
from handlers.publicity.pictures import picture
from handlers.publicity.presses import (
    CALENDAR,
    CHOOSE,
    DAY_RULES,
    MONTHS,
    NEVER,
    CalendarAct,
    CalendarDo,
    CalendarMonth,
    CalendarOpen,
    SetDayRule,
    SetWeekday,
    TextAct,
    TextDo,
    TextOpen,
    TextsPage,
)
from handlers.publicity.view import worded
from locales.translator import Html, cut
from models.grids.tables import Binding, Grid, Purpose
from models.grids.tree import subtree
from models.members.positions import leads
from models.onboarding.bind_chat import binding_of
from models.publicity.own_texts import Library, Listed, library
from models.publicity.plans import led_by, publicity_plans
from models.publicity.saying import said_in
from models.publicity.schedule import Rule, Saying, foretell
from models.publicity.texts import built_in
from models.schedule.calendar.stored_days import load_calendar

DAY = timedelta(days=1)
PAGE, LABEL, MOST_GRIDS = 10, 28, 60
Rows = tuple[tuple[Button, ...], ...]


async def choose(context: RenderContext) -> MessageContent | Skip:
    """Of somebody who leads several grids."""
    reader = await reader_of(context)
    grids = await led_by(context.session, reader) if reader is not None else []
    if not grids:
        return Skip("leads nothing any more")
    rows = tuple((Button(cut(grid.name, LABEL), CalendarOpen(grid.id).pack()),) for grid in grids[:MOST_GRIDS])
    return MessageContent(context.t("<b>Publicity calendar</b>\nOf which grid, with all below it?"), rows)


async def calendar(context: RenderContext) -> MessageContent | Skip:
    grid = await context.session.get(Grid, context.message.subject_id)
    if grid is None or not await _may_see(context, grid):
        return Skip("leads nothing any more")
    args = context.message.args
    match args.get("show"):
        case CalendarAct.WEEKDAY:
            return _weekdays(context, grid)
        case CalendarAct.RULE:
            return _rules(context, grid)
        case "texts":
            return await _texts(context, grid, int(args.get("page", 0)))
        case "text":
            found = (await library(context.session)).find(grid.path, str(args.get("text")))
            return await _text(context, grid, found) if found else await _texts(context, grid, 0)
    return await _month(context, grid, int(args.get("ahead", 0)))


async def _may_see(context: RenderContext, grid: Grid) -> bool:
    if context.message.chat_id < 0:
        bound = await binding_of(context.session, context.message.chat_id)
        return bound is not None and bound[1].id == grid.id and bound[0].purpose is Purpose.LEADERS
    reader = await reader_of(context)
    return reader is not None and bool(await leads(context.session, reader.id, grid))


async def _month(context: RenderContext, grid: Grid, ahead: int) -> MessageContent:
    t, plans, texts = context.t, await publicity_plans(context.session), await library(context.session)
    rule, enabled = plans.rule(grid.path), plans.enabled(grid.path)
    first = _month_ahead(today(context), ahead)
    found = await foretold(context, grid, rule, texts, first)
    head = t("<b>Publicity calendar · {grid}</b>", grid=grid.name)
    state = _state(context, rule) if enabled else t("Off: nothing is said by itself. This is how it would be:")
    lines = [_saying(context, each) for each in found] or [t("Nothing in these days.")]
    foot = t("Groups differ where they were told something else before. One text a day at most, never at night.")
    month = t("<b>{month}</b>", month=f"{first:%Y-%m}")
    return MessageContent(
        Html("\n".join([head, state, "", month, *lines, "", foot])), _buttons(context, grid, ahead, enabled=enabled)
    )


def _state(context: RenderContext, rule: Rule) -> Html:
    t = context.t
    told = [] if rule.weekday is None else [t.plain("each {weekday}", weekday=t.plain(DAY_NAMES[rule.weekday]))]
    if rule.day_rule:
        told.append(t.plain("publicity day: {rule}", rule=rule_words(t, rule.day_rule)))
    told.append(t.plain("short occasions on a day of their own"))
    return t("On, from nine o'clock: {when}", when=t.listed(told))


def _saying(context: RenderContext, said: Saying) -> Html:
    t = context.t
    told = {"day": day(context, said.day), "weekday": t.plain(DAY_NAMES[said.day.weekday()])}
    told |= {"title": said.text.worded(t.locale).title, "reason": t.plain(REASONS[said.reason])}
    if not said.settled:
        return t("• {day} {weekday}: {title} ({reason}; the year's working days are not announced yet)", **told)
    return t("• {day} {weekday}: {title} ({reason})", **told)


def _month_ahead(day: date, ahead: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


async def foretold(
    context: RenderContext, grid: Grid, rule: Rule, texts: Library, first: date, days: int | None = None
) -> list[Saying]:
    """From today on, of the month that begins on `first`: as a group below is told that has a history of its own."""
    start, last = today(context), _month_ahead(first, 1) - DAY
    session, zone = context.session, context.zone
    said = {name: at.astimezone(zone) for name, at in (await _history(context, grid)).items()}
    if datetime.combine(start, time(9), zone).astimezone(UTC) < context.now:
        start += DAY
    known = await load_calendar(session, _month_ahead(start, -1), last)
    every = foretell(rule, texts.texts(grid.path), said, (start, last), known)
    return [each for each in every if each.day >= first]


async def _history(context: RenderContext, grid: Grid) -> dict[str, datetime]:
    below = select(col(Binding.chat_id)).join(Grid, col(Grid.id) == col(Binding.grid_id))
    groups = below.where(subtree(grid), col(Binding.unbound_at).is_(None), col(Binding.purpose) == Purpose.GROUP)
    chat_id = await context.session.scalar(groups.order_by(col(Grid.path)).limit(1))
    return dict(await said_in(context.session, chat_id)) if chat_id is not None else {}


def _buttons(context: RenderContext, grid: Grid, ahead: int, *, enabled: bool) -> Rows:
    t = context.t
    turn = [
        Button(label, CalendarMonth(each, grid.id).pack())
        for label, each in ((t.plain("Previous month"), ahead - 1), (t.plain("Next month"), ahead + 1))
        if each in MONTHS
    ]
    switch = (CalendarAct.OFF, t.plain("Switch off")) if enabled else (CalendarAct.ON, t.plain("Switch on"))
    return (
        tuple(turn),
        (Button(switch[1], CalendarDo(switch[0], grid.id).pack()),),
        (
            Button(t.plain("Day of the week"), CalendarDo(CalendarAct.WEEKDAY, grid.id).pack()),
            Button(t.plain("Publicity day"), CalendarDo(CalendarAct.RULE, grid.id).pack()),
        ),
        (Button(t.plain("Texts"), TextsPage(0, grid.id).pack()),),
    )


def _weekdays(context: RenderContext, grid: Grid) -> MessageContent:
    t = context.t
    days = [Button(t.plain(label), SetWeekday(n, grid.id).pack()) for n, label in enumerate(DAY_NAMES)]
    days.append(Button(t.plain("Not weekly"), SetWeekday(NEVER, grid.id).pack()))
    words = t("<b>{grid}</b>\nOn which day of the week is a text said, from nine o'clock on?", grid=grid.name)
    return MessageContent(words, (*_pairs(days), _back(context, grid)))


def _rules(context: RenderContext, grid: Grid) -> MessageContent:
    t = context.t
    rules = [Button(t.plain(RULES[rule]), SetDayRule(rule, grid.id).pack()) for rule in DAY_RULES]
    words = t(
        "<b>{grid}</b>\nWhich day of each month is publicity day? Where it is not worked, the next working day is.",
        grid=grid.name,
    )
    return MessageContent(words, (*_pairs(rules), _back(context, grid)))


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _back(context: RenderContext, grid: Grid) -> tuple[Button, ...]:
    return (Button(context.t.plain("Back to the calendar"), CalendarMonth(0, grid.id).pack()),)


async def _texts(context: RenderContext, grid: Grid, page: int) -> MessageContent:
    t, every = context.t, (await library(context.session)).listed(grid.path)
    here = every[page * PAGE : (page + 1) * PAGE]
    on = sum(not each.off for each in every)
    head = t("<b>Texts · {grid}</b>: {n}, of which {on} are said", grid=grid.name, n=len(every), on=on)
    how = t("Press one to see it as groups do, to switch it off or on, or to put it in your own words.")
    rows = [(Button(_label(context, each), TextOpen(each.text.name, grid.id).pack()),) for each in here]
    turn = [
        *([Button(t.plain("Previous page"), TextsPage(page - 1, grid.id).pack())] if page else []),
        *(
            [Button(t.plain("Next page"), TextsPage(page + 1, grid.id).pack())]
            if (page + 1) * PAGE < len(every)
            else []
        ),
    ]
    add = (Button(t.plain("Add a text of our own"), CalendarDo(CalendarAct.ADD, grid.id).pack()),)
    return MessageContent(Html(f"{head}\n{how}"), (*rows, tuple(turn), add, _back(context, grid)))


def _label(context: RenderContext, listed: Listed) -> str:
    title = cut(listed.text.worded(context.t.locale).title, LABEL)
    return context.t.plain("{title} (off)", title=title) if listed.off else title


async def _text(context: RenderContext, grid: Grid, listed: Listed) -> MessageContent:
    t, text = context.t, listed.text
    facts = [t("When: {when}", when=occasion_words(t, text.occasion))]
    if listed.own is not None:
        owner = await context.session.get_one(Grid, listed.own)
        facts.append(t("Written by {grid}", grid=owner.name))
    facts.append(t("Off: it is not said here.") if listed.off else t("It is said in its time."))
    act, label = (TextAct.SAY, t.plain("Say it again")) if listed.off else (TextAct.LEAVE, t.plain("Do not say it"))
    turn = Button(label, TextDo(act, text.name, grid.id).pack())
    edit = Button(t.plain("In our own words"), TextDo(TextAct.EDIT, text.name, grid.id).pack())
    back = _take_back(context, grid, listed) if listed.own == grid.id else ()
    if back and context.message.args.get("sure"):
        facts.append(t("<b>Take back your own words?</b> They are gone then."))
    see = (Button(t.plain("With its picture"), TextDo(TextAct.SEE, text.name, grid.id).pack()),)
    pictured = (see,) if picture(t, listed) else ()
    every = (Button(t.plain("All texts"), TextsPage(0, grid.id).pack()),)
    rows = ((turn, edit), *pictured, *back, every, _back(context, grid))
    return MessageContent(Html("\n".join([worded(context, text), "", *facts])), rows)


def _take_back(context: RenderContext, grid: Grid, listed: Listed) -> Rows:
    t, name = context.t, listed.text.name
    if context.message.args.get("sure"):
        sure = Button(t.plain("Yes, take them back"), TextDo(TextAct.BACK_SURE, name, grid.id).pack())
        return ((sure, Button(t.plain("Keep them"), TextOpen(name, grid.id).pack())),)
    from_above = any(each.name == name for each in built_in())
    label = t.plain("As it comes with the program") if from_above else t.plain("Delete this text")
    return ((Button(label, TextDo(TextAct.BACK, name, grid.id).pack()),),)


VIEWS: dict[str, View] = {CHOOSE: choose, CALENDAR: calendar}

"""Wording a text of publicity, and what a group is told of its routine posts."""

from datetime import timedelta

from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.publicity.pictures import picture
from handlers.publicity.presses import GROUP, QuietAct, QuietDo
from locales.translator import Html
from models.grids.tables import Grid
from models.notices.tables import NoticeKind
from models.notices.timing import not_at_night
from models.outbox.tables import Lane
from models.publicity.own_texts import Listed, library
from models.publicity.plans import publicity_plans
from models.publicity.quiet import is_quiet
from models.publicity.texts import Text, built_in
from models.publicity.turns import TEXT

HOW = "publicity.how"
STALE = timedelta(hours=12)


async def text(context: RenderContext) -> MessageContent | Skip:
    found = await _found(context)
    if found is None:
        return Skip("there is no such text any more")
    routine = context.message.lane is Lane.ROUTINE and not context.editing
    if routine and (found.off or await is_quiet(context.session, context.message.chat_id)):
        return Skip("it is not wanted any more")
    night = not_at_night(NoticeKind.NOTICE, context.now, context.zone) > context.now
    if routine and (night or context.now - context.message.created_at > STALE):
        return Skip("its day is over")
    html = worded(context, found.text, on_day=bool(context.message.args.get("on_day")))
    shown = picture(context.t, found)
    return MessageContent(html, photos=(shown,) if shown else ())


async def _found(context: RenderContext) -> Listed | None:
    """As it stands in the grid that the message is about, else as it comes with the program."""
    name = str(context.message.args["text"])
    grid = await context.session.get(Grid, context.message.subject_id) if context.message.subject_id else None
    if grid is not None:
        return (await library(context.session)).find(grid.path, name)
    return next((Listed(each) for each in built_in() if each.name == name), None)


def worded(context: RenderContext, text: Text, *, on_day: bool = False) -> Html:
    t, wording = context.t, text.worded(context.t.locale)
    lines = "\n".join(f"{n}. {line}" for n, line in enumerate(wording.lines, 1))
    said = t("<b>{title}</b>\n{lines}", title=wording.title, lines=lines)
    return Html(f"{t('📅 Today is this month’s fire safety publicity day.')}\n{said}") if on_day else said


async def group(context: RenderContext) -> MessageContent | Skip:
    """To a group: whether routine posts come, and the button that stops them."""
    grid = await context.session.get(Grid, context.message.subject_id)
    if grid is None:
        return Skip("the grid is gone")
    t, quiet = context.t, await is_quiet(context.session, context.message.chat_id)
    on = (await publicity_plans(context.session)).enabled(grid.path)
    if quiet:
        state = t("Routine posts (fire safety texts, the question of the week) do not come in this group.")
    elif on:
        state = t("Now and then a short fire safety text comes in this group, by day.")
    else:
        state = t("No fire safety texts come by themselves here: no leader has switched them on.")
    always = t("Warnings, notices, hazards and calls for help come as ever.")
    act, label = (
        (QuietAct.AGAIN, t.plain("Let them come again")) if quiet else (QuietAct.QUIET, t.plain("No routine posts"))
    )
    return MessageContent(Html(f"{state}\n{always}"), ((Button(label, QuietDo(act, grid.id).pack()),),))


async def how(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t("/calendar is for leaders of grids: with it they set what groups are told. For a text now: /tips")
    )


VIEWS: dict[str, View] = {TEXT: text, GROUP: group, HOW: how}

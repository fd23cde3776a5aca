"""Words about binding chats to grids."""

from sqlalchemy import select
from sqlmodel import col

from handlers.grids.errors import REFUSALS
from handlers.grids.labels import how_to_report, report_in_private
from handlers.grids.presses import ConfirmBinding, Unbind
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, Translator, cut
from models.departments.reach import department_at
from models.grids.retired import RETIRED, living_above
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.onboarding.bind_chat import binding_of
from models.onboarding.newcomers import NEWCOMERS
from models.outbox.tables import OutboxMessage

NAME = 80
KINDS = {Purpose.GROUP: N_("group of the residents"), Purpose.LEADERS: N_("chat of the leaders")}


async def bound(context: RenderContext) -> MessageContent | Skip:
    """The short card a chat gets when it has been bound."""
    found = await binding_of_message(context)
    if found is None:
        return Skip("no such binding")
    binding, grid, _ = found
    t = context.t
    if binding.unbound_at is not None:
        return _freed(t, grid) if context.editing else Skip("no longer bound")
    if binding.purpose is Purpose.LEADERS:
        told = t("Hazards that nobody has taken or finished in time are brought here, with the buttons to act on them.")
        head = t("✅ This is now the leaders' chat of <b>{grid}</b> ({code}).", **names(grid))
        return MessageContent(Html(f"{head}\n\n{told}\n\n{_commands(t)}"))
    head = t("✅ This group now serves <b>{grid}</b> ({code}).", **names(grid))
    return MessageContent(Html(f"{head}\n\n{how_to_report(t)}\n\n{_commands(t)}"), report_in_private(context), pin=True)


async def newcomers(context: RenderContext) -> MessageContent | Skip:
    """To those who joined after the welcome was said."""
    found = await binding_of_message(context)
    if found is None or found[0].unbound_at is not None:
        return Skip("no longer bound")
    head = context.t("Welcome! This group serves <b>{grid}</b> ({code}).", **names(found[1]))
    return MessageContent(Html(f"{head}\n\n{how_to_report(context.t)}"), report_in_private(context))


async def confirm(context: RenderContext) -> MessageContent | Skip:
    """To an anonymous administrator: a press shows the real account."""
    here = await binding_of(context.session, context.message.chat_id)
    if here is not None:
        return MessageContent(context.t("✅ This group now serves <b>{grid}</b> ({code}).", **names(here[1])))
    if await department_at(context.session, context.message.chat_id) is not None:
        return MessageContent(context.t("✅ This group is bound."))
    asked = context.t(
        "You wrote as an anonymous administrator, so I cannot see who you are. Press the button to bind "
        "this group from your own account, or switch off “remain anonymous” and send the command again."
    )
    button = Button(context.t.plain("Confirm binding"), ConfirmBinding(context.message.args["code"]).pack())
    return MessageContent(asked, buttons=((button,),))


async def refused(context: RenderContext) -> MessageContent | Skip:
    args = context.message.args
    data = {name: cut(str(args.get(name, "")), NAME) for name in ("grid", "title")}
    words = context.t(REFUSALS[args["reason"]], **data)
    if args["reason"] != "bind.private":
        return MessageContent(words)
    link = f"https://t.me/{context.bot_username}?startgroup={args.get('code') or 'start'}"
    return MessageContent(words, buttons=((Button(context.t.plain("Add me to a group"), url=link),),))


async def unbind(context: RenderContext) -> MessageContent | Skip:
    found = await binding_of_message(context)
    if found is None:
        return Skip("no such binding")
    binding, grid, _ = found
    t = context.t
    if binding.unbound_at is not None:
        return _freed(t, grid)
    asked = t(
        "Free this group from <b>{grid}</b> ({code})? Reports, reminders and notices will no longer come here; "
        "what has been recorded is kept.",
        **names(grid),
    )
    return MessageContent(asked, buttons=((Button(t.plain("Confirm unbinding"), Unbind(binding.id).pack()),),))


async def how(context: RenderContext) -> MessageContent | Skip:
    """To a chat the bot was just added to."""
    here = context.session, context.message.chat_id
    if await binding_of(*here) is not None or await department_at(*here) is not None:
        return Skip("bound meanwhile")
    if await _answered_since(context):
        return Skip("a code was tried meanwhile")
    return MessageContent(
        context.t(
            "Hello! I look after fire-safety reports in this group once it is bound to its grid. "
            "An administrator sends\n<code>/bind CODE</code>\nwith the code from the street office."
        )
    )


async def topic(context: RenderContext) -> MessageContent:
    """To the topic that we speak in from now on."""
    return MessageContent(context.t("✅ From now on I write to this group here."))


async def retired(context: RenderContext) -> MessageContent | Skip:
    """To a chat whose grid is no longer in the roster."""
    found = await binding_of_message(context)
    if found is None or found[0].unbound_at is not None or found[1].retired_at is None:
        return Skip("bound to a grid of the roster again")
    above = await living_above(context.session, found[1])
    head = context.t("ℹ️ <b>{grid}</b> ({code}) is no longer in the roster.", **names(found[1]))
    lines = [head]
    if above is not None:
        lines.append(context.t("What is reported here is now looked after by <b>{grid}</b> ({code}).", **names(above)))
    lines.append(
        context.t("An administrator can bind this group to its new grid: send /unbind, then /bind with a new code.")
    )
    return MessageContent(Html("\n".join(lines)))


def _freed(t: Translator, grid: Grid) -> MessageContent:
    return MessageContent(t("This group no longer serves <b>{grid}</b> ({code}).", **names(grid)))


def _commands(t: Translator) -> Html:
    return t("/contacts – who is in charge here\n/help – what I can do")


def names(grid: Grid) -> dict[str, object]:
    return {"grid": cut(grid.name, NAME), "code": grid.code}


async def binding_of_message(context: RenderContext) -> tuple[Binding, Grid, Chat] | None:
    rows = (
        select(Binding, Grid, Chat)
        .join(Grid, col(Grid.id) == col(Binding.grid_id))
        .join(Chat, col(Chat.id) == col(Binding.chat_id))
        .where(col(Binding.id) == context.message.subject_id)
    )
    return (await context.session.execute(rows)).first()


async def _answered_since(context: RenderContext) -> bool:
    message = context.message
    later = select(col(OutboxMessage.id)).where(
        col(OutboxMessage.chat_id) == message.chat_id, col(OutboxMessage.id) > message.id
    )
    answers = later.where(col(OutboxMessage.kind).in_(["grids.refused", "grids.confirm"])).limit(1)
    return await context.session.scalar(answers) is not None


VIEWS: dict[str, View] = {
    "grids.bound": bound,
    "grids.confirm": confirm,
    "grids.refused": refused,
    "grids.unbind": unbind,
    "grids.how": how,
    NEWCOMERS: newcomers,
    "grids.topic": topic,
    RETIRED: retired,
}

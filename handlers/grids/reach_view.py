"""Words about chats that came out of reach, and are in reach again."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from handlers.grids.view import KINDS, NAME, binding_of_message, names
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Translator, cut
from models.departments.reach import department_at
from models.departments.tables import Department
from models.grids.tables import Chat, Grid, Purpose
from models.onboarding.bind_chat import binding_of
from models.onboarding.chat_reachability import BACK


@dataclass(frozen=True)
class Served:
    """A chat, and whose it is: a grid's, or that of a `department` of the grid."""

    chat: Chat
    grid: Grid
    purpose: Purpose | None
    department: str = ""

    def names(self, t: Translator) -> dict[str, object]:
        of_department = t.plain("work chat of “{department}”", department=cut(self.department, NAME))
        kind = t.plain(KINDS[self.purpose]) if self.purpose else of_department
        return {**names(self.grid), "kind": kind, "title": cut(self.chat.title, NAME)}


async def _served(context: RenderContext) -> Served | None:
    """Whose chat the message speaks of, if it is still theirs."""
    if found := await binding_of_message(context):
        binding, grid, chat = found
        return None if binding.unbound_at else Served(chat, grid, binding.purpose)
    rows = (
        select(Department, Grid, Chat)
        .join(Grid, col(Grid.id) == col(Department.grid_id))
        .join(Chat, col(Chat.id) == col(Department.chat_id))
        .where(col(Department.id) == context.message.subject_id, col(Department.retired_at).is_(None))
    )
    of_department = (await context.session.execute(rows)).first()
    return Served(of_department[2], of_department[1], None, of_department[0].name) if of_department else None


async def unreachable(context: RenderContext) -> MessageContent | Skip:
    """To the level above: a grid has lost its chat."""
    served = await _served(context)
    if served is None or served.chat.reachable:
        return Skip("in reach again")
    return MessageContent(
        context.t(
            "⚠️ I can no longer write to the {kind} of <b>{grid}</b> ({code}), “{title}”. Please have me added to it, "
            "or allowed to write there, again; or have another group bound with a new code.",
            **served.names(context.t),
        )
    )


async def reachable(context: RenderContext) -> MessageContent | Skip:
    served = await _served(context)
    if served is None or not served.chat.reachable:
        return Skip("out of reach again")
    return MessageContent(
        context.t(
            "✅ I can write to the {kind} of <b>{grid}</b> ({code}), “{title}”, again.",
            **served.names(context.t),
        )
    )


async def back(context: RenderContext) -> MessageContent | Skip:
    """To a chat out of reach: tried until Telegram takes it."""
    here = context.session, context.message.chat_id
    chat = await context.session.get(Chat, context.message.chat_id)
    if chat is None or chat.reachable:
        return Skip("in reach again")
    if await binding_of(*here) is None and await department_at(*here) is None:
        return Skip("serves nobody any more")
    return MessageContent(
        context.t("✅ I can write here again. What I could not say meanwhile follows, where it still matters.")
    )


async def topic_lost(context: RenderContext) -> MessageContent | Skip:
    """To the level above: the topic in which a chat was bound takes no messages."""
    served = await _served(context)
    if served is None or served.chat.topic_again_at is None:
        return Skip("in an open topic meanwhile")
    return MessageContent(
        context.t(
            "⚠️ The topic in the {kind} of <b>{grid}</b> ({code}), “{title}”, that I wrote in is closed or deleted, so "
            "I now write outside the topics. I go back by myself once it is open; to move me elsewhere, an "
            "administrator sends /bind in an open topic.",
            **served.names(context.t),
        )
    )


async def topic_open(context: RenderContext) -> MessageContent | Skip:
    """To the level above, which was told that the topic takes no messages."""
    served = await _served(context)
    if served is None or served.chat.topic_again_at is not None:
        return Skip("closed again")
    return MessageContent(
        context.t(
            "✅ The topic in the {kind} of <b>{grid}</b> ({code}), “{title}”, is open again, and I write in it.",
            **served.names(context.t),
        )
    )


VIEWS: dict[str, View] = {
    "grids.unreachable": unreachable,
    "grids.reachable": reachable,
    BACK: back,
    "grids.topic_lost": topic_lost,
    "grids.topic_open": topic_open,
}

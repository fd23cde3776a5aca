"""Messages of no feature in particular."""

from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, Translator
from models.evidence.limits import CROWDED, FULL
from models.inbox.set_aside import KIND, listed
from models.inbox.updates import InboxUpdate

NAMED = 20
KINDS = {
    "message": N_("message"),
    "edited_message": N_("edited message"),
    "callback_query": N_("button press"),
    "my_chat_member": N_("change of the bot's rights"),
}


async def set_aside(context: RenderContext) -> MessageContent | Skip:
    """The update could not be handled after all tries; it is kept."""
    t, number = context.t, context.message.args["update_id"]
    if context.message.args.get("passed_on", True):
        return MessageContent(
            t(
                "Sorry, the system could not handle your message. It is kept and has been passed to the administrator "
                "(number {number}). If it is urgent, please call the grid leader, and 119 if there is fire.",
                number=number,
            )
        )
    return MessageContent(
        t(
            "Sorry, the system could not handle your message. It is kept (number {number}). "
            "If it is urgent, please call the grid leader, and 119 if there is fire.",
            number=number,
        )
    )


async def set_aside_for_admins(context: RenderContext) -> MessageContent | Skip:
    """What was set aside within some minutes: number, kind, who sent it, in which chat."""
    t, (rows, count) = context.t, await listed(context.session, context.message.subject_id or 0, NAMED)
    if not rows:
        return Skip("nothing is set aside any more")
    lines = [
        t.n("{n} update could not be handled; it is kept.", "{n} updates could not be handled; they are kept.", count)
    ]
    lines += [_line(t, row) for row in rows]
    if count > len(rows):
        lines.append(t("and {count} more", count=count - len(rows)))
    lines.append(t("The log has the reasons; docs/operation.md says how they are tried again."))
    return MessageContent(Html("\n".join(lines)))


async def evidence_full(context: RenderContext) -> MessageContent:
    """A file over the limit was not kept."""
    return MessageContent(
        context.t(
            "This file was not kept: one person may add up to {of_one} to one matter, and {a_day} in a day. "
            "All that was sent before is kept. If it is urgent, please call the grid leader, and 119 if there is fire.",
            **{name: context.message.args[name] for name in ("of_one", "a_day")},
        )
    )


async def evidence_crowded(context: RenderContext) -> MessageContent:
    """So many have sent so much of one subject that no more was kept."""
    return MessageContent(
        context.t(
            "This file was not kept: of one matter up to {of_all} are kept in a day, of all who send some. Those who "
            "are in charge see what came before. If it is urgent, please call the grid leader, and 119 if there is "
            "fire.",
            of_all=context.message.args["of_all"],
        )
    )


def _line(t: Translator, row: InboxUpdate) -> Html:
    kind = t.plain(KINDS[row.kind]) if row.kind in KINDS else row.kind
    told = {"number": row.update_id, "kind": kind, "sender": row.sender_id, "chat": row.chat_id}
    return t("· number {number}: {kind} from {sender} in chat {chat}", **told)


def press_set_aside(t: Translator, *, passed_on: bool) -> str:
    """A button press that could not be handled after all tries."""
    if passed_on:
        return t.plain("Sorry, the system could not do this; the administrator has been told. Please try again later.")
    return t.plain("Sorry, the system could not do this. Please try again later.")


VIEWS: dict[str, View] = {
    "core.set_aside": set_aside,
    KIND: set_aside_for_admins,
    FULL: evidence_full,
    CROWDED: evidence_crowded,
}

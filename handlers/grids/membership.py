"""The bot is added to a chat, removed from it, silenced in it; a group becomes a supergroup."""

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Message

from handlers.request import Request
from models.onboarding import chat_reachability, newcomers
from models.onboarding.bind_chat import GROUPS
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

BIND_UNDER_WAY = timedelta(seconds=20)  # a ?startgroup= link adds the bot first and sends the code after
OUT = ("left", "kicked")


class Upgrades(Filter):
    """The service message about a group that became a supergroup: one stands in the old chat, one in the new."""

    async def __call__(self, message: Message) -> bool:
        return message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None


class Joins(Filter):
    """Somebody joins the group, or is added: a service message, which every bot there sees."""

    async def __call__(self, message: Message) -> bool:
        return any(not each.is_bot for each in message.new_chat_members or ())


async def my_membership(event: ChatMemberUpdated, request: Request) -> None:
    reason = out_of_reach(event.new_chat_member)
    if reason is not None:
        await chat_reachability.unreachable(request.session, event.chat.id, reason, request.now)
        return
    await chat_reachability.reachable(request.session, event.chat.id, request.now)
    if event.old_chat_member.status not in OUT:
        return
    if event.chat.type == "channel":
        request.reply("grids.refused", reason="bind.channel")
    elif event.chat.type in GROUPS and request.binding is None:
        enqueue(
            request.session,
            event.chat.id,
            "grids.how",
            Lane.REPLY,
            request.now,
            not_before=request.now + BIND_UNDER_WAY,
        )


async def upgraded(message: Message, request: Request) -> None:
    if message.migrate_to_chat_id is not None:
        await chat_reachability.moved(request.session, message.chat.id, message.migrate_to_chat_id, request.now)
    elif message.migrate_from_chat_id is not None:
        await chat_reachability.moved(request.session, message.migrate_from_chat_id, message.chat.id, request.now)


async def joins(_message: Message, request: Request) -> None:
    if request.binding is not None:
        await newcomers.joined(request.session, request.binding, request.now)


def out_of_reach(member: object) -> str | None:
    """Why the bot can write nothing here, or None when it can."""
    status = str(getattr(member, "status", ""))
    if status in OUT:
        return status
    if isinstance(member, ChatMemberRestricted) and not (member.is_member and member.can_send_messages):
        return "restricted"
    return None


def router() -> Router:
    router = Router(name="grids.presence")
    router.my_chat_member.register(my_membership)
    router.message.register(upgraded, Upgrades())
    router.message.register(joins, Joins())
    return router

"""Methods that ask about a chat and who is in it, or leave it."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.state.chats import PERMISSIONS, Bot, Chat, Member
from sandbox.state.posting import change_member, member_view, post

Json = dict[str, Any]

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def group(call: Call) -> Chat:
    chat = call.chat()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return chat


def get_chat(call: Call) -> Json:
    chat = call.chat()
    about: Json = {
        **chat.brief,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if not chat.private:
        about["permissions"] = {name: name not in chat.denied for name in PERMISSIONS}
    if chat.pinned and chat.pinned[-1] in chat.messages:
        about["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return about


def get_chat_member(call: Call) -> Json:
    chat, number = call.chat(), call.integer("user_id")
    who = call.world.bots.get(number) or call.world.people.get(number)
    if who is None:
        raise bad_request("user not found" if number <= 0 else "PARTICIPANT_ID_INVALID")
    if chat.private:
        return member_view(Member(who, "member"))
    return member_view(chat.members.get(number) or Member(who, "left"))


def get_chat_administrators(call: Call) -> list[Json]:
    """All but other bots."""
    staff = [member for member in group(call).members.values() if member.in_charge]
    return [member_view(member) for member in staff if not isinstance(member.who, Bot) or member.who is call.bot]


def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return 2 if chat.private else sum(member.present for member in chat.members.values())


def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    post(call.world, chat, call.bot, {"left_chat_member": call.bot.user}, service=True)
    change_member(call.world, chat, call.bot, "left", call.bot)
    return True


METHODS: dict[str, Callable[[Call], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}

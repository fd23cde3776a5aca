"""How a message comes to be in a chat, changes, and goes; who is told of it."""

from typing import Any

from sandbox.state.chats import GROUP_ANONYMOUS_BOT, RESTRICTED, Bot, Chat, Member, Message, Person, Poll
from sandbox.state.privacy import sees
from sandbox.state.world import World

Json = dict[str, Any]


def post(
    world: World,
    chat: Chat,
    sender: Person | Bot,
    content: Json,
    *,
    reply_to: int | None = None,
    service: bool = False,
    anonymous: bool = False,
    keyboard: Json | None = None,
    topic: int | None = None,
) -> Message:
    """What is no reply shows, in a topic, as a reply to the message that opened it. `content` holds a Poll as such."""
    poll: Poll | None = content.get("poll")
    if poll is not None:
        world.polls[poll.id] = poll
        content = {**content, "poll": poll.body}
    chat.last_id += 1
    author: Json = {"from": sender.user}
    if anonymous:
        author = {"from": GROUP_ANONYMOUS_BOT, "sender_chat": chat.brief}
    head = {"message_id": chat.last_id, **author, "chat": chat.brief, "date": int(world.timestamp())}
    if topic is not None:
        head |= {"message_thread_id": topic, "is_topic_message": True}
    message = Message(chat.last_id, chat, sender, {**head, **content}, reply_to or topic, service)
    chat.messages[message.id] = message
    if poll is not None:
        poll.shown.append(message)
    if isinstance(sender, Bot) and not service:
        chat.spoke = sender.id
    if keyboard is not None:
        show_keyboard(chat, message, keyboard)
    tell(world, message, "message", **({"keyboard": keyboard} if keyboard else {}))
    return message


def tell(world: World, message: Message, kind: str, **more: Any) -> None:
    """Puts it into the record, and before every bot that may see it."""
    chat, view = message.chat, message.view
    record(world, chat, "edit" if kind == "edited_message" else kind, message=view, **more)
    for bot in chat.bots.values():
        if sees(bot, chat, message):
            bot.updates.push(kind, view, chat.id)


def record(world: World, chat: Chat, kind: str, **about: Any) -> None:
    if chat.bot is not None:
        about["bot"] = chat.bot.id
    world.events.add(kind=kind, chat=chat.id, **about)


def edit(world: World, message: Message, **changes: Any) -> None:
    """Changes parts of a message; None takes a part away. A changed keyboard alone leaves no edit date."""
    dated = {"edit_date": int(world.timestamp())} if set(changes) != {"reply_markup"} else {}
    body = {**message.body, **dated, **changes}
    message.body = {name: value for name, value in body.items() if value is not None}
    tell(world, message, "edited_message")


def delete(world: World, message: Message) -> None:
    chat = message.chat
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    record(world, chat, "delete", message_id=message.id)


def show_keyboard(chat: Chat, message: Message, markup: Json) -> None:
    """A selective keyboard is shown to whom the message replies to or mentions; any other to everybody."""
    shown = markup if "keyboard" in markup else None
    for person in _chosen(chat, message) if markup.get("selective") else [0]:
        if person == 0:
            chat.keyboards.clear()
        if shown is None:
            chat.keyboards.pop(person, None)
        else:
            chat.keyboards[person] = shown


def _chosen(chat: Chat, message: Message) -> list[int]:
    mentioned = [entity["user"]["id"] for entity in message.body.get("entities", ()) if "user" in entity]
    replied = chat.messages.get(message.reply_to) if message.reply_to else None
    return [*mentioned, *([replied.sender.id] if replied else [])]


def keyboard_for(chat: Chat, person: int | None) -> Json | None:
    return None if person is None else chat.keyboards.get(person) or chat.keyboards.get(0)


# Membership


def change_member(world: World, chat: Chat, who: Person | Bot, status: str, by: Person | Bot, **how: Any) -> None:
    """Tells the bot concerned, and administrators that asked to hear of others."""
    before = member_view(chat.members.get(who.id) or Member(who, "left"))
    chat.seat(who, status, **how)
    change = {
        "chat": chat.brief,
        "from": by.user,
        "date": int(world.timestamp()),
        "old_chat_member": before,
        "new_chat_member": member_view(chat.members[who.id]),
    }
    if isinstance(who, Bot):
        who.updates.push("my_chat_member", change, chat.id)
    for bot in chat.bots.values():
        if bot is not who and chat.in_charge(bot.id):
            bot.updates.push("chat_member", change, chat.id)


RIGHTS = {
    "can_be_edited": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": True,
    "can_edit_stories": True,
    "can_delete_stories": True,
    "can_send_welcome_messages": True,
    "can_pin_messages": True,
}


def member_view(member: Member) -> Json:
    view: Json = {"user": member.who.user, "status": member.status}
    if member.status == "creator":
        return {**view, "is_anonymous": member.anonymous}
    if member.status == "administrator":
        return {**view, "is_anonymous": member.anonymous, **RIGHTS}
    if member.status == "restricted":
        rights = {name: name not in member.denied for name in RESTRICTED}
        return {**view, "is_member": True, "until_date": 0, **rights}
    return {**view, "until_date": 0} if member.status == "kicked" else view

"""Groups made, joined, left and upgraded; bots blocked and let in again."""

from collections.abc import Sequence
from typing import Any

from sandbox.control.people import Actor
from sandbox.errors import ControlError
from sandbox.state.chats import Bot, Chat, Message, Person
from sandbox.state.posting import change_member, post, record
from sandbox.state.world import World

Json = dict[str, Any]


def make_group(
    world: World, kind: str, title: str, creator: Person, members: Sequence[int], admins: Sequence[int]
) -> Chat:
    if kind not in {"group", "supergroup"}:
        raise ControlError("type must be group or supergroup")
    invited = [world.find_user(number) for number in dict.fromkeys([*members, *admins]) if number != creator.id]
    chat = world.add_group(kind, title)
    chat.seat(creator, "creator")
    for who in invited:
        change_member(world, chat, who, "administrator" if who.id in admins else "member", creator)
    if kind == "group":
        post(world, chat, creator, {"group_chat_created": True}, service=True)
    elif invited:
        post(world, chat, creator, {"new_chat_members": [who.user for who in invited]}, service=True)
    record(world, chat, "chat", about=summary(chat))
    return chat


def add(world: World, chat: Chat, who: Person | Bot, by: Person | Bot) -> None:
    if chat.member(who.id) is not None:
        raise ControlError(f"{who.first_name} is in the group already")
    change_member(world, chat, who, "member", by)
    post(world, chat, by, {"new_chat_members": [who.user]}, service=True)


def remove(world: World, chat: Chat, who: Person | Bot, by: Person | Bot) -> None:
    """A basic group still shows the removal to who is removed, a supergroup does not."""
    check_seat(chat, who)
    content, status = {"left_chat_member": who.user}, "left" if who is by else "kicked"
    if chat.type == "group":
        post(world, chat, by, content, service=True)
    change_member(world, chat, who, status, by)
    if chat.type == "supergroup":
        post(world, chat, by, content, service=True)


def check_seat(chat: Chat, who: Person | Bot) -> None:
    member = chat.member(who.id)
    if member is None:
        raise ControlError(f"{who.first_name} is not in the group")
    if member.status == "creator":
        raise ControlError("the creator keeps their place")


def give_rank(world: World, chat: Chat, who: Person | Bot, by: Person | Bot, action: str) -> None:
    if action == "anonymous" and chat.type != "supergroup":
        raise ControlError("only a supergroup has anonymous administrators")
    if action == "anonymous" and chat.creator.who is who:
        chat.creator.anonymous = True
        return
    check_seat(chat, who)
    status = "member" if action == "demote" else "administrator"
    change_member(world, chat, who, status, by, anonymous=action == "anonymous")


def change_members(world: World, chat: Chat, who: Person | Bot, action: str, by: Person | Bot) -> None:
    if chat.private or chat.migrated_to is not None:
        raise ControlError("members are changed in a group that is still one")
    if action == "add":
        add(world, chat, who, by)
    elif action == "remove":
        remove(world, chat, who, by)
    elif action in {"promote", "demote", "anonymous"}:
        give_rank(world, chat, who, by, action)
    else:
        raise ControlError("action must be add, remove, promote, demote or anonymous")
    record(world, chat, "chat", about=summary(chat))


def upgrade(world: World, old: Chat) -> Chat:
    """The old group ends with where it went, the new one begins with where it came from."""
    if old.type != "group" or old.migrated_to is not None:
        raise ControlError("only a group that is still one can be upgraded")
    new = world.add_group("supergroup", old.title)
    creator = old.creator.who
    for member in old.members.values():
        new.seat(member.who, member.status)
    post(world, old, creator, {"migrate_to_chat_id": new.id}, service=True)
    old.migrated_to = new.id
    post(world, new, creator, {"migrate_from_chat_id": old.id}, service=True, anonymous=True)
    record(world, old, "chat", about=summary(old))
    record(world, new, "chat", about=summary(new))
    return new


def set_blocked(world: World, chat: Chat, *, blocked: bool) -> None:
    """The bot hears of it as a change of its own membership in the private chat."""
    if chat.person is None or chat.bot is None or chat.blocked == blocked:
        return
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    before, after = (
        {"user": chat.bot.user, "status": status, **({"until_date": 0} if status == "kicked" else {})}
        for status in statuses
    )
    chat.blocked = blocked
    change = {
        "chat": chat.brief,
        "from": chat.person.user,
        "date": int(world.timestamp()),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    chat.bot.updates.push("my_chat_member", change, chat.id)
    record(world, chat, "chat", about=summary(chat))


def follow_link(world: World, person: Person, bot: Bot, start: str | None, group: Chat | None) -> Message:
    """What an app does with t.me/BOT?start=CODE, or with ?startgroup=CODE once a group is chosen."""
    code = f" {start}" if start else ""
    if group is None:
        return Actor(world, world.private_chat(person, bot), person).say(f"/start{code}")
    if not group.in_charge(person.id) and group.member(bot.id) is None:
        raise ControlError("only an administrator adds a bot by a link")
    if group.member(bot.id) is None:
        change_members(world, group, bot, "add", person)
    return Actor(world, group, person).say(f"/start@{bot.username}{code}")


def summary(chat: Chat) -> Json:
    if chat.person is not None and chat.bot is not None:
        talk = {"person": chat.person.id, "bot": chat.bot.id, "started": chat.started, "blocked": chat.blocked}
        return {**chat.brief, **talk}
    seats = [
        {"id": number, "status": member.status, "anonymous": member.anonymous, "is_bot": number in chat.bots}
        for number, member in chat.members.items()
        if member.present
    ]
    return {**chat.brief, "members": seats, "migrated_to": chat.migrated_to}

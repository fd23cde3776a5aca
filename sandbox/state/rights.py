"""Who may say what in a group, and where in a forum: as the server refuses it."""

from typing import Any

from sandbox.errors import ApiError, ControlError, bad_request
from sandbox.state.chats import GENERAL, PERMISSIONS, Chat, Person
from sandbox.state.posting import change_member, delete, post
from sandbox.state.world import World

Json = dict[str, Any]

# what a message holds: the permission it takes, and what the refusal calls it
CONTENT = {
    "text": ("can_send_messages", "text messages"),
    "contact": ("can_send_messages", "contacts"),
    "location": ("can_send_messages", "locations"),
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "video": ("can_send_videos", "videos"),
    "voice": ("can_send_voice_notes", "voice messages"),
    "poll": ("can_send_polls", "polls"),
}
GENERAL_DEEDS = {
    "close": "general_forum_topic_hidden",
    "reopen": "general_forum_topic_unhidden",
}
DEEDS = {"close": "forum_topic_closed", "reopen": "forum_topic_reopened"}


def refused_content(chat: Chat, sender: int, content: Json) -> ApiError | None:
    lacks = chat.lacks(sender)
    for kind, (permission, called) in CONTENT.items():
        if kind in content and permission in lacks:
            return bad_request(f"not enough rights to send {called} to the chat")
    return None


def topic_for(chat: Chat, asked: int, reply_to: int | None) -> int | None:
    """Where a message goes: to the topic of what it replies to, else to the one asked for; raises ApiError."""
    if asked and (asked == GENERAL or asked not in chat.topics):
        raise bad_request("message thread not found")
    topic = chat.topic_of(reply_to) if reply_to else asked or None
    if chat.forum and not chat.topics[topic or GENERAL]:
        raise bad_request("TOPIC_CLOSED")
    return topic


def set_permissions(world: World, chat: Chat, given: Json, person: int | None) -> None:
    """Of plain members, of which no bot is told; or of one member, who is then restricted."""
    denied = frozenset(name for name in PERMISSIONS if str(given.get(name, True)).lower() == "false")
    if person is None:
        chat.denied = denied
        return
    status = "restricted" if denied else "member"
    change_member(world, chat, world.find_user(person), status, chat.creator.who, denied=denied)


def change_topic(world: World, chat: Chat, action: str, topic: int, name: str, by: Person) -> int:
    """`action`: create, close, reopen, delete; of GENERAL only close (it is hidden then) and reopen."""
    if chat.type != "supergroup":
        raise ControlError("only a supergroup is a forum")
    if not chat.forum:
        chat.topics[GENERAL] = True
        chat.brief = {**chat.brief, "is_forum": True}
    if action == "create":
        topic = chat.last_id + 1
        post(world, chat, by, {"forum_topic_created": {"name": name, "icon_color": 7322096}}, service=True, topic=topic)
        chat.topics[topic] = True
        return topic
    if topic not in chat.topics or action not in {*DEEDS, "delete"} or (topic == GENERAL and action == "delete"):
        raise ControlError("action must be create, close, reopen or delete, of a topic that is there")
    if action == "delete":
        del chat.topics[topic]
        for message in [each for each in chat.messages.values() if each.topic == topic]:
            delete(world, message)
        return topic
    chat.topics[topic] = action == "reopen"
    told = (GENERAL_DEEDS if topic == GENERAL else DEEDS)[action]
    post(world, chat, by, {told: {}}, service=True, topic=None if topic == GENERAL else topic)
    return topic

"""People, bots, chats and messages, as plain state."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.page_texts import Text
from sandbox.state.updates import Updates

Json = dict[str, Any]

GROUP_ANONYMOUS_BOT: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
IN_CHARGE = frozenset({"creator", "administrator"})
GENERAL = 1
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_invite_users",
)
RESTRICTED = (
    *PERMISSIONS,
    "can_change_info",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


@dataclass(slots=True, eq=False)
class Person:
    """`note`, `home` (the chat to look at first) and `hidden` are for the page alone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    phone: str | None = None
    language_code: str | None = None
    note: Text | None = None
    home: int | None = None
    hidden: bool = False

    @property
    def user(self) -> Json:
        about = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        known = {name: value for name, value in about.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **known}


@dataclass(slots=True, eq=False)
class Bot:
    """`commands` by (scope, language), `texts` by (what, language): name, description, short description."""

    id: int
    token: str
    username: str
    first_name: str
    updates: Updates
    privacy: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass(slots=True, eq=False)
class Member:
    """`status` as in ChatMember: creator, administrator, member, restricted, left, kicked.

    `denied` are the permissions that a restricted member lacks.
    """

    who: Person | Bot
    status: str
    anonymous: bool = False
    denied: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    @property
    def in_charge(self) -> bool:
        return self.status in IN_CHARGE


@dataclass(slots=True, eq=False)
class Message:
    """
    `body` is the Bot API's Message without `reply_to_message`; it is replaced, never changed, so what was
    handed out stays as it was. `sender` is who really wrote it, anonymous or not.
    """

    id: int
    chat: "Chat"
    sender: Person | Bot
    body: Json
    reply_to: int | None = None
    service: bool = False

    @property
    def topic(self) -> int | None:
        thread: int | None = self.body.get("message_thread_id")
        return thread

    @property
    def by_bot(self) -> bool:
        return isinstance(self.sender, Bot)

    @property
    def view(self) -> Json:
        replied = self.chat.messages.get(self.reply_to) if self.reply_to else None
        return {**self.body, "reply_to_message": replied.body} if replied else self.body


@dataclass(slots=True, eq=False)
class Poll:
    """`about` is the Bot API's Poll without what changes. `votes` are chosen options by voter: a person, or the chat of
    an anonymous administrator. `shown` are the messages that hold it.
    """

    bot: Bot
    about: Json
    closed: bool = False
    id: str = field(default_factory=lambda: str(secrets.randbits(62)))
    votes: dict[int, list[int]] = field(default_factory=dict)
    shown: list[Message] = field(default_factory=list)

    @property
    def body(self) -> Json:
        options = [
            {**option, "voter_count": sum(place in chosen for chosen in self.votes.values())}
            for place, option in enumerate(self.about["options"])
        ]
        changing = {"options": options, "total_voter_count": len(self.votes), "is_closed": self.closed}
        return {"id": self.id, **self.about, **changing}


@dataclass(slots=True, eq=False)
class Chat:
    """
    A group, or the private chat of `person` with `bot`. `bots` are those that are in it. `spoke` is the last bot
    that wrote here. `keyboards` are reply keyboards by the person they are shown to, 0 standing for everybody.
    `denied` are the permissions that plain members lack. A forum's `topics` are by the message that opened them, with
    whether one may write there; GENERAL is where all that is in no topic stands.
    """

    id: int
    type: str
    title: str = ""
    person: Person | None = None
    bot: Bot | None = None
    started: bool = False
    blocked: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    spoke: int | None = None
    keyboards: dict[int, Json] = field(default_factory=dict)
    reactions: dict[tuple[int, int], list[Json]] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    topics: dict[int, bool] = field(default_factory=dict)
    brief: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.brief = {"id": self.id, **self._named(), "type": self.type}

    @property
    def forum(self) -> bool:
        return bool(self.topics)

    def topic_of(self, message_id: int | None) -> int | None:
        message = self.messages.get(message_id or 0)
        return message.topic if message else None

    def lacks(self, user_id: int) -> frozenset[str]:
        """The permissions that somebody does not have here."""
        member = self.members.get(user_id)
        return frozenset() if member is None or member.in_charge else member.denied | self.denied

    def _named(self) -> Json:
        if self.person is None:
            return {"title": self.title}
        named = {name: self.person.user.get(name) for name in ("first_name", "last_name", "username")}
        return {name: value for name, value in named.items() if value}

    @property
    def private(self) -> bool:
        return self.type == "private"

    def member(self, user_id: int) -> Member | None:
        """Who is in the group now."""
        member = self.members.get(user_id)
        return member if member is not None and member.present else None

    def in_charge(self, user_id: int) -> bool:
        member = self.members.get(user_id)
        return member is not None and member.in_charge

    @property
    def creator(self) -> Member:
        return next(member for member in self.members.values() if member.status == "creator")

    def seat(
        self, who: Person | Bot, status: str, *, anonymous: bool = False, denied: frozenset[str] = frozenset()
    ) -> None:
        """Gives somebody a place in the group, or takes it."""
        self.members[who.id] = member = Member(who, status, anonymous, denied)
        if isinstance(who, Bot):
            if member.present:
                self.bots[who.id] = who
            else:
                self.bots.pop(who.id, None)

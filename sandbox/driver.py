"""A client of the control API: what people, and the world around them, do to a bot under test."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.control_client import ControlClient
from sandbox.page_texts import Step, Text

Json = dict[str, Any]

PATIENCE = 60.0  # seconds; whoever runs on a busy machine needs more than a few


class Driver(ControlClient):
    """`chat` is a Telegram chat id; a private chat is named by the person's id, and `bot` if there are several."""

    # Who there is

    async def state(self) -> Json:
        return await self._get("state")

    async def bot(self, token: str | None = None, **about: Any) -> Json:
        """`about`: username, first_name, privacy."""
        return await self._post("bots", token=token, **about)

    async def person(self, first_name: str, **about: Any) -> Json:
        """`about`: last_name, username, phone, language_code; for the page: note, home, hidden."""
        return await self._post("people", first_name=first_name, **about)

    async def cast(self, person: int, **part: Any) -> Json:
        """How the page shows somebody: `note` under the name, `home` the chat shown first, `hidden`."""
        return await self._post("cast", person=person, **part)

    async def page(
        self, *, title: Text | None = None, about: Text | None = None, guide: Sequence[Text | Step] | None = None
    ) -> Json:
        """What the page says of itself; `guide` is a list of steps to try."""
        return await self._post("page", title=title, about=about, guide=None if guide is None else list(guide))

    async def group(
        self,
        title: str,
        creator: int,
        *,
        members: Sequence[int] = (),
        admins: Sequence[int] = (),
        type: str = "supergroup",
    ) -> Json:
        return await self._post(
            "chats", type=type, title=title, creator=creator, members=list(members), admins=list(admins)
        )

    async def members(self, chat: int, person: int, action: str, *, by: int | None = None) -> Json:
        """`action`: add, remove, promote, demote, anonymous. `person` may be a bot."""
        return await self._post(f"chats/{chat}/members", person=person, action=action, by=by)

    async def permissions(self, chat: int, person: int | None = None, **given: bool) -> None:
        """Of plain members, or of one: those that are False are taken away, all others given (can_send_photos …)."""
        await self._post(f"chats/{chat}/permissions", person=person, **given)

    async def topic(self, chat: int, person: int, action: str, topic: int | None = None, *, name: str = "") -> int:
        """`action`: create (gives the topic), close, reopen, delete; without a topic it is of General."""
        made = await self._post(f"chats/{chat}/topics", person=person, action=action, topic=topic, name=name)
        return int(made["topic"])

    async def upgrade(self, chat: int) -> Json:
        return await self._post(f"chats/{chat}/upgrade")

    async def block(self, person: int, *, bot: int | None = None) -> None:
        await self._post("block", person=person, bot=bot)

    async def unblock(self, person: int, *, bot: int | None = None) -> None:
        await self._post("unblock", person=person, bot=bot)

    # What people do

    async def text(self, chat: int, person: int, text: str, **how: Any) -> Json:
        """`how`: reply_to, topic, anonymous, bot."""
        return await self._post(f"chats/{chat}/text", person=person, text=text, **how)

    async def photo(
        self, chat: int, person: int, data: bytes, *, filename: str = "photo.jpg", as_: str = "photo", **how: Any
    ) -> Json:
        """`as_`: photo, document, video, voice. `how`: caption, reply_to, topic, media_group_id, anonymous, bot."""
        form = self._form({"person": person, "as": as_, **how}, [(filename, data)])
        return await self._post_form(f"chats/{chat}/photo", form)

    async def album(self, chat: int, person: int, files: Sequence[bytes], **how: Any) -> list[Json]:
        """`how`: caption, caption_on (index of the part that carries it), reply_to, anonymous, bot."""
        named = [(f"photo{number}.jpg", data) for number, data in enumerate(files, 1)]
        answer = await self._post_form(f"chats/{chat}/album", self._form({"person": person, **how}, named))
        return list(answer["messages"])

    async def location(self, chat: int, person: int, latitude: float, longitude: float, **how: Any) -> Json:
        return await self._post(f"chats/{chat}/location", person=person, latitude=latitude, longitude=longitude, **how)

    async def contact(self, chat: int, person: int, **how: Any) -> Json:
        """The person's own contact, unless `phone_number`, `first_name`, `user_id` name another."""
        return await self._post(f"chats/{chat}/contact", person=person, **how)

    async def edit(self, chat: int, person: int, message_id: int, text: str, **how: Any) -> Json:
        return await self._post(f"chats/{chat}/edit", person=person, message_id=message_id, text=text, **how)

    async def press(
        self,
        chat: int,
        person: int,
        message_id: int,
        button: str | None = None,
        *,
        data: str | None = None,
        wait: float = PATIENCE,
        bot: int | None = None,
    ) -> Json:
        """`answer` is None when the bot has not answered within `wait` seconds."""
        return await self._post(
            f"chats/{chat}/press",
            person=person,
            message_id=message_id,
            button=button,
            data=data,
            wait=wait,
            bot=bot,
        )

    async def vote(self, chat: int, person: int, message_id: int, *options: int, **how: Any) -> Json:
        """Answers a poll; without options takes the answer back. `how`: anonymous, bot."""
        return await self._post(
            f"chats/{chat}/vote", person=person, message_id=message_id, options=list(options), **how
        )

    async def forward(self, chat: int, person: int, from_chat: int, message_id: int, **how: Any) -> Json:
        """Passes on to `chat` what the person sees in another."""
        seen = {"from_chat": from_chat, "message_id": message_id}
        return await self._post(f"chats/{chat}/forward", person=person, **seen, **how)

    async def delete(self, chat: int, message_id: int, *, bot: int | None = None) -> None:
        await self._post(f"chats/{chat}/delete", message_id=message_id, bot=bot)

    async def open(self, person: int, **how: Any) -> Json:
        """`how`: start, or startgroup and chat; bot."""
        return await self._post("open", person=person, **how)

    # What is to be seen

    async def messages(self, chat: int, person: int | None = None, **how: Any) -> list[Json]:
        """`how`: bot, after (a message id)."""
        return list((await self.view(chat, person, **how))["messages"])

    async def view(self, chat: int, person: int | None = None, **how: Any) -> Json:
        """`messages`, and `keyboard`: the reply keyboard this person has before them, or None."""
        return await self._get(f"chats/{chat}/messages", person=person, **how)

    async def commands(self, chat: int, person: int, *, bot: int | None = None) -> list[Json]:
        """The command menu this person has in this chat, by scope and language."""
        return list((await self._get(f"chats/{chat}/commands", person=person, bot=bot))["commands"])

    async def events(self, after: int = 0, timeout: float = 0) -> Json:
        return await self._get("events", after=after, timeout=timeout)

    async def calls(self, after: int = 0, method: str | None = None) -> list[Json]:
        return list((await self._get("calls", after=after, method=method))["calls"])

    async def mark(self) -> int:
        """Where the events stand now; give it to `wait_message` as `after`."""
        return int((await self._get("events", after=-1))["last"])

    async def wait_message(
        self,
        chat: int,
        person: int | None,
        match: Callable[[Json], bool],
        timeout: float = PATIENCE,
        *,
        after: int | None = None,
        bot: int | None = None,
    ) -> Json:
        """
        The first message of the chat, as it stands or as it comes or is edited, that matches.
        With `after` (from `mark`) only what came or was edited since then counts.
        """
        last = await self.mark() if after is None else after
        if after is None:
            standing = await self.messages(chat, person, bot=bot)
            found = next((message for message in reversed(standing) if match(message)), None)
            if found is not None:
                return found
        return await self._wait_event(chat, match, last, time.monotonic() + timeout, bot)

    async def _wait_event(
        self, chat: int, match: Callable[[Json], bool], last: int, until: float, bot: int | None
    ) -> Json:
        seen: list[Json] = []
        while (left := until - time.monotonic()) > 0:
            answer = await self.events(last, min(left, 25))
            last = answer["last"]
            for event in answer["events"]:
                if event["kind"] not in {"message", "edit"} or event["chat"] != chat:
                    continue
                if bot is not None and event.get("bot", bot) != bot:
                    continue
                if match(event["message"]):
                    return dict(event["message"])
                seen.append(event["message"])
        raise TimeoutError(f"no message in chat {chat} matched; seen meanwhile: {seen}")

    # What happens to the bot

    async def limits(self, **limits: Any) -> Json:
        """`limits`: enabled, per_second, per_chat_second, per_group_minute."""
        return await self._post("limits", **limits)

    async def failures(self, kind: str, **which: Any) -> None:
        """`kind`: as in sandbox/failures.py. `which`: method, chat, times, retry_after, description."""
        await self._post("failures", kind=kind, **which)

    async def clock(self) -> str:
        return str((await self._get("clock"))["now"])

    async def advance(self, seconds: float) -> str:
        return str((await self._post("clock", advance=seconds))["now"])

    async def reset(self) -> None:
        """Everything anew, where whoever embeds the sandbox knows how."""
        await self._post("reset")

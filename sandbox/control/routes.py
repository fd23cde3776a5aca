"""The control API: `/sandbox/…`, for tests, the demo and the page."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.body import BodyError, read_body
from sandbox.control import crowd, stage
from sandbox.control.asked import Asked, check_seen
from sandbox.control.failures import Failures
from sandbox.control.trouble import Trouble
from sandbox.errors import ControlError
from sandbox.methods.menus import menu
from sandbox.state.chats import GENERAL, Person
from sandbox.state.journal import Journal
from sandbox.state.polls import chosen_by
from sandbox.state.posting import delete, keyboard_for
from sandbox.state.rights import change_topic, set_permissions
from sandbox.state.world import World

Json = dict[str, Any]
Handler = Callable[[Asked], Any]

LONGEST_WAIT = 60


class Control:
    def __init__(self, world: World, failures: Failures, calls: Journal) -> None:
        self.world = world
        self.trouble = Trouble(world, failures)
        self.calls = calls

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/files/{file_id}", self.file),
            *(web.get(f"/sandbox/{path}", self._answering(handler)) for path, handler in self._looks().items()),
            *(web.post(f"/sandbox/{path}", self._answering(handler)) for path, handler in self._deeds().items()),
        ]

    def _looks(self) -> dict[str, Handler]:
        return {
            "state": self.state,
            "chats/{chat}/messages": self.messages,
            "chats/{chat}/commands": self.commands,
            "clock": self.trouble.clock,
            "events": self.events,
            "calls": self.called,
        }

    def _deeds(self) -> dict[str, Handler]:
        return {
            "bots": self.add_bot,
            "people": self.add_person,
            "cast": self.cast,
            "page": lambda asked: stage.set_page(asked.world, asked.params),
            "chats": self.add_chat,
            "chats/{chat}/text": self.text,
            "chats/{chat}/photo": self.photo,
            "chats/{chat}/album": self.album,
            "chats/{chat}/location": self.location,
            "chats/{chat}/contact": self.contact,
            "chats/{chat}/edit": self.edit,
            "chats/{chat}/press": self.press,
            "chats/{chat}/vote": lambda asked: asked.actor().vote(*asked.ballot()).view,
            "chats/{chat}/forward": lambda asked: asked.actor().pass_on(asked.seen_elsewhere()).view,
            "chats/{chat}/members": self.members,
            "chats/{chat}/upgrade": self.upgrade,
            "chats/{chat}/permissions": self.permissions,
            "chats/{chat}/topics": self.topics,
            "chats/{chat}/delete": self.delete,
            "block": lambda asked: self.set_blocked(asked, blocked=True),
            "unblock": lambda asked: self.set_blocked(asked, blocked=False),
            "open": self.open,
            "limits": self.trouble.limits,
            "failures": self.trouble.fail,
            "reset": self.trouble.reset,
            "clock": self.trouble.advance,
        }

    def _answering(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            try:
                result = handler(Asked(self.world, request, await read_body(request)))
                result = await result if asyncio.iscoroutine(result) else result
            except ControlError as error:
                return web.json_response({"error": error.error}, status=error.status)
            except BodyError as error:
                return web.json_response({"error": error.text}, status=400)
            return web.Response(body=json.dumps(result).encode(), content_type="application/json")

        return answer

    # Who there is

    def state(self, _asked: Asked) -> Json:
        world = self.world
        chats = [*world.groups.values(), *world.private.values()]
        return {
            "bots": [{**bot.user, "token": bot.token, "privacy": bot.privacy} for bot in world.bots.values()],
            "people": [person_view(person) for person in world.people.values()],
            "chats": [crowd.summary(chat) for chat in chats],
            "clock": world.now().isoformat(),
            "limits": self.trouble.limits_view(),
            "last": world.events.last,
            **stage.page_view(world),
        }

    def add_bot(self, asked: Asked) -> Json:
        about = {name: asked.get(name) for name in ("token", "username", "first_name") if asked.get(name)}
        privacy = asked.get("privacy") is None or asked.flag("privacy")
        bot = self.world.add_bot(**about, privacy=privacy)
        return {"id": bot.id, "token": bot.token, "username": bot.username, "privacy": bot.privacy}

    def add_person(self, asked: Asked) -> Json:
        names = ("last_name", "username", "phone", "language_code")
        about = {name: asked.get(name) for name in names if asked.get(name)}
        person = self.world.add_person(asked.needed("first_name"), **about)
        stage.cast(self.world, person, asked.part())
        return person_view(person)

    def cast(self, asked: Asked) -> Json:
        person = asked.person()
        stage.cast(self.world, person, asked.part())
        return person_view(person)

    async def file(self, request: web.Request) -> web.Response:
        return stage.send_file(self.world, request.match_info["file_id"])

    def add_chat(self, asked: Asked) -> Json:
        asked.needed("creator")
        chat = crowd.make_group(
            self.world,
            asked.needed("type"),
            asked.needed("title"),
            self.world.find_person(asked.integer("creator") or 0),
            asked.get("members") or (),
            asked.get("admins") or (),
        )
        return crowd.summary(chat)

    def members(self, asked: Asked) -> Json:
        chat, by = asked.chat(), asked.integer("by")
        asked.needed("person")
        who = self.world.find_user(asked.integer("person") or 0)
        changer = chat.creator.who if by is None else self.world.find_user(by)
        crowd.change_members(self.world, chat, who, asked.needed("action"), changer)
        return crowd.summary(chat)

    def upgrade(self, asked: Asked) -> Json:
        return crowd.summary(crowd.upgrade(self.world, asked.chat()))

    def permissions(self, asked: Asked) -> Json:
        chat = asked.chat()
        set_permissions(self.world, chat, asked.params, asked.integer("person"))
        return crowd.summary(chat)

    def topics(self, asked: Asked) -> Json:
        topic, name = asked.integer("topic") or GENERAL, str(asked.get("name") or "")
        made = change_topic(self.world, asked.chat(), asked.needed("action"), topic, name, asked.person())
        return {"topic": made}

    def set_blocked(self, asked: Asked, *, blocked: bool) -> Json:
        chat = self.world.private_chat(asked.person(), self.world.find_bot(asked.integer("bot")))
        crowd.set_blocked(self.world, chat, blocked=blocked)
        return {}

    # What is said and done

    def messages(self, asked: Asked) -> Json:
        chat, after, person = asked.chat(), asked.integer("after") or 0, asked.integer("person")
        check_seen(chat, person)
        shown = [message.view for message in chat.messages.values() if message.id > after]
        votes = chosen_by(self.world, chat, person)
        return {"messages": shown, "keyboard": keyboard_for(chat, person), "votes": votes}

    def commands(self, asked: Asked) -> Json:
        bot = self.world.find_bot(asked.integer("bot"))
        return {"commands": menu(bot, asked.chat(), asked.person())}

    def text(self, asked: Asked) -> Json:
        return asked.actor().say(asked.needed("text"), asked.integer("reply_to")).view

    def photo(self, asked: Asked) -> Json:
        if len(asked.files) != 1:
            raise ControlError("one file is needed")
        return asked.actor().show(asked.get("as") or "photo", asked.files[0], asked.about()).view

    def album(self, asked: Asked) -> Json:
        if not 2 <= len(asked.files) <= 10:
            raise ControlError("an album has from 2 to 10 files")
        return {"messages": [part.view for part in asked.actor().show_album(asked.files, asked.about())]}

    def location(self, asked: Asked) -> Json:
        place = {name: asked.number(name) for name in ("latitude", "longitude") if asked.needed(name) is not None}
        return asked.actor().send({"location": place}, asked.integer("reply_to")).view

    def contact(self, asked: Asked) -> Json:
        return asked.actor().share_contact(asked.about()).view

    def edit(self, asked: Asked) -> Json:
        return asked.actor().revise(asked.integer("message_id") or 0, asked.needed("text")).view

    async def press(self, asked: Asked) -> Json:
        pressed = asked.actor().press(asked.integer("message_id") or 0, asked.get("button"), asked.get("data"))
        wait = min(asked.number("wait"), LONGEST_WAIT)
        if wait > 0 and pressed.answer is None:
            try:
                await asyncio.wait_for(pressed.answered.wait(), wait)
            except TimeoutError:
                return {"callback_query_id": pressed.id, "answer": None}
        return {"callback_query_id": pressed.id, "answer": pressed.answer}

    def delete(self, asked: Asked) -> Json:
        chat, number = asked.chat(), asked.integer("message_id") or 0
        if number not in chat.messages:
            raise ControlError(f"no message {number} in chat {chat.id}", 404)
        delete(self.world, chat.messages[number])
        return {}

    def open(self, asked: Asked) -> Json:
        bot = self.world.find_bot(asked.integer("bot"))
        chosen, code = asked.integer("chat"), asked.get("startgroup")
        if code is not None and chosen is None:
            raise ControlError("startgroup needs the chat chosen")
        group = self.world.find_chat(chosen) if code is not None and chosen is not None else None
        start = asked.get("start") if group is None else code
        return crowd.follow_link(self.world, asked.person(), bot, start, group).view

    # The record

    async def events(self, asked: Asked) -> Json:
        """`after` -1 only asks for `last`."""
        events, after = self.world.events, asked.integer("after") or 0
        if after < 0:
            return {"events": [], "last": events.last}
        found = await events.wait(after, min(asked.number("timeout"), LONGEST_WAIT))
        return {"events": found, "last": events.last}

    def called(self, asked: Asked) -> Json:
        method = asked.get("method")
        calls = self.calls.since(asked.integer("after") or 0)
        wanted = [call for call in calls if method is None or call["method"].lower() == method.lower()]
        return {"calls": wanted, "last": self.calls.last}


def person_view(person: Person) -> Json:
    return {name: value for name, value in asdict(person).items() if value is not None}

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.types import Chat, Message, TelegramObject, Update

from bot.updates.routers import joined

Handler = Callable[[Message], Awaitable[str]]


def says(word: str) -> Handler:
    async def handler(_message: Message) -> str:
        return word

    return handler


async def skips(_message: Message) -> str:
    raise SkipHandler


async def never(_event: TelegramObject) -> bool:
    return False


async def is_text(message: Message) -> bool:
    return message.text == "text"


class Silence(BaseMiddleware):
    async def __call__(self, _handler: Any, _event: TelegramObject, _data: dict[str, Any]) -> str:
        return "silence"


def router(*handlers: Handler) -> Router:
    made = Router()
    for handler in handlers:
        made.message.register(handler)
    return made


def guarded(*handlers: Handler) -> Router:
    made = router(*handlers)
    made.message.filter(never)
    return made


def muffled(*handlers: Handler) -> Router:
    made = router(*handlers)
    made.message.middleware(Silence())
    return made


def nested(*handlers: Handler) -> Router:
    made = Router()
    made.include_router(router(*handlers))
    return made


async def answer(*routers: Router, text: str = "text") -> Any:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*joined(routers))
    said = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=1, type="private"), text=text)
    return await dispatcher.feed_update(Bot("42:" + "x" * 35), Update(update_id=1, message=said))


def test_neighbours_become_one() -> None:
    plain = [router(says(word)) for word in "abcd"]
    assert len(joined(plain)) == 1
    assert len(joined([*plain[:2], guarded(says("x")), *plain[2:]])) == 3


async def test_the_first_handler_that_takes_it_answers() -> None:
    assert await answer(router(), router(skips, says("a")), router(says("b"))) == "a"
    assert await answer(router(skips), router(says("b")), router(says("c"))) == "b"
    assert await answer(router(skips), router()) is UNHANDLED


@pytest.mark.parametrize(("text", "answered"), [("text", "a"), ("other", "b")])
async def test_what_a_handler_asks_for_it_still_asks_for(text: str, answered: str) -> None:
    asking = Router()
    asking.message.register(says("a"), is_text)
    assert await answer(asking, router(says("b")), text=text) == answered


async def test_a_router_that_is_guarded_stays_guarded_between_its_neighbours() -> None:
    assert await answer(router(skips), guarded(says("a")), router(says("b"))) == "b"


async def test_what_stands_around_the_handlers_of_a_router_stays_there() -> None:
    assert await answer(router(skips), muffled(says("a")), router(says("b"))) == "silence"


async def test_routers_within_a_router_are_asked_in_its_place() -> None:
    assert await answer(router(skips), nested(says("a")), router(says("b"))) == "a"

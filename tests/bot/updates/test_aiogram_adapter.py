import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery

from bot.updates.aiogram_adapter import press_answer
from handlers.request import Toast

CALL = AnswerCallbackQuery(callback_query_id="1")
RESET = TelegramNetworkError(CALL, "ClientOSError: reset by peer")
BAD_GATEWAY = TelegramServerError(CALL, "Bad Gateway")
HTML = ClientDecodeError("no JSON", ValueError(), "<html>502</html>")
PATIENCE = TelegramRetryAfter(CALL, "Too Many Requests", 1)
TOO_OLD = TelegramBadRequest(CALL, "query is too old and response timeout expired or query ID is invalid")


class Line:
    """To Telegram, which meets these errors before it is good."""

    def __init__(self, errors: Sequence[AiogramError]) -> None:
        self.errors = list(errors)
        self.tried = 0
        self.answers: list[tuple[str | None, bool | None]] = []

    async def answer_callback_query(self, _query: str, text: str | None, alert: bool | None, **_how: Any) -> None:
        self.tried += 1
        if self.errors:
            raise self.errors.pop(0)
        self.answers.append((text, alert))


@pytest.mark.parametrize(
    ("errors", "tried", "answered"),
    [
        ([], 1, True),
        ([RESET], 2, True),
        ([RESET, BAD_GATEWAY, HTML, PATIENCE], 5, True),
        ([RESET] * 5, 5, False),
        ([TOO_OLD], 1, False),
        ([RESET, TOO_OLD], 2, False),
    ],
)
async def test_a_press_is_answered_as_long_as_it_can_be(errors: list[AiogramError], tried: int, answered: bool) -> None:
    line = Line(errors)
    await press_answer(cast("Bot", line), pauses=(0, 0, 0, 0))("1", Toast("已受理", alert=True))
    assert line.tried == tried
    assert line.answers == [("已受理", True)] * answered


async def test_an_answer_that_nobody_can_see_any_more_is_given_up() -> None:
    line = Line([RESET])
    await press_answer(cast("Bot", line), pauses=(3600,), lifetime=0)("1", Toast("已受理"))
    assert line.answers == []


async def test_each_press_has_its_own_patience() -> None:
    line = Line([RESET, RESET])
    answer = press_answer(cast("Bot", line), pauses=(0, 0))
    await asyncio.gather(answer("1", Toast("一")), answer("2", Toast("")))
    assert set(line.answers) == {("一", False), (None, False)}

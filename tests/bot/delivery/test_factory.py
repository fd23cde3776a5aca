import logging

import pytest

from bot.delivery.factory import TokenRefused
from tests.bot.delivery.talk import Talk


async def test_a_program_started_while_telegram_is_down_waits_for_it(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    await talk.driver.failures("502", method="getMe")
    group = await talk.group()
    await talk.post(group, "1")
    with caplog.at_level(logging.WARNING, "bot.delivery.factory"):
        async with talk.drain() as drain:
            await drain.drained()
    assert await talk.texts(group) == ["1"]
    assert "cannot be reached" in caplog.text


async def test_a_token_refused_at_the_start_is_told_at_once(talk: Talk) -> None:
    assert talk.sandbox is not None
    talk.sandbox.world.tokens.clear()
    with pytest.raises(TokenRefused):
        async with talk.opened():
            pass


async def test_the_token_stays_out_of_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await talk.post(await talk.group(), "1")
    async with talk.drain() as drain:
        await drain.drained()
    assert talk.token not in caplog.text

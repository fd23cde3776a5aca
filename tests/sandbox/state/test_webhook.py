import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.sandbox.conftest import Json, Street


@dataclass
class Receiver:
    """A bot's own address; `failing` chats are answered 500 that many times."""

    url: str = ""
    brought: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    failing: dict[int, int] = field(default_factory=dict)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        chat = update["message"]["chat"]["id"]
        async with self.grown:
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            self.brought.append(update)
            self.grown.notify_all()
        if self.failing.get(chat, 0) > 0:
            self.failing[chat] -= 1
            return web.Response(status=500)
        return web.Response()

    async def texts(self, count: int) -> list[str]:
        async with self.grown:
            await asyncio.wait_for(self.grown.wait_for(lambda: len(self.brought) >= count), 60)
        return [update["message"]["text"] for update in self.brought]


@pytest.fixture
async def receiver(street: Street) -> AsyncIterator[Receiver]:
    street.sandbox.world.webhook_delay = 0.01
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    receiver.url = f"http://{host}:{port}/hook"
    yield receiver
    await street.bot.call("deleteWebhook")
    await runner.cleanup()


async def settled(street: Street) -> None:
    while (await street.bot.call("getWebhookInfo"))["pending_update_count"]:
        continue


async def test_updates_are_brought_with_the_secret(street: Street, receiver: Receiver) -> None:
    await street.bot.call("setWebhook", url=receiver.url, secret_token="S3cret-_")
    await street.driver.text(street.chen, street.chen, "早")
    assert await receiver.texts(1) == ["早"]
    assert receiver.secrets == ["S3cret-_"]
    await settled(street)


async def test_what_waited_is_brought_when_the_webhook_is_set(street: Street, receiver: Receiver) -> None:
    await street.driver.text(street.chen, street.chen, "早")
    await street.bot.call("setWebhook", url=receiver.url)
    assert await receiver.texts(1) == ["早"]


async def test_pending_updates_can_be_dropped(street: Street, receiver: Receiver) -> None:
    await street.driver.text(street.chen, street.chen, "早")
    await street.bot.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    await street.driver.text(street.chen, street.chen, "晚")
    assert await receiver.texts(1) == ["晚"]


async def test_a_failure_is_tried_again_and_holds_up_its_chat_alone(street: Street, receiver: Receiver) -> None:
    await street.driver.open(street.li)
    await street.bot.updates()
    await street.bot.updates()
    receiver.failing[street.chen] = 2
    await street.bot.call("setWebhook", url=receiver.url)
    await street.driver.text(street.chen, street.chen, "陈一")
    await street.driver.text(street.chen, street.chen, "陈二")
    await street.driver.text(street.li, street.li, "李一")
    texts = await receiver.texts(5)
    assert [text for text in texts if text.startswith("陈")] == ["陈一", "陈一", "陈一", "陈二"]
    assert texts.count("李一") == 1
    await settled(street)
    info = await street.bot.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_an_address_nobody_answers_at_is_told_of(street: Street) -> None:
    await street.bot.call("setWebhook", url="http://127.0.0.1:9/hook")
    await street.driver.text(street.chen, street.chen, "早")
    while "last_error_message" not in (info := await street.bot.call("getWebhookInfo")):
        continue
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1
    await street.bot.call("deleteWebhook")
    assert [message["text"] for message in await street.bot.heard()] == ["早"]


async def test_polling_and_a_webhook_exclude_each_other(street: Street, receiver: Receiver) -> None:
    poll = asyncio.create_task(street.bot.refusal("getUpdates", offset=street.bot.offset, timeout=30))
    await street.polled()
    await street.bot.call("setWebhook", url=receiver.url)
    assert await poll == "409 Conflict: terminated by setWebhook request"
    assert await street.bot.refusal("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )


async def test_a_secret_has_only_plain_characters(street: Street) -> None:
    refusal = await street.bot.refusal("setWebhook", url="http://127.0.0.1:9/", secret_token="秘密")
    assert refusal == "400 Bad Request: secret token contains unallowed characters"
    refusal = await street.bot.refusal("setWebhook", url="127.0.0.1")
    assert refusal == "400 Bad Request: bad webhook: invalid URL specified"

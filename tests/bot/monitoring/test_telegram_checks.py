from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.configuration.settings import Settings
from bot.monitoring.telegram_checks import (
    PATIENCE,
    BoundChat,
    NoAnswer,
    Telegram,
    chats,
    judge_webhook,
    token,
    webhook,
    what_silences,
)
from sandbox.driver import Driver
from sandbox.server import Sandbox

HOOK = "https://bot.example.org"
MUTED = {"can_send_messages": False}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    server = Sandbox(strict=True)
    yield server
    await server.stop()
    assert server.complaints == []


@pytest.fixture
async def driver(sandbox: Sandbox) -> AsyncIterator[Driver]:
    async with Driver(await sandbox.start()) as made:
        yield made


@pytest.fixture
async def bot(driver: Driver) -> dict[str, Any]:
    return await driver.bot()


@pytest.fixture
async def telegram(driver: Driver, bot: dict[str, Any]) -> AsyncIterator[Telegram]:
    async with aiohttp.ClientSession(timeout=PATIENCE) as client:
        yield Telegram(client, driver.base_url, bot["token"])


async def test_a_good_token_gives_the_bot(telegram: Telegram, bot: dict[str, Any]) -> None:
    finding, bot_id = await token(telegram)
    assert (finding.ok, finding.detail, bot_id) == (True, f"@{bot['username']}", bot["id"])


@pytest.mark.parametrize("given", ["123456:no-such-bot-anywhere-at-all-000000", "no-token"])
async def test_a_token_that_telegram_refuses_is_told(telegram: Telegram, given: str) -> None:
    finding, bot_id = await token(Telegram(telegram.client, telegram.api_url, given))
    assert (finding.ok, bot_id) == (False, 0)
    assert finding.detail.startswith("Telegram refuses BOT_TOKEN: ")


async def test_a_missing_token_is_told_and_nobody_is_asked(telegram: Telegram) -> None:
    finding, bot_id = await token(Telegram(telegram.client, "http://127.0.0.1:1", ""))
    assert (finding.ok, finding.detail, bot_id) == (False, "BOT_TOKEN is missing", 0)


async def test_a_telegram_out_of_reach_is_told_without_the_token(telegram: Telegram) -> None:
    finding, bot_id = await token(Telegram(telegram.client, "http://127.0.0.1:1", telegram.token))
    assert (finding.ok, bot_id) == (False, 0)
    assert finding.detail == "Telegram cannot be asked at http://127.0.0.1:1: ClientConnectorError"


async def test_a_server_error_is_not_blamed_on_the_token(telegram: Telegram, driver: Driver) -> None:
    await driver.failures("502", method="getMe")
    finding, _ = await token(telegram)
    assert finding.detail.startswith("Telegram cannot be asked at ")


async def test_something_that_is_no_bot_api_is_told(telegram: Telegram) -> None:
    with pytest.raises(NoAnswer):
        await Telegram(telegram.client, f"{telegram.api_url}/sandbox", telegram.token).ask("getMe")


async def test_when_telegram_asks_for_patience_it_is_asked_again(telegram: Telegram, driver: Driver) -> None:
    await driver.failures("429", method="getMe", retry_after=1)
    finding, _ = await token(telegram)
    assert finding.ok


async def test_the_webhook_is_asked_for(telegram: Telegram, now: datetime) -> None:
    assert (await webhook(telegram, Settings(), now)).ok
    assert not (await webhook(telegram, Settings(webhook_url=HOOK), now)).ok


@pytest.mark.parametrize(
    ("info", "url", "told"),
    [
        ({"url": ""}, "", None),
        ({"url": "", "pending_update_count": 4}, "", None),
        ({"url": f"{HOOK}/webhook"}, HOOK, None),
        ({"url": f"{HOOK}/webhook"}, "", f"it is set to {HOOK}/webhook, but WEBHOOK_URL is empty"),
        ({"url": ""}, HOOK, f"it should be {HOOK}/webhook and is: -"),
        ({"url": "https://old/webhook"}, HOOK, f"it should be {HOOK}/webhook and is: https://old/webhook"),
    ],
)
def test_the_webhook_must_be_what_the_settings_say(
    info: dict[str, Any], url: str, told: str | None, now: datetime
) -> None:
    finding = judge_webhook(info, url, now)
    assert finding.ok is (told is None)
    assert told in (None, finding.detail)


@pytest.mark.parametrize(
    ("ago", "waiting", "ok"),
    [
        (timedelta(minutes=5), 3, False),
        (timedelta(minutes=5), 0, True),
        (timedelta(hours=2), 3, True),
    ],
)
def test_an_error_of_the_webhook_counts_while_updates_wait_for_it(
    ago: timedelta, waiting: int, ok: bool, now: datetime
) -> None:
    error = {"last_error_date": int((now - ago).timestamp()), "last_error_message": "Connection refused"}
    finding = judge_webhook({"url": f"{HOOK}/webhook", "pending_update_count": waiting, **error}, HOOK, now)
    assert finding.ok is ok
    if not ok:
        assert finding.detail == "Telegram cannot deliver: Connection refused; updates waiting: 3"


async def test_chats_where_the_bot_is_a_member_or_administrator_are_well(
    telegram: Telegram, driver: Driver, bot: dict[str, Any]
) -> None:
    leader = await driver.person("林")
    member = await driver.group("一网格", leader["id"], members=[bot["id"]])
    ruling = await driver.group("二网格", leader["id"], admins=[bot["id"]])
    finding, problems = await chats(telegram, bot["id"], [BoundChat(each["id"], "") for each in (member, ruling)])
    assert (finding.ok, finding.values, problems) == (True, {"total": 2}, [])


async def test_chats_the_bot_may_not_write_to_are_named_with_the_reason(
    telegram: Telegram, driver: Driver, bot: dict[str, Any]
) -> None:
    leader = await driver.person("林")
    good = await driver.group("一网格", leader["id"], members=[bot["id"]])
    lost = await driver.group("二网格", leader["id"], members=[bot["id"]])
    await driver.members(lost["id"], bot["id"], "remove")
    mute = await driver.group("三网格", leader["id"], members=[bot["id"]])
    await driver.permissions(mute["id"], **MUTED)
    bound = [BoundChat(each["id"], each["title"]) for each in (good, lost, mute)] + [BoundChat(-1, "")]
    finding, problems = await chats(telegram, bot["id"], bound)
    assert finding.detail == "bound chats the bot may not write to: 3 of 4"
    assert [(each.chat.label, each.message) for each in problems] == [
        ("二网格", "the bot is not in the chat"),
        ("三网格", "the bot may not write"),
        ("", "Telegram says: {error}"),
    ]
    assert "chat not found" in problems[2].error


@pytest.mark.parametrize(
    ("member", "permissions", "reason"),
    [
        ({"status": "creator"}, MUTED, None),
        ({"status": "administrator"}, MUTED, None),
        ({"status": "member"}, {}, None),
        ({"status": "member"}, {"can_send_messages": True}, None),
        ({"status": "member"}, MUTED, "the bot may not write"),
        ({"status": "restricted", "can_send_messages": True}, {}, None),
        ({"status": "restricted"} | MUTED, {}, "the bot may not write"),
        ({"status": "restricted"}, {}, "the bot may not write"),
        ({"status": "left"}, {}, "the bot is not in the chat"),
        ({"status": "kicked"}, {}, "the bot is not in the chat"),
    ],
)
def test_who_may_write_in_a_chat(member: dict[str, Any], permissions: dict[str, Any], reason: str | None) -> None:
    assert what_silences(member, permissions) == reason

"""What Telegram says of the bot, its webhook and its chats: plain HTTP, for `doctor`, which is to start at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.configuration.settings import Settings
from bot.monitoring.findings import CheckFinding, found
from locales.translator import N_

PATIENCE = aiohttp.ClientTimeout(total=15)
TRIES = 3
LONGEST_PAUSE = 60
AT_ONCE = 8
RECENT = timedelta(hours=1)
ABSENT = N_("the bot is not in the chat")
PRESENT = ("creator", "administrator", "member")
ORDINARY = ("member", "restricted")


class NoAnswer(Exception):
    """Telegram could not be asked, or refused; `code` is 0 when it was not reached."""

    def __init__(self, code: int, text: str, retry_after: int = 0) -> None:
        super().__init__(text)
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True)
class Telegram:
    client: aiohttp.ClientSession
    api_url: str
    token: str

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Waits as long as Telegram asks for, a few times."""
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._ask(method, params)
            except NoAnswer as error:
                if not (error.retry_after and tries_left):
                    raise
                await asyncio.sleep(min(error.retry_after, LONGEST_PAUSE))
        raise AssertionError("the last try returns or raises")

    async def _ask(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            async with self.client.post(f"{self.api_url}/bot{self.token}/{method}", json=params) as response:
                told = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoAnswer(0, type(error).__name__) from None
        if not isinstance(told, dict) or not told.get("ok"):
            raise _refusal(told if isinstance(told, dict) else {})
        return dict(told["result"])


def _refusal(told: Mapping[str, Any]) -> NoAnswer:
    parameters = told.get("parameters") or {}
    description = str(told.get("description") or "no answer of Telegram's")
    return NoAnswer(int(told.get("error_code") or 0), description, int(parameters.get("retry_after") or 0))


async def token(telegram: Telegram) -> tuple[CheckFinding, int]:
    """And the bot's id, 0 when there is no bot to go on with."""
    if not telegram.token:
        return found("token", N_("BOT_TOKEN is missing"), ok=False), 0
    try:
        me = await telegram.ask("getMe")
    except NoAnswer as error:
        if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            return found("token", N_("Telegram refuses BOT_TOKEN: {error}"), ok=False, error=error), 0
        told = N_("Telegram cannot be asked at {address}: {error}")
        return found("token", told, ok=False, address=telegram.api_url, error=error), 0
    return found("token", "@{username}", ok=True, username=me.get("username")), int(me["id"])


async def webhook(telegram: Telegram, settings: Settings, now: datetime) -> CheckFinding:
    try:
        info = await telegram.ask("getWebhookInfo")
    except NoAnswer as error:
        return found("webhook", N_("Telegram does not tell: {error}"), ok=False, error=error)
    return judge_webhook(info, settings.webhook_url, now)


def judge_webhook(info: Mapping[str, Any], webhook_url: str, now: datetime) -> CheckFinding:
    """Telegram remembers an error for long: it counts while updates are waiting because of it."""
    set_to, wanted = info.get("url") or "", f"{webhook_url}/webhook" if webhook_url else ""
    count = info.get("pending_update_count") or 0
    if set_to and not wanted:
        return found("webhook", N_("it is set to {url}, but WEBHOOK_URL is empty"), ok=False, url=set_to)
    if set_to != wanted:
        told = N_("it should be {wanted} and is: {url}")
        return found("webhook", told, ok=False, wanted=wanted, url=set_to or "-")
    failed_at = info.get("last_error_date") or 0
    if count and failed_at > (now - RECENT).timestamp():
        told = N_("Telegram cannot deliver: {error}; updates waiting: {count}")
        return found("webhook", told, ok=False, error=info.get("last_error_message") or "?", count=count)
    told = N_("set; updates waiting: {count}") if wanted else N_("none, as set; updates waiting: {count}")
    return found("webhook", told, ok=True, count=count)


@dataclass(frozen=True)
class BoundChat:
    """`label` is how people know it: grid, purpose, title; `residents`: it is not for staff alone."""

    id: int
    label: str
    residents: bool = False


@dataclass(frozen=True)
class TelegramProblem:
    """`message` is untranslated; `error` is what Telegram said, if it refused."""

    chat: BoundChat
    message: str
    error: str = ""


async def chats(
    telegram: Telegram, bot_id: int, bound: Sequence[BoundChat]
) -> tuple[CheckFinding, list[TelegramProblem]]:
    free = asyncio.Semaphore(AT_ONCE)

    async def look(chat: BoundChat) -> TelegramProblem | None:
        async with free:
            return await _problem(telegram, bot_id, chat)

    problems = [each for each in await asyncio.gather(*map(look, bound)) if each]
    if problems:
        told = N_("bound chats the bot may not write to: {count} of {total}")
        return found("chats", told, ok=False, count=len(problems), total=len(bound)), problems
    return found("chats", N_("the bot may write to all bound chats: {total}"), ok=True, total=len(bound)), []


async def hearing(telegram: Telegram, bot_id: int, bound: Sequence[BoundChat]) -> tuple[CheckFinding, list[BoundChat]]:
    """In which groups of residents the bot is told of commands and replies alone, as it is no administrator there."""
    groups = [chat for chat in bound if chat.residents]
    free = asyncio.Semaphore(AT_ONCE)

    async def deaf(chat: BoundChat) -> bool:
        async with free:
            try:
                member = await telegram.ask("getChatMember", chat_id=chat.id, user_id=bot_id)
            except NoAnswer:
                return False  # said as a problem of the chat
            return member.get("status") in ORDINARY

    me = await telegram.ask("getMe")
    all_heard = me.get("can_read_all_group_messages")
    found_deaf = (
        []
        if all_heard
        else [c for c, is_deaf in zip(groups, await asyncio.gather(*map(deaf, groups)), strict=True) if is_deaf]
    )
    if found_deaf:
        told = N_("groups in which only commands and replies reach the bot: {count} of {total}")
        return found("hearing", told, ok=False, grave=False, count=len(found_deaf), total=len(groups)), found_deaf
    return found("hearing", N_("the bot hears all that is said in the groups: {total}"), ok=True, total=len(groups)), []


async def _problem(telegram: Telegram, bot_id: int, chat: BoundChat) -> TelegramProblem | None:
    try:
        member = await telegram.ask("getChatMember", chat_id=chat.id, user_id=bot_id)
        plain = member.get("status") == "member"
        about = await telegram.ask("getChat", chat_id=chat.id) if plain else {}
    except NoAnswer as error:
        absent = error.code == HTTPStatus.FORBIDDEN
        return (
            TelegramProblem(chat, ABSENT) if absent else TelegramProblem(chat, N_("Telegram says: {error}"), str(error))
        )
    reason = what_silences(member, about.get("permissions") or {})
    return TelegramProblem(chat, reason) if reason else None


def what_silences(member: Mapping[str, Any], permissions: Mapping[str, Any]) -> str | None:
    """What keeps this member from writing: of a plain one, whatever its privacy mode, only the chat's permissions."""
    status = member.get("status")
    if status not in (*PRESENT, "restricted"):
        return ABSENT
    rights = {"restricted": member, "member": permissions}.get(str(status), {})
    return None if rights.get("can_send_messages", status != "restricted") else N_("the bot may not write")

"""A notice on its way to many groups, which a journey stops in the middle."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from models.grids.tables import Binding, Grid, Level, Purpose
from models.grids.tree import grid_by_code, path_of
from models.inbox.updates import InboxState, InboxUpdate
from models.notices.tables import Notice, NoticeState
from tests.journeys.town import Json, Town, labels, rows, words

LIMITS = {"send_per_second": 30, "send_per_chat_second": 1, "send_per_group_minute": 20}
STREET_LEADER = "曹林文", "19900000001"


async def many_groups(town: Town, creator: int, count: int, members: Sequence[int] = ()) -> list[int]:
    """As if their administrators had followed the links."""
    groups = [await town.group(f"{number}网格群", creator, town.bot, *members) for number in range(count)]
    await town.settled()
    await bind(town, *groups)
    return groups


async def bind(town: Town, *groups: int) -> None:
    """Each to a grid of its own."""
    async with town.app.database.write() as session:
        community, now = await grid_by_code(session, "S-1"), town.app.timekeeper.now()
        for chat in groups:
            grid = Grid(code=f"B{chat}", name=f"{-chat}号网格", level=Level.GRID, path="", parent_id=community.id)
            grid.path = path_of(grid.id, community.path)
            session.add(grid)
            session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=chat, bound_at=now))


async def sent_to_all(town: Town, who: int, text: str, *presses: str) -> Json:
    """Written in private and sent once previewed; returns its progress card."""
    driver, mark = town.driver, await town.driver.mark()

    async def card(text: str, button: str = "") -> Json:
        def right(message: Json) -> bool:
            said_so = message["from"]["id"] == town.bot and text in words(message)
            return said_so and (not button or button in labels(message))

        return await driver.wait_message(who, who, right, after=mark)

    await driver.text(who, who, text)
    for label in (*presses, "预览"):
        await driver.press(who, who, (await card("草稿", label))["message_id"], label)
    confirm = await card("按以上内容发送", "确认发送")
    await driver.press(who, who, confirm["message_id"], "确认发送")
    return await card("已送达")


def said(town: Town, chats: list[int], text: str) -> Counter[int]:
    """How many messages of the bot in these chats, as they stand, have these words."""
    found = [(chat, each) for chat in chats for each in town.sandbox.world.groups[chat].messages.values()]
    return Counter(chat for chat, each in found if each.sender.id == town.bot and text in words(each.view))


async def until(town: Town, true: Callable[[], Awaitable[bool]]) -> None:
    """For as long as a test may take: what is waited for is under way."""
    last = await town.driver.mark()
    while not await true():
        last = (await town.driver.events(last, timeout=0.02))["last"]


async def taken(town: Town) -> bool:
    """Every update is handled."""
    if town.sandbox.world.bots[town.bot].updates.pending:
        return False
    waiting = select(col(InboxUpdate.update_id)).where(col(InboxUpdate.state) == InboxState.PENDING)
    async with town.app.database.read() as session:
        return (await session.scalars(waiting)).first() is None


async def halted_at(town: Town, chats: list[int], text: str, count: int) -> list[int]:
    """Delivery is stopped once so many chats have it; which they are by then."""

    async def enough() -> bool:
        return len(said(town, chats, text)) >= count

    await until(town, enough)
    await town.staff.halt("speak")
    told = list(said(town, chats, text))
    assert len(told) < len(chats), "too late for the middle"
    return told


async def all_sent(town: Town) -> None:
    """Whatever is being sent is out; the clock goes on as far as that takes."""

    async def sending() -> bool:
        return any(each.state is NoticeState.SENDING for each in await rows(town, Notice))

    while await sending():
        await town.later(3)
    await town.settled()


def asked(town: Town, *methods: str) -> list[Json]:
    """Calls that the Bot API took."""
    return [call for call in town.sandbox.calls.since(0) if call["ok"] and call["method"] in methods]


def words_of(call: Json) -> str:
    params: dict[str, Any] = call["params"]
    return str(params.get("text") or params.get("caption") or "")


async def heard_all(town: Town, *chats: int) -> None:
    """What stands in these chats was looked at by the journey itself."""
    for chat in chats:
        town.expect(*await town.driver.messages(chat, chat if chat > 0 else None))

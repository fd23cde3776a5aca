"""Our side when a whole street presses 收到 at once: everybody's presses are in the inbox, and urgent hazards come."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from bot import roles, wiring
from bot.updates.listen import rank_of
from bot.wiring import App
from models.hazards.kinds import kinds_of
from models.inbox import updates as inbox
from models.inbox.updates import InboxState, InboxUpdate
from models.notices.copies import COPY
from models.notices.tables import Notice
from models.outbox.tables import OutboxMessage
from tests.bench.notices.given import Given
from tests.bench.notices.ours import out, sent, settings, tell

WARM = 2_000  # updates
EACH = 50
COMMAND, SMOKE = "/report@wangge_bot", "3号楼楼道冒烟"
MEMBERS, RESIDENTS = 900_000_001, 6_000_000
BETWEEN = 0.5  # seconds
FIRST = 1_000_000  # of the updates that this side makes itself


async def _copies(app: App) -> dict[int, int]:
    """The message of each chat that bears the button."""
    sent = select(col(OutboxMessage.chat_id), col(OutboxMessage.message_id))
    async with app.database.read() as session:
        found = await session.execute(sent.where(col(OutboxMessage.kind) == COPY))
        return {chat: message for chat, message in found if message is not None}


def _presses(given: Given, notice: Notice, copies: dict[int, int]) -> Iterator[dict[str, Any]]:
    """By everybody of every group, the member first; all over the street at a time."""
    for turn in range(EACH):
        for number, chat in enumerate(given.chats):
            who = MEMBERS + number if turn == 0 else RESIDENTS + number * EACH + turn
            at = turn * len(given.chats) + number
            press = {"id": str(at), "from": _person(who), "message": _said(copies[chat], chat), "chat_instance": "1"}
            yield {"update_id": FIRST + at, "callback_query": press | {"data": f"nt:r:received:{notice.id}"}}


def _said(number: int, chat: int) -> dict[str, Any]:
    return {"message_id": number, "date": 0, "chat": {"id": chat, "type": "supergroup", "title": "网格群"}}


def _report(number: int, chat: int) -> dict[str, Any]:
    command = [{"type": "bot_command", "offset": 0, "length": len(COMMAND)}]
    words = {"from": _person(RESIDENTS - 1 - number), "text": f"{COMMAND} {SMOKE}", "entities": command}
    return {"update_id": 2 * FIRST + number, "message": _said(100_000 + number, chat) | words}


def _person(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": "某人"}


async def _kept(app: App, *updates: dict[str, Any]) -> None:
    """As listening keeps them."""
    async with app.database.write() as session:
        now = app.timekeeper.now()
        await inbox.store(session, updates, now, partial(rank_of, kinds=kinds_of(session)))


async def _warm(app: App, given: Given) -> None:
    """Statements are put together once in a process: those of a press, and those of a report."""
    await _kept(app, _report(len(given.hurried), given.chats[0]))
    handled = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.state) == InboxState.DONE)
    while True:
        async with app.database.read() as session:
            if (await session.execute(handled)).scalar_one() >= WARM:
                return
        await asyncio.sleep(BETWEEN)


async def _hurry(app: App, given: Given) -> dict[int, float]:
    posted = {}
    for number, chat in enumerate(given.hurried):
        await asyncio.sleep(BETWEEN)
        posted[chat] = asyncio.get_running_loop().time()
        await _kept(app, _report(number, chat))
    return posted


async def main(given: Given) -> None:
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        for name in ("work", "speak", "clock"):
            roles.load(name)
        async with wiring.app(settings(given, Path(folder))) as app:
            await roles.database_ready(app)
            speaking = [asyncio.create_task(role(app)) for role in (roles.speak, roles.clock)]
            async with app.database.write() as session:
                notice = await sent(session, given)
            await out(app, notice.id)
            presses = list(_presses(given, notice, await _copies(app)))
            for first in range(0, len(presses), 1000):
                await _kept(app, *presses[first : first + 1000])
            gc.freeze()  # as the program does once it is up
            running = [*speaking, asyncio.create_task(roles.work(app))]
            await _warm(app, given)
            posted = await _hurry(app, given)
            await asyncio.sleep(2 * BETWEEN)
            await tell(posted, running)


if __name__ == "__main__":
    asyncio.run(main(Given.read(sys.argv[1])))

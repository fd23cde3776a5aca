"""Our side: delivery and clock from the composition root, a notice sent as a leader does it, receipts and urgent
messages meanwhile.
"""

import asyncio
import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import roles, wiring
from bot.configuration.settings import Settings
from bot.wiring import App
from models.due import WallClock
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.alerting.notify import alert
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity, State
from models.members.positions import HeldPosition
from models.members.tables import Person, Post
from models.notices.drafting import begin_draft
from models.notices.sending import send
from models.notices.sent.receipts import receive
from models.notices.tables import Asks, Notice, NoticeKind, NoticeState
from tests.bench.notices.given import TEXT, Given
from tests.bench.rig.measure import peak_memory

PRESSES = 339
LOOK = 0.2  # seconds
NOON = ZoneInfo(f"Etc/GMT{datetime.now(UTC).hour - 12:+}")  # where it is that: what is routine waits at night


def settings(given: Given, folder: Path) -> Settings:
    rates = given.rates
    return Settings(
        bot_token=given.token,
        api_url=given.api,
        database_url=given.url,
        data_dir=folder,
        zone=NOON,
        send_per_second=rates.per_second,
        send_per_chat_second=rates.per_chat_second,
        send_per_group_minute=rates.per_group_minute,
    )


async def sent(session: AsyncSession, given: Given) -> Notice:
    """To all groups, with members to confirm."""
    now = datetime.now(UTC)
    leader = (await session.scalars(select(Person).where(col(Person.started)))).one()
    post = (await session.scalars(select(Post).where(col(Post.person_id) == leader.id))).one()
    by = HeldPosition(post, await session.get_one(Grid, post.grid_id))
    notice = await begin_draft(session, NoticeKind.NOTICE, leader, by, leader.tg_user_id, TEXT, now)
    notice.asks = Asks.MEMBERS
    for number, photo in enumerate(given.photos):
        found = Found("photo", photo, None, number)
        await attach(session, notice.subject, found, leader.id, leader.tg_user_id, Moment.BEFORE, now)
    await session.flush()
    await send(session, notice, notice.revision, leader, WallClock(now, NOON))
    return notice


async def _press(app: App, notice_id: int, seconds: float) -> None:
    """So many members confirm, one after the other over this time."""
    rows = select(Person).where(~col(Person.started)).order_by(col(Person.id)).limit(PRESSES)
    async with app.database.read() as session:
        members = (await session.scalars(rows)).all()
    for member in members:
        await asyncio.sleep(seconds / len(members))
        async with app.database.write() as session:
            await receive(session, await session.get_one(Notice, notice_id), member, app.timekeeper.now())


async def _hurry(app: App, given: Given) -> dict[int, float]:
    """An urgent hazard for each of these chats, spread over the broadcast."""
    posted = {}
    for chat in given.hurried:
        await asyncio.sleep(given.bound / (len(given.hurried) + 1))
        async with app.database.write() as session:
            now = app.timekeeper.now()
            grid = (await session.scalars(select(Grid).order_by(col(Grid.id).desc()).limit(1))).one()
            hazard = Hazard(
                grid_id=grid.id, text="楼道冒烟", severity=Severity.URGENT, state=State.OPEN, created_at=now
            )
            session.add(hazard)
            await session.flush()
            alert(session, hazard, [chat], "new", now)
        posted[chat] = asyncio.get_running_loop().time()
    return posted


async def out(app: App, notice_id: int) -> None:
    while True:
        async with app.database.read() as session:
            if (await session.get_one(Notice, notice_id)).state is NoticeState.SENT:
                return
        await asyncio.sleep(LOOK)


async def tell(posted: dict[int, float], running: list[asyncio.Task[None]]) -> None:
    """What is measured, on standard output; then the roles end."""
    print(json.dumps({"peak": peak_memory(), "posted": posted}), flush=True)
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def main(given: Given) -> None:
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        async with wiring.app(settings(given, Path(folder))) as app:
            await roles.database_ready(app)
            running = [asyncio.create_task(role(app)) for role in (roles.speak, roles.clock)]
            async with app.database.write() as session:
                notice = await sent(session, given)
            gc.freeze()  # as the program does once it is up
            presses = asyncio.create_task(_press(app, notice.id, given.bound))
            posted = await _hurry(app, given)
            await asyncio.gather(presses, out(app, notice.id))
            await tell(posted, running)


if __name__ == "__main__":
    asyncio.run(main(Given.read(sys.argv[1])))

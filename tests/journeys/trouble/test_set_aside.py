"""An update that cannot be handled is tried three times, set aside and told of; everything else goes on."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot import wiring
from bot.monitoring import checks
from bot.updates.waves import Readable
from bot.updates.work import Dispatch
from bot.wiring import App
from handlers.request import Request
from models.inbox.updates import MAX_TRIES, InboxState, InboxUpdate
from tests.journeys.conftest import Cast
from tests.journeys.town import Town

BAD = "坏消息"
SORRY = "系统未能处理您的这条消息"


@dataclass
class Failing:
    dispatch: Dispatch

    def read(self, raw: dict[str, Any]) -> Readable:
        return self.dispatch.read(raw)

    async def __call__(self, read: Readable, request: Request) -> None:
        await self.dispatch(read, request)
        if BAD in str(read.raw):
            raise RuntimeError(BAD)


async def work(app: App) -> None:
    async with wiring.listening_bot(app, "work") as bot:
        worker = await wiring.worker(app, bot)
        worker.dispatch = Failing(worker.dispatch)
        await worker.run()


@pytest.fixture
async def faulty(town: Town, cast: Cast) -> Town:
    await town.staff.halt("work")
    town.staff.start("work", work)
    return town


async def aside(town: Town) -> list[InboxUpdate]:
    """The updates set aside, once none waits for another try."""
    rows = select(InboxUpdate).where(col(InboxUpdate.state) != InboxState.DONE)
    while True:
        async with town.app.database.read() as session:
            found = (await session.scalars(rows)).all()
        if found and all(row.state is InboxState.SET_ASIDE for row in found):
            return list(found)
        await town.driver.advance(3)
        await town.driver.events(await town.driver.mark(), timeout=0.2)


@pytest.mark.long
async def test_a_bad_update_is_set_aside_and_those_after_it_are_handled(faulty: Town, cast: Cast) -> None:
    town, driver = faulty, faulty.driver
    await driver.text(cast.group, cast.resident, f"/report {BAD}")
    await driver.text(cast.group, cast.resident, "/report@wangge_bot 楼道堆物")
    await driver.text(cast.member, cast.member, "/my")
    await town.hears(cast.member, cast.member, "还没有上报过")
    [kept] = await aside(town)
    assert kept.tries == MAX_TRIES
    assert BAD in kept.payload
    assert BAD in str(kept.error)
    sorry = await town.hears(cast.group, cast.resident, SORRY, str(kept.update_id))
    card = await town.hears(cast.group, cast.resident, "H1", "楼道堆物")
    assert sorry["message_id"] < card["message_id"]
    await town.hears(cast.member, cast.member, "H1")
    told = {finding.name: finding for finding in await checks.check(town.app.database, town.app.timekeeper.now())}
    assert not told["set-aside"].ok
    assert told["set-aside"].values == {"count": 1, "who": f"1 × message ← {cast.resident}"}


@pytest.mark.long
async def test_a_press_that_cannot_be_handled_is_answered_all_the_same(faulty: Town, cast: Cast) -> None:
    town, driver = faulty, faulty.driver
    await driver.text(cast.group, cast.resident, "/report 楼道堆物")
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    pressed = await driver.press(cast.group, cast.member, card["message_id"], data=BAD, wait=0)
    await aside(town)
    callback = town.sandbox.world.callbacks[pressed["callback_query_id"]]
    await callback.answered.wait()
    assert callback.answer is not None
    assert "未能处理这次操作" in callback.answer["text"]
    accepted = await driver.press(cast.group, cast.member, card["message_id"], "受理")
    assert accepted["answer"]["text"] == "您已受理H1。"
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await town.hears(cast.member, cast.member, "H1", "已受理")


SHAPELESS: tuple[dict[str, Any], ...] = (
    {"update_id": 1},
    {"update_id": 2, "message": {}},
    {"update_id": 3, "message": None},
    {"update_id": 4, "message": {"chat": {}}},
    {"update_id": 5, "message": {"chat": {"id": "x"}, "from": {}}},
    {"update_id": 6, "callback_query": {"id": "1", "from": {"id": 1}}},
    {"update_id": 7, "my_chat_member": {"chat": {"id": 5, "type": "private"}}},
    {"update_id": 8, "a_kind_of_tomorrow": {"message": []}},
)


@pytest.mark.long
async def test_updates_of_no_known_shape_stop_nobody(town: Town, cast: Cast) -> None:
    await town.bring(*SHAPELESS)
    await town.driver.text(cast.group, cast.resident, "/report 楼道堆物")
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    assert {row.update_id for row in await aside(town)} <= {update["update_id"] for update in SHAPELESS}


async def test_half_a_character_in_a_name_stops_nobody(town: Town, cast: Cast) -> None:
    said = await town.driver.text(cast.group, cast.resident, "/report 楼道堆物")
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    broken = {
        **said,
        "message_id": 900,
        "text": "/report 半个\ud83d字",
        "from": {**said["from"], "first_name": "\ude00"},
    }
    await town.bring({"update_id": 1_000_000_001, "message": broken})
    await town.hears(cast.group, cast.resident, "H2", "半个")
    await town.hears(cast.member, cast.member, "H2")

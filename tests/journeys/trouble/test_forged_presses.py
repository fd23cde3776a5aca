"""Forged presses by the dozen: others still get cards and a call for help its alarm, before and after a restart."""

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from models.emergencies.tables import Call
from models.hazards.reporting.private_draft import Intake
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.inbox.updates import InboxState, InboxUpdate
from models.outbox.tables import MessageState, OutboxMessage
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows

NEIGHBOURS, REPORTS_EACH = 15, 4
HUGE = "9" * 20
TAILS = (HUGE, f"1:{HUGE}", f"{HUGE}:1", f"accept:{HUGE}", f"going:{HUGE}", f"1:page:-{HUGE}", f"a:b:c:{HUGE}:1")
WORDS = (
    *("hz", "hza", "hzd", "hze", "hzf", "hzk", "hzm", "hzn", "hzo", "hzp", "hzs", "hzx", "duty", "leave", "lang"),
    *("bind", "unbind", "undept", "sos", "sosgrid", "pt", "pta", "ptg", "pts"),
)


@pytest.mark.long
async def test_forged_presses_stop_nobody(town: Town, cast: Cast) -> None:
    driver, resident = town.driver, cast.resident
    await driver.text(cast.group, cast.member, "/report 楼道堆物")
    card = await town.hears(cast.group, cast.member, "H1", "待受理")
    await driver.open(resident, start="")
    await driver.photo(resident, resident, picture("grey"), caption="楼道堆物")
    asked = await town.hears(resident, resident, "楼道堆物")
    neighbours = [await town.person(f"邻居{number}") for number in range(NEIGHBOURS)]
    for neighbour in neighbours:
        await driver.members(cast.group, neighbour, "add")

    await town.staff.halt("work")
    presses = await forged(town)
    for number, data in enumerate(presses):
        await driver.press(resident, resident, asked["message_id"], data=data, wait=0)
        await driver.press(cast.group, resident, card["message_id"], data=data, wait=0)
        if number < NEIGHBOURS * REPORTS_EACH:
            await driver.text(cast.group, neighbours[number % NEIGHBOURS], f"/report {number}号楼{number}室门口有杂物")
    await driver.text(cast.group, neighbours[0], "/sos@wangge_bot 3号楼502着火了")
    town.staff.start("work")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1", "3号楼502着火了")
    await town.staff.halt("work")
    await driver.text(cast.group, neighbours[1], "/report 地下车库消防通道被占")
    town.staff.start("work")
    await worked_through(town)

    assert len(presses) > NEIGHBOURS * REPORTS_EACH
    assert [call.text for call in await rows(town, Call)] == ["3号楼502着火了"]
    assert await cards(town) == 1 + NEIGHBOURS * REPORTS_EACH + 1
    await heard_all(town)


async def test_a_button_of_one_hazard_does_nothing_under_the_card_of_another(town: Town, cast: Cast) -> None:
    driver = town.driver
    await driver.text(cast.group, cast.resident, "/report 3号楼楼道堆物")
    first = await town.hears(cast.group, cast.member, "H1", "待受理")
    await driver.text(cast.group, cast.resident, "/report 楼道又堆了纸箱")
    asked = await town.hears(cast.group, cast.member, "H2", "是否与H1")
    await driver.press(cast.group, cast.resident, asked["message_id"], "不是，另行上报")
    second = await town.hears(cast.group, cast.member, "H2", "待受理")
    await town.settled()

    forged = await driver.press(cast.group, cast.member, first["message_id"], data="hz:accept:2")
    assert "这个按钮已失效" in forged["answer"]["text"]
    assert [hazard.state for hazard in await rows(town, Hazard)] == [State.OPEN, State.OPEN]

    honest = await driver.press(cast.group, cast.member, second["message_id"], data="hz:accept:2")
    assert honest["answer"]["text"] == "您已受理H2。"
    await town.hears(cast.group, cast.member, "H2", "已受理")
    await town.settled()
    await heard_all(town)


async def forged(town: Town) -> list[str]:
    """Of the report that the resident is making in private, and of everything else that a button may begin with."""
    [intake] = await rows(town, Intake)
    own = [f"hzp:{intake.id}:page:{HUGE}", f"hzp:{intake.id}:under:{HUGE}", f"hzp:{intake.id}:grid:{HUGE}"]
    return own + [f"{word}:{tail}" for word in WORDS for tail in TAILS]


async def worked_through(town: Town) -> None:
    """Returns when all that failed has been tried often enough."""
    pending = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.state) == InboxState.PENDING)
    while True:
        async with town.app.database.read() as session:
            if not await session.scalar(pending):
                break
        await town.driver.advance(3)
        await town.driver.events(await town.driver.mark(), timeout=0.2)
    await town.settled()


async def cards(town: Town) -> int:
    sent = select(func.count()).select_from(OutboxMessage).where(col(OutboxMessage.state) == MessageState.SENT)
    async with town.app.database.read() as session:
        return (await session.execute(sent.where(col(OutboxMessage.kind) == "hazards.card"))).scalar_one()


async def heard_all(town: Town) -> None:
    """So many cards and alerts need not each be waited for."""
    world = town.sandbox.world
    for chat in (*world.groups.values(), *world.private.values()):
        town.expect(*(message.view for message in chat.messages.values() if message.sender.id == town.bot))

"""A whistle: a street calls a department, which says that it is coming and done."""

import pytest

from models.departments.tables import Department
from models.grids.tree import grid_by_code
from models.members.tables import Post, Role
from tests.journeys.town import Town


@pytest.mark.long
async def test_a_whistle_is_blown_and_answered(town: Town) -> None:
    driver = town.driver
    caller, liaison = await town.person("马东宏"), await town.person("王警官")
    async with town.app.database.write() as session:
        street = await grid_by_code(session, "S")
        made = Department(grid_id=street.id, name="派出所")
        session.add(made)
        await session.flush()
        for person, role, of in ((caller, Role.LEADER, None), (liaison, Role.LIAISON, made.id)):
            post = Post(grid_id=street.id, role=role, name=str(person), phone=f"+86188{person % 10**8:08}")
            post.department_id = of
            session.add(post)
    for person in (caller, liaison):
        code = await town.post_code(str(person))
        await driver.open(person, start=code)
        await town.hears(person, person, "认领成功")
    resident, member = await town.person("李秀英"), await town.person("傅勇", "19900000007")
    await town.claim(member)
    group = await town.bound_group(caller, resident, member)
    await driver.text(group, resident, "/report@wangge_bot 3号楼通道被违建堵塞")
    await town.hears(group, resident, "H1", "待受理")
    await driver.text(caller, caller, "/whistle H1违建堵塞消防通道")
    draft = await town.hears(caller, caller, "吹哨报到", "请选择要呼叫的部门")
    await driver.press(caller, caller, draft["message_id"], "派出所")
    await town.hears(caller, caller, "吹哨报到", buttons=("✅派出所", "全部", "吹哨", "取消"))
    await driver.press(caller, caller, draft["message_id"], "吹哨")
    await town.hears(caller, caller, "派出所：未答复")
    await town.later(60)
    card = await town.hears(
        liaison, liaison, "违建堵塞消防通道", "H1 待受理", "3号楼通道被违建堵塞", buttons=("前往", "已到达", "办结")
    )
    await driver.press(liaison, liaison, card["message_id"], "前往")
    progress = await town.hears(caller, caller, "派出所：前往")
    await driver.press(liaison, liaison, card["message_id"], "办结")
    await town.hears(caller, caller, "办结")
    await driver.press(caller, caller, progress["message_id"], "查看隐患H1")
    await town.hears(caller, caller, "H1", "吹哨，呼叫派出所", "派出所应哨办结")
    await town.settled()
    town.expect(*await driver.messages(group), *await driver.messages(member, member))
    town.expect(*await driver.messages(caller, caller), *await driver.messages(liaison, liaison))

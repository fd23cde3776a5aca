from handlers.messages import Skip
from models.grids.retired import tell_chats
from tests.handlers.room import Room
from tests.street import GROUP, Street


async def test_a_group_whose_grid_left_the_roster_is_told_who_looks_after_it(room: Room, street: Street) -> None:
    street.grid.retired_at = room.now
    await tell_chats(room.session, [street.grid.id], room.now)
    assert await room.kinds(GROUP) == ["grids.retired"]
    assert (await room.text("grids.retired")).splitlines() == [
        "ℹ️ <b>S-1-1网格</b>（S-1-1）已不在花名册中。",
        "本群上报的隐患现由<b>S-1网格</b>（S-1）处理。",
        "管理员可将本群改绑到新的网格：先发送 /unbind，再用新的绑定码发送 /bind。",
    ]


async def test_a_grid_that_came_back_meanwhile_is_not_spoken_of(room: Room, street: Street) -> None:
    await tell_chats(room.session, [street.grid.id], room.now)
    assert isinstance(await room.worded(await room.newest("grids.retired")), Skip)

"""The list of brigades, who is reached, and who calls them out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.calling_out import call_out, called_out, last_out
from models.brigades.exchange import brigade_rows, import_brigades, problems_with
from models.brigades.find import brigades_over, brigades_seen, member_in, members_of
from models.brigades.sheet import TITLES, check_rows
from models.brigades.tables import Brigade
from models.emergencies.tables import Call
from models.emergencies.workflow import CallState
from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.places.tables import Place
from tests.street import Street

HEADER = ["网格编码", "姓名", "电话", "队长", "器材点编码"]
RESIDENT_PHONE = "19900000031"
LEADER = ["S-1-1", "李秀英", RESIDENT_PHONE, "是", ""]
MEMBER = ["S-1-1", "傅勇", "19900000012", "", ""]
UNKNOWN = ["S-1-1", "张三", "19900000033", "否", ""]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["", "张三", "19900000033", "", ""], ("grid", "cell_empty")),
        (["S", "", "19900000033", "", ""], ("name", "cell_empty")),
        (["S", "张三19900000033", "19900000033", "", ""], ("name", "responsible_has_phone")),
        (["S", "张三", "", "", ""], ("phone", "cell_empty")),
        (["S", "张三", "12", "", ""], ("phone", "phone_unreadable")),
        (["S", "张三", "19900000033", "也许", ""], ("leader", "leader_unreadable")),
        (["S", "张" * 81, "19900000033", "", ""], ("name", "text_long")),
        (["S-1-1", "李四", RESIDENT_PHONE, "", ""], ("phone", "member_twice")),
        (["S-1-1", "李四", "19900000034", "", "P2"], ("station", "two_stations")),
    ],
)
def test_each_fault_of_a_row_is_named(row: list[str], problem: tuple[str, str]) -> None:
    sheet = check_rows([HEADER, [*LEADER[:4], "P1"], row])
    assert [(each.column, each.code) for each in sheet.errors] == [problem]


async def brought_in(session: AsyncSession, now: datetime, *rows: list[str]) -> Brigade:
    await import_brigades(session, check_rows([HEADER, *rows]), now)
    return (await session.scalars(select(Brigade).order_by(col(Brigade.id)))).first()  # type: ignore[return-value]


async def test_a_sheet_is_the_whole_brigade_and_what_is_written_out_imports_again(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    brigade = await brought_in(session, now, LEADER, MEMBER)
    rows = await brigade_rows(session)
    assert [row[:4] for row in rows] == [
        list(TITLES.values())[:4],
        ["S-1-1", "李秀英", "19900000031", "是"],
        ["S-1-1", "傅勇", "19900000012", "否"],
    ]
    assert (await import_brigades(session, check_rows(rows), now)).nothing
    done = await import_brigades(
        session, check_rows([HEADER, UNKNOWN, ["S-1-1", "傅勇", "19900000012", "是", ""]]), now
    )
    assert (done.added, done.changed, done.left) == (1, 1, 1)
    assert [each.member.name for each in await members_of(session, brigade.id)] == ["傅勇", "张三"]


async def test_an_unknown_grid_or_place_changes_nothing(session: AsyncSession, street: Street, now: datetime) -> None:
    bad = check_rows([HEADER, ["X", "张三", "19900000033", "", "P9"]])
    assert [each.code for each in await problems_with(session, bad)] == ["grid_unknown", "station_unknown"]
    with pytest.raises(Refused, match="faulty"):
        await import_brigades(session, bad, now)
    place: dict[str, Any] = {"code": "P9", "kind": "shop", "name": "微型消防站", "grid_id": street.grid.id}
    session.add(Place(**place, opened_at=now, confirmed_at=now))
    await session.flush()
    assert (await brought_in(session, now, ["S-1-1", "张三", "19900000033", "", "P9"])).station == "P9"


async def test_who_has_shared_the_number_or_holds_a_post_under_it_is_reached(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    brigade = await brought_in(session, now, LEADER, MEMBER, UNKNOWN)
    assert [each.chat for each in await members_of(session, brigade.id)] == [None, 12, None]
    street.stranger.phone = f"+86{RESIDENT_PHONE}"
    await session.flush()
    assert [each.chat for each in await members_of(session, brigade.id)] == [16, 12, None]
    assert [each.name for each in await member_in(session, street.stranger)] == ["李秀英"]
    assert await member_in(session, street.resident) == []


async def test_a_grid_has_its_own_brigade_and_those_above(session: AsyncSession, street: Street, now: datetime) -> None:
    await brought_in(session, now, LEADER, ["S", "王五", "19900000035", "", ""])
    assert [grid.code for _, grid in await brigades_over(session, street.grid)] == ["S-1-1", "S"]
    assert [grid.code for _, grid in await brigades_over(session, street.community)] == ["S"]
    found = await brigades_seen(session, [street.community], 0, 9)
    assert [(grid.code, people) for _, grid, people in found.brigades] == [("S", 1), ("S-1-1", 1)]


async def calling(session: AsyncSession, street: Street, now: datetime, **more: Any) -> Call:
    about: dict[str, Any] = {"grid_id": street.grid.id, "chat_id": -1001, "created_at": now, "number": 1}
    call = Call(**about | more)
    session.add(call)
    await session.flush()
    return call


async def alarmed(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == "emergencies.alarm")
    return list(await session.scalars(rows.order_by(col(OutboxMessage.chat_id))))


async def test_leaders_and_the_brigades_own_leader_call_it_out_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.stranger.phone = f"+86{RESIDENT_PHONE}"
    brigade, call = await brought_in(session, now, LEADER, MEMBER, UNKNOWN), await calling(session, street, now)
    with pytest.raises(Refused, match="not_yours"):
        await call_out(session, brigade, call, street.member, now)
    assert await call_out(session, brigade, call, street.leader, now) == 2
    assert await alarmed(session) == [12, 16]
    with pytest.raises(Conflict, match="called_out"):
        await call_out(session, brigade, call, street.community_leader, now)
    [row] = await called_out(session, call)
    assert (row.person_id, row.drill) == (street.leader.id, False)
    drill = await calling(session, street, now, number=2, drill=True)
    assert await call_out(session, brigade, drill, street.stranger, now + timedelta(days=1)) == 1
    last = await last_out(session, brigade.id, drill=True)
    assert last is not None
    assert last.call_id == drill.id


async def test_no_brigade_is_called_out_to_what_is_over_or_elsewhere(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    brigade = await brought_in(session, now, LEADER)
    over = await calling(session, street, now, state=CallState.ENDED)
    with pytest.raises(Conflict, match="over"):
        await call_out(session, brigade, over, street.leader, now)
    elsewhere = await calling(session, street, now, number=2, grid_id=street.community.id)
    with pytest.raises(Refused, match="elsewhere"):
        await call_out(session, brigade, elsewhere, street.leader, now)
    assert await alarmed(session) == []

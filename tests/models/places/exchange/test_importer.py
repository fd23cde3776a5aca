from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.places.exchange.export import place_rows
from models.places.exchange.importer import PlacesImported, import_places, problems_with, stored_places
from models.places.exchange.sheet import PlaceSheet, check_rows
from models.places.kinds import built_in
from models.places.kit.held import kit_of
from models.places.tables import YEAR, Place, PlaceAct, PlaceEvent
from tests.models.places.sheets import HEADER, WHOLE, row, sheet
from tests.street import Street

LATER = timedelta(hours=1)


async def bring_in(session: AsyncSession, told: PlaceSheet, now: datetime) -> PlacesImported:
    return await import_places(session, told, built_in(), now)


async def places(session: AsyncSession) -> Sequence[Place]:
    rows = select(Place).order_by(col(Place.id)).execution_options(populate_existing=True)
    return (await session.scalars(rows)).all()


async def acts(session: AsyncSession, place: Place) -> list[PlaceAct]:
    rows = select(col(PlaceEvent.act)).where(col(PlaceEvent.place_id) == place.id).order_by(col(PlaceEvent.id))
    return list((await session.scalars(rows)).all())


async def test_new_places_are_given_codes_and_are_to_be_confirmed_in_a_year(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    told = sheet(row(), row(code="P2", name="别家"), row(name="第三家"))
    assert await bring_in(session, told, now) == PlacesImported(added=3)
    found = await places(session)
    assert [place.code for place in found] == ["P1", "P2", "P3"]
    assert {place.grid_id for place in found} == {street.grid.id}
    assert (found[0].confirmed_at, found[0].due_at) == (now, now + YEAR)
    assert await acts(session, found[0]) == [PlaceAct.ADD]


async def test_a_code_that_a_street_has_given_itself_is_given_to_no_other(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(row(code="P1"), row(code="P3", name="别家")), now)
    await bring_in(session, sheet(row(name="第三家"), row(name="第四家")), now)
    assert [place.code for place in await places(session)] == ["P1", "P3", "P2", "P4"]


async def test_a_second_time_nothing_changes_with_or_without_codes(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    told = sheet(WHOLE, row(name="无编码店"), row(kind="器材点", name="1号器材点"))
    assert (await bring_in(session, told, now)).added == 3
    assert (await bring_in(session, told, now + LATER)).nothing
    assert len(await places(session)) == 3


async def test_what_is_exported_imports_again_without_a_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(WHOLE, row(kind="器材点", name="=1号器材点"), row(name="无网格店", grid="")), now)
    rows = await place_rows(session, built_in())
    assert rows[0] == HEADER
    again = check_rows(rows, built_in())
    assert (again.problems, len(again.entries)) == ((), 3)
    assert (await bring_in(session, again, now + LATER)).nothing


async def test_an_equipment_point_begins_with_the_standard_kit_and_a_kit_that_is_told_replaces_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(row(kind="器材点", code="Q1"), row(code="Q2")), now)
    point, shop = await places(session)
    assert [(item.item, item.count) for item in await kit_of(session, point.id)] == [
        ("extinguisher", 4),
        ("mask", 2),
        ("nozzle", 1),
        ("hose", 2),
        ("wrench", 1),
    ]
    assert await kit_of(session, shop.id) == []
    told = sheet(row(kind="器材点", code="Q1", kit="水枪:2;灭火器:6:2027-01-31;铁锹:3"))
    assert await bring_in(session, told, now) == PlacesImported(changed=1)
    kit = [(item.item, item.count) for item in await kit_of(session, point.id)]
    assert kit == [("extinguisher", 6), ("nozzle", 2), ("铁锹", 3)]


async def test_an_empty_cell_changes_nothing(session: AsyncSession, street: Street, now: datetime) -> None:
    await bring_in(session, sheet(WHOLE), now)
    assert (await bring_in(session, sheet(row(code="A-01", grid="")), now)).nothing
    done = await bring_in(session, sheet(row(code="A-01", grid="", name="老王超市")), now)
    assert done == PlacesImported(changed=1)
    [place] = await places(session)
    assert (place.name, place.phone, place.latitude) == ("老王超市", "+8619900000031", 29.3417)
    assert (place.grid_id, await acts(session, place)) == (street.grid.id, [PlaceAct.ADD, PlaceAct.EDIT])


async def test_who_has_shared_the_number_before_is_responsible_at_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.stranger.phone = "+8619900000031"
    await session.flush()
    assert (await bring_in(session, sheet(WHOLE), now)).claimed == 1
    [place] = await places(session)
    assert place.responsible_id == street.stranger.id
    await bring_in(session, sheet(row(code="A-01", phone="19900000032")), now)
    [place] = await places(session)
    assert place.responsible_id is None


async def test_a_row_without_a_grid_stands_at_the_top_and_stays_where_it_is_moved(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    told = sheet(row(grid=""))
    await bring_in(session, told, now)
    [place] = await places(session)
    assert place.grid_id == street.street.id
    place.grid_id = street.grid.id
    await session.flush()
    assert (await bring_in(session, told, now)).nothing


async def test_a_closed_place_stays_closed(session: AsyncSession, street: Street, now: datetime) -> None:
    await bring_in(session, sheet(WHOLE), now)
    [place] = await places(session)
    place.closed_at = now
    await session.flush()
    done = await bring_in(session, sheet(row(code="A-01", name="新名")), now)
    assert (done.nothing, done.closed) == (True, 1)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (sheet(row(), row(grid="X", name="别家")), "grid_unknown"),
        (sheet(row(), row(code="A"), row(code="B", name="别家")), "place_twice"),
        (sheet(row(), row(grid="", kind="作坊")), "place_ambiguous"),
    ],
)
async def test_one_bad_row_refuses_the_whole_sheet(
    session: AsyncSession, street: Street, now: datetime, told: PlaceSheet, code: str
) -> None:
    before = sheet(row(code="A"), row(code="C", kind="作坊"), row(code="D", kind="作坊"))
    await bring_in(session, before, now)
    assert [each.code for each in problems_with(told, await stored_places(session, built_in()))] == [code]
    with pytest.raises(Refused):
        await import_places(session, told, built_in(), now)
    assert len(await places(session)) == 3

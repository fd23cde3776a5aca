"""Kits as cells: whatever somebody once called a piece, what is exported comes in again without a change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.places.changes.actions import set_item
from models.places.exchange.export import place_rows
from models.places.exchange.importer import import_places, problems_with, stored_places
from models.places.exchange.kit import LONGEST_ITEM, item_name
from models.places.exchange.sheet import PlaceSheet, check_file
from models.places.kinds import PlaceKinds, StandardItem, built_in
from models.places.tables import Place, PlaceItem
from models.roster.export import write_rows
from tests.models.places.registry import shop
from tests.models.places.sheets import row, sheet
from tests.street import Street

LATER = timedelta(days=1)
GOOD_UNTIL = date(2026, 12, 1)
SUFFIXES = pytest.mark.parametrize("suffix", [".csv", ".xlsx"])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("灭火毯", "灭火毯"),
        ("ABC:2", "ABC 2"),
        ("水带，备用", "水带 备用"),
        ("  灭火器； 4kg\n备用 ", "灭火器 4kg 备用"),
        ("；：", ""),
        ("长" * 50, "长" * LONGEST_ITEM),
    ],
)
def test_a_name_is_one_that_a_cell_can_hold(written: str, name: str) -> None:
    assert item_name(written) == name


async def exported(session: AsyncSession, kinds: PlaceKinds, path: Path) -> PlaceSheet:
    write_rows(path, await place_rows(session, kinds))
    return check_file(path, kinds)


async def items(session: AsyncSession, place: Place) -> Sequence[PlaceItem]:
    rows = select(PlaceItem).where(col(PlaceItem.place_id) == place.id).order_by(col(PlaceItem.id))
    return (await session.scalars(rows.execution_options(populate_existing=True))).all()


@SUFFIXES
async def test_names_from_before_they_were_looked_at_come_in_again(
    session: AsyncSession, street: Street, now: datetime, tmp_path: Path, suffix: str
) -> None:
    place = await shop(session, street, now)
    names = [
        "hose",
        "ABC:2",
        "ABC,2",
        "水带；",
        "水带，备用",
        "：",
        "=1+1",
        "-@x",
        "长" * LONGEST_ITEM,
        f"{'长' * 39};",
    ]
    for name in names:
        await set_item(session, place, name, 2, GOOD_UNTIL, street.member, now)
    await session.flush()
    before = [(each.id, each.item, each.remind_at) for each in await items(session, place)]
    told = await exported(session, built_in(), tmp_path / f"places{suffix}")
    assert told.problems == ()
    assert [each.item for each in told.entries[0].kit or ()][:5] == [
        "hose",
        "ABC 2",
        "ABC 2 (2)",
        "水带 (2)",
        "水带 备用",
    ]
    assert (await import_places(session, told, built_in(), now + LATER)).nothing
    assert [(each.id, each.item, each.remind_at) for each in await items(session, place)] == before


@SUFFIXES
async def test_a_kind_that_there_is_no_more_stays_that_of_its_places_and_of_no_other(
    session: AsyncSession, street: Street, now: datetime, tmp_path: Path, suffix: str
) -> None:
    place, fewer = await shop(session, street, now), built_in()
    fewer = replace(fewer, every=tuple(each for each in fewer.every if each.kind != "shop"))
    told = await exported(session, fewer, tmp_path / f"places{suffix}")
    assert (told.problems, problems_with(told, await stored_places(session, fewer))) == ((), [])
    assert (await import_places(session, told, fewer, now + LATER)).nothing
    [entry] = told.entries
    for wrong in (replace(entry, code="P99"), replace(entry, values={**entry.values, "kind": "boat"})):
        found = problems_with(PlaceSheet((wrong,)), await stored_places(session, fewer))
        assert [(each.code, each.data["value"]) for each in found] == [("kind_unknown", wrong.values["kind"])]
    assert place.kind == "shop"


async def test_a_word_of_the_standard_kit_that_no_cell_can_hold_is_not_written(
    session: AsyncSession, street: Street, now: datetime, tmp_path: Path
) -> None:
    kinds = replace(built_in(), standard=(StandardItem("extinguisher", 4, ("灭火器:干粉", "灭火器")),))
    place = await shop(session, street, now)
    await set_item(session, place, "extinguisher", 4, None, street.member, now)
    await session.flush()
    told = await exported(session, kinds, tmp_path / "places.csv")
    assert (told.problems, [each.item for each in told.entries[0].kit or ()]) == ((), ["extinguisher"])
    assert "灭火器:4" in (tmp_path / "places.csv").read_text("utf-8-sig")


async def test_pieces_that_stay_as_they_were_are_let_be(session: AsyncSession, street: Street, now: datetime) -> None:
    first = "灭火器:4:2026-12-01;水带:2:2026-12-01;面罩:2;扳手:1"
    await import_places(session, sheet(row(code="Q1", kit=first)), built_in(), now)
    [place] = (await session.scalars(select(Place))).all()
    told, again = now + timedelta(days=20), now + timedelta(days=21)
    before = await items(session, place)
    for each in before:
        each.remind_at = told if each.replace_on else None
    await session.flush()
    second = "灭火器:6:2026-12-01;水带:2:2027-12-01;面罩:2;水枪:1:2026-12-01"
    await import_places(session, sheet(row(code="Q1", kit=second)), built_in(), again)
    after = {each.item: each for each in await items(session, place)}
    assert {name: (each.count, each.remind_at) for name, each in after.items()} == {
        "extinguisher": (6, told),
        "hose": (2, again),
        "面罩": (2, None),
        "nozzle": (1, again),
    }
    assert {each.id for each in before[:3]} < {each.id for each in after.values()}


async def test_another_count_in_the_chat_recalls_nothing_once_more(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await set_item(session, place, "hose", 2, GOOD_UNTIL, street.member, now)
    await session.flush()
    [hose] = await items(session, place)
    hose.remind_at = now + LATER
    await set_item(session, place, "hose", 3, GOOD_UNTIL, street.member, now)
    assert (hose.count, hose.remind_at) == (3, now + LATER)
    await set_item(session, place, "hose", 3, GOOD_UNTIL + LATER, street.member, now)
    assert hose.remind_at == now

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.evidence.attach import (
    ALBUM_MOST,
    SIGNAL,
    Found,
    attach,
    forget_loose,
    keep_part,
    photos_of,
    pieces_of,
)
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.grids.tables import Grid, Level
from models.hazards.reporting.messages import hazard_of_album, reported_by
from models.hazards.tables import Hazard
from models.hazards.workflow import State

GROUP, PRIVATE = -1001, 7


def photo(message_id: int, album: str | None = None) -> Found:
    return Found("photo", f"file{message_id}", 1000, message_id, album)


async def new_hazard(database: Database, now: datetime, album: str | None = None, chat_id: int = GROUP) -> Hazard:
    async with database.write() as session:
        grid = (await session.scalars(select(Grid))).first()
        if grid is None:
            grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
            session.add(grid)
        hazard = Hazard(grid_id=grid.id, chat_id=chat_id, media_group_id=album, created_at=now)
        session.add(hazard)
    return hazard


async def give(
    session: AsyncSession,
    hazard: Hazard,
    now: datetime,
    *found: Found,
    moment: Moment = Moment.BEFORE,
    chat_id: int = GROUP,
) -> None:
    for each in found:
        await attach(session, hazard.subject, each, None, chat_id, moment, now)


async def messages_of(
    database: Database, hazard: Hazard, moment: Moment | None = None, most: int = ALBUM_MOST
) -> list[int]:
    async with database.read() as session:
        return [row.message_id for row in await photos_of(session, hazard.id, moment, most)]


async def stored(database: Database) -> Sequence[Evidence]:
    async with database.read() as session:
        return (await session.scalars(select(Evidence).order_by(col(Evidence.message_id)))).all()


async def test_what_was_found_is_wanted_at_once(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(5))
    (row,) = await stored(database)
    assert (row.subject_id, row.state, row.file_id, row.not_before) == (hazard.id, EvidenceState.WANTED, "file5", now)
    assert await database.signal(SIGNAL).wait(0)


async def test_a_place_has_no_file_to_want(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    here = {"latitude": 29.5, "longitude": 106.5}
    async with database.write() as session:
        await give(session, hazard, now, Found("place", None, None, 5, place=here))
    (row,) = await stored(database)
    assert (row.state, row.place) == (EvidenceState.KEPT, here)


async def test_a_file_of_four_gigabytes_has_a_size_that_can_be_stored(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, Found("video", "v", 4_000_000_000, 5))
    assert [row.file_size for row in await stored(database)] == [4_000_000_000]


async def test_the_same_message_twice_is_one_piece_of_evidence(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(5), photo(5))
    async with database.write() as session:
        await give(session, hazard, now, photo(5), moment=Moment.AFTER)
    assert [(row.message_id, row.moment) for row in await stored(database)] == [(5, Moment.BEFORE)]


async def test_a_new_hazard_gets_a_message_once(database: Database, now: datetime) -> None:
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazard = Hazard(grid_id=grid.id, chat_id=GROUP, created_at=now)
        session.add_all([grid, hazard])
        await give(session, hazard, now, photo(5), photo(5))
        await session.flush()
        await give(session, hazard, now, photo(5), photo(6))
    assert [row.message_id for row in await stored(database)] == [5, 6]


async def test_one_photo_can_show_two_hazards(database: Database, now: datetime) -> None:
    one, other = await new_hazard(database, now), await new_hazard(database, now)
    async with database.write() as session:
        await give(session, one, now, photo(5))
        await give(session, other, now, photo(5))
    assert (await messages_of(database, one), await messages_of(database, other)) == ([5], [5])


async def test_a_late_part_finds_the_hazard_its_album_reported(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now, album="13")
    async with database.read() as session:
        assert await hazard_of_album(session, GROUP, "13") == hazard.id
        assert await hazard_of_album(session, PRIVATE, "13") is None
        assert await hazard_of_album(session, GROUP, "14") is None


async def test_a_late_part_of_an_album_sent_in_reply_joins_its_siblings_and_their_moment(
    database: Database, now: datetime
) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(20, "after"), moment=Moment.AFTER)
    async with database.write() as session:
        assert await hazard_of_album(session, GROUP, "after") == hazard.id
        await give(session, hazard, now + timedelta(minutes=9), photo(19, "after"), moment=Moment.BEFORE)
    assert await messages_of(database, hazard, Moment.AFTER) == [19, 20]
    assert await messages_of(database, hazard, Moment.BEFORE) == []


async def test_one_part_brings_the_loose_rest_of_its_album_along(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await keep_part(session, photo(20, "after"), None, GROUP, now)
        await keep_part(session, photo(21, "after"), None, GROUP, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(21, "after"), photo(22, "after"), moment=Moment.AFTER)
    assert await messages_of(database, hazard, Moment.AFTER) == [20, 21, 22]
    assert len(await stored(database)) == 3


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
async def test_an_album_is_whole_in_whatever_order_its_parts_come(
    database: Database, now: datetime, order: tuple[int, ...]
) -> None:
    """The second part carries the caption, so it is what makes the hazard."""
    hazard: Hazard | None = None
    for number in order:
        if number == 2:
            hazard = await new_hazard(database, now, album="13")
        async with database.write() as session:
            if hazard is not None:
                assert await hazard_of_album(session, GROUP, "13") == hazard.id
                await give(session, hazard, now, photo(number, "13"))
            else:
                await keep_part(session, photo(number, "13"), None, GROUP, now)
    assert hazard is not None
    assert await messages_of(database, hazard) == [1, 2, 3]


async def test_a_part_that_comes_twice_is_kept_once(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await keep_part(session, photo(6, "13"), None, GROUP, now)
        await keep_part(session, photo(6, "13"), None, GROUP, now)
        await give(session, hazard, now, photo(7, "13"))
    async with database.write() as session:
        await keep_part(session, photo(7, "13"), None, GROUP, now)
    assert [(row.message_id, row.subject_id) for row in await stored(database)] == [(6, hazard.id), (7, hazard.id)]


async def test_loose_parts_are_forgotten_after_a_day_and_no_others(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await keep_part(session, photo(6, "13"), None, GROUP, now - timedelta(hours=25))
        await keep_part(session, photo(7, "14"), None, GROUP, now - timedelta(hours=23))
        await give(session, hazard, now - timedelta(days=9), photo(8))
    async with database.write() as session:
        assert await forget_loose(session, now) == 1
    assert [row.message_id for row in await stored(database)] == [7, 8]


async def test_photos_are_shown_as_found_and_then_as_put_right(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(30), moment=Moment.AFTER)
        await give(session, hazard, now, photo(40), photo(10), Found("video", "v", 9, 11))
        await give(session, hazard, now + timedelta(hours=1), photo(2), chat_id=PRIVATE)
    assert await messages_of(database, hazard) == [10, 40, 2, 30]
    assert await messages_of(database, hazard, Moment.AFTER) == [30]
    assert await messages_of(database, hazard, Moment.BEFORE) == [10, 40, 2]


async def test_an_album_holds_ten_and_neither_moment_crowds_out_the_other(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, *(photo(number) for number in range(100, 112)))
    assert len(await messages_of(database, hazard)) == ALBUM_MOST
    assert len(await messages_of(database, hazard, most=50)) == 12
    async with database.write() as session:
        await give(session, hazard, now, *(photo(number) for number in range(200, 203)), moment=Moment.AFTER)
    assert await messages_of(database, hazard) == [*range(100, 107), 200, 201, 202]
    async with database.write() as session:
        await give(session, hazard, now, *(photo(number) for number in range(203, 212)), moment=Moment.AFTER)
    assert await messages_of(database, hazard) == [*range(100, 105), *range(200, 205)]


@pytest.mark.parametrize(
    ("state", "shown"), [(EvidenceState.REFUSED, []), (EvidenceState.WANTED, [5]), (EvidenceState.KEPT, [5])]
)
async def test_a_refused_photo_is_not_shown_and_one_that_is_still_to_come_is(
    database: Database, now: datetime, state: EvidenceState, shown: list[int]
) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        await give(session, hazard, now, photo(5))
        await session.execute(update(Evidence).values(state=state, tries=9))
    assert await messages_of(database, hazard) == shown


async def test_a_message_leads_to_the_live_hazard_it_reported(database: Database, now: datetime) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        stored = await session.get_one(Hazard, hazard.id)
        stored.state = State.OPEN
        await attach(session, stored.subject, photo(501), None, GROUP, Moment.BEFORE, now)
        await session.flush()
        assert await reported_by(session, GROUP, 501) == hazard.id
        assert await reported_by(session, GROUP, 502) is None
        assert await reported_by(session, PRIVATE, 501) is None
        stored.state = State.CLOSED
        assert await reported_by(session, GROUP, 501) is None


async def test_pieces_come_in_the_order_they_were_sent_and_stand_where_they_were_sent(
    database: Database, now: datetime
) -> None:
    hazard = await new_hazard(database, now)
    async with database.write() as session:
        stored = await session.get_one(Hazard, hazard.id)
        await attach(
            session, stored.subject, Found("voice", "v", 10, 5, chat_id=PRIVATE), None, GROUP, Moment.BEFORE, now
        )
        await attach(session, stored.subject, photo(6), None, GROUP, Moment.AFTER, now)
        await session.flush()
        found = await pieces_of(session, hazard.id)
        assert [(row.kind, row.chat_id) for row in found] == [("voice", PRIVATE), ("photo", GROUP)]


async def test_messages_of_two_chats_may_have_the_same_number(database: Database, now: datetime) -> None:
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazard = Hazard(grid_id=grid.id, chat_id=GROUP, created_at=now)
        session.add_all([grid, hazard])
        for chat_id in (PRIVATE, GROUP, PRIVATE):
            await attach(
                session, hazard.subject, Found("voice", "v", 10, 5, chat_id=chat_id), None, GROUP, Moment.BEFORE, now
            )
        await session.flush()
        assert [row.chat_id for row in await pieces_of(session, hazard.id)] == [PRIVATE, GROUP]

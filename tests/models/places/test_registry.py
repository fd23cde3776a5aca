"""Confirmation, claims, coverage, water and what becomes of places of retired grids."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.unchecked import unchecked
from models.due import WallClock
from models.errors import NotFound
from models.evidence.attach import Found, attach, pieces_of
from models.evidence.tables import Moment
from models.onboarding import claim_position
from models.places.changes.actions import confirm_place, edit_place
from models.places.changes.claims import claim_places, claimed_by
from models.places.changes.confirmation import CONFIRMATIONS
from models.places.changes.proposals import change_place
from models.places.changes.retired import look_after
from models.places.coverage import Conditions, Lacks, coverage, lacking, lacks
from models.places.find import in_grids, place_by_code, readers_grids, search
from models.places.forget import forget_unplaced
from models.places.kinds import built_in
from models.places.tables import YEAR, PlaceAct
from models.places.water import water_near
from models.places.worklist import waiting
from models.worklist import Wanted
from tests.models.places.registry import HERE, PHONE, shop
from tests.street import Street, resign

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


async def test_after_a_year_an_entry_waits_for_the_member_until_it_is_confirmed(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    year = now + YEAR
    assert await CONFIRMATIONS.take(session, WallClock(year - DAY, SHANGHAI)) == 0
    assert await CONFIRMATIONS.take(session, WallClock(year, SHANGHAI)) == 1
    assert await CONFIRMATIONS.take(session, WallClock(year, SHANGHAI)) == 0
    found = await waiting(session, street.member.id, year, Wanted())
    assert ([item.row for item in found.items], found.total) == ([place], 1)
    assert (await waiting(session, street.leader.id, year, Wanted())).total == 0
    assert (await waiting(session, street.member.id, year, Wanted(late=True))).total == 0
    assert (await waiting(session, street.member.id, year, Wanted(under=street.grid.id))).total == 1
    await confirm_place(session, place, street.member, year)
    assert (await waiting(session, street.member.id, year, Wanted())).total == 0
    assert (place.confirmed_at, place.due_at) == (year, year + YEAR)


async def test_what_waits_for_a_leader_s_word_stands_in_the_leader_s_list(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.CLOSE, street.member, now, reason="已搬离")
    assert (await waiting(session, street.leader.id, now, Wanted())).total == 1
    assert (await waiting(session, street.community_leader.id, now, Wanted())).total == 0


async def test_a_closed_place_is_not_asked_about(session: AsyncSession, street: Street, now: datetime) -> None:
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.CLOSE, street.leader, now, reason="已搬离")
    assert await CONFIRMATIONS.take(session, WallClock(now + YEAR, SHANGHAI)) == 0


async def test_who_is_responsible_claims_by_phone_without_a_post(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    with pytest.raises(NotFound):
        await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, PHONE, now)
    assert await claim_places(session, street.stranger, now) == [place]
    assert list(await claim_places(session, street.stranger, now)) == []
    assert await claimed_by(session, street.stranger.id) == [place]
    await edit_place(session, place, street.member, now, phone="+8619900000032")
    assert await claimed_by(session, street.stranger.id) == []
    await edit_place(session, place, street.member, now, phone=PHONE)
    assert await claimed_by(session, street.stranger.id) == [place]


async def conditions(session: AsyncSession, now: datetime) -> Conditions:
    return lacks(session, now, SHANGHAI, await unchecked(session, now, SHANGHAI))


async def test_coverage_names_what_is_lacking_once(session: AsyncSession, street: Street, now: datetime) -> None:
    await shop(session, street, now)
    bare = await shop(session, street, now, name="无主店", responsible="", phone=None)
    await shop(session, street, now, name="1号栓", kind="hydrant", responsible="", phone=None)
    lost = await shop(session, street, now, name="无网格店")
    lost.grid_id = street.community.id
    await session.flush()
    everywhere = [street.street]
    found = await coverage(session, everywhere, await conditions(session, now))
    none = dict.fromkeys(Lacks, 0)
    assert (found.places, found.lacking) == (4, {**none, Lacks.GRID: 1, Lacks.RESPONSIBLE: 1})
    assert [(each.name, each.places) for each in found.grids] == [("S-1网格", 1), ("S-1-1网格", 3)]
    assert [
        place for place, _ in (await lacking(session, everywhere, (await conditions(session, now))[Lacks.GRID])).places
    ] == [lost]
    assert [
        place
        for place, _ in (await lacking(session, everywhere, (await conditions(session, now))[Lacks.RESPONSIBLE])).places
    ] == [bare]
    assert (await lacking(session, everywhere, (await conditions(session, now + YEAR))[Lacks.CONFIRMATION])).total == 4
    assert (await coverage(session, [street.grid], await conditions(session, now))).lacking == {
        **none,
        Lacks.RESPONSIBLE: 1,
    }
    await resign(session, street.member, now)
    await resign(session, street.other_member, now)
    assert (await coverage(session, [street.grid], await conditions(session, now))).lacking[Lacks.MEMBER] == 3


async def test_the_nearest_water_comes_first_and_what_has_no_location_last(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for metres, name in ((300, "远栓"), (30, "近栓"), (100, "水池")):
        away = {"latitude": HERE["latitude"] + metres / 111_320, "longitude": HERE["longitude"]}
        await shop(session, street, now, kind="hydrant", name=name, location=away)
    await shop(session, street, now, kind="mini_station", name="微站", location=None)
    await shop(session, street, now)
    found = await water_near(session, {street.grid.id}, street.grid.id, HERE)
    assert [(near.place.name, near.metres) for near in found] == [
        ("近栓", 30),
        ("水池", 100),
        ("远栓", 300),
        ("微站", None),
    ]
    assert [near.metres for near in await water_near(session, {street.grid.id}, street.grid.id, None)] == [None] * 4
    assert list(await water_near(session, {street.community.id}, None, HERE)) == []


async def test_words_find_places_and_who_is_responsible_is_found_by_staff_alone(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    kinds, grids = built_in(), await readers_grids(session, street.member)
    assert grids == ([street.grid], True)
    among = in_grids(grids[0])
    for words in ("老王", "南大街 副食", "商铺", place.code.lower(), ""):
        assert (await search(session, words, kinds, among)).total == 1, words
    for words in ("消火栓", "老李", "%", "王老板"):
        assert (await search(session, words, kinds, among)).total == 0, words
    assert (await search(session, "王老板", kinds, among, whole=True)).total == 1
    assert (await search(session, "", kinds, in_grids([]))).total == 0
    assert await place_by_code(session, f" {place.code.lower()} ") is place


async def test_places_of_a_grid_that_leaves_the_roster_go_to_the_level_above(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    street.grid.retired_at = now
    await session.flush()
    await look_after(session, [street.grid.id], now)
    assert place.grid_id == street.community.id


async def test_photos_of_a_place_that_was_never_entered_are_forgotten(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    unknown = type(place.subject)(place.subject.kind, place.id + 1)
    for number, subject in enumerate((place.subject, unknown), 1):
        photo = Found("photo", f"file-{number}", 1000, number)
        await attach(session, subject, photo, street.member.id, 12, Moment.BEFORE, now)
    await session.flush()
    assert await forget_unplaced(session, now + DAY - timedelta(seconds=1)) == 0
    assert await forget_unplaced(session, now + DAY + timedelta(seconds=1)) == 1
    assert len(await pieces_of(session, place.id)) == 1

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.places.changes.actions import confirm_place, edit_place, set_item
from models.places.changes.proposals import change_place, decide, waiting_for
from models.places.kit.held import kit_of
from models.places.tables import YEAR, Place, PlaceAct, PlaceEvent, PlaceProposal, ProposalState
from tests.models.places.registry import HERE, shop
from tests.street import Street

THERE = {"latitude": 29.35, "longitude": 105.91}
LATER = timedelta(days=1)


async def told(session: AsyncSession, kind: str) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind)
    return list((await session.scalars(rows)).all())


async def acts(session: AsyncSession, place: Place) -> list[PlaceAct]:
    rows = select(col(PlaceEvent.act)).where(col(PlaceEvent.place_id) == place.id).order_by(col(PlaceEvent.id))
    return list((await session.scalars(rows)).all())


async def proposal(session: AsyncSession, place: Place) -> PlaceProposal:
    found = await waiting_for(session, place)
    assert found is not None
    return found


async def test_what_a_member_closes_waits_for_the_leader(session: AsyncSession, street: Street, now: datetime) -> None:
    place = await shop(session, street, now)
    assert not await change_place(session, place, PlaceAct.CLOSE, street.member, now, reason="已搬离")
    assert (place.closed_at, await told(session, "places.proposed")) == (None, [street.leader.tg_user_id])
    waits = await proposal(session, place)
    with pytest.raises(Refused):
        await decide(session, waits, street.member, now, agreed=True)
    await decide(session, waits, street.leader, now, agreed=True)
    assert (place.closed_at, place.due_at, waits.state) == (now, None, ProposalState.ACCEPTED)
    assert await told(session, "places.decided") == [street.member.tg_user_id]
    assert await acts(session, place) == [PlaceAct.ADD, PlaceAct.PROPOSE, PlaceAct.CLOSE]
    with pytest.raises(Conflict, match="decided"):
        await decide(session, waits, street.leader, now, agreed=False)


async def test_what_the_leader_does_not_agree_to_is_not_done(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.MOVE, street.member, now, **THERE)
    await decide(session, await proposal(session, place), street.leader, now, agreed=False)
    assert (place.location, await waiting_for(session, place)) == (HERE, None)


async def test_a_leader_s_own_word_takes_effect_at_once_and_settles_what_waited(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.CLOSE, street.member, now, reason="已搬离")
    waits = await proposal(session, place)
    assert await change_place(session, place, PlaceAct.MOVE, street.leader, now, **THERE)
    await session.refresh(waits)
    assert (place.location, place.closed_at, waits.state) == (THERE, None, ProposalState.DECLINED)
    assert await change_place(session, place, PlaceAct.CLOSE, street.leader, now, reason="拆除")
    assert await change_place(session, place, PlaceAct.REOPEN, street.leader, now + LATER)
    assert (place.closed_at, place.opened_at, place.due_at) == (None, now + LATER, now + LATER + YEAR)


async def test_a_first_location_moves_nothing_and_needs_no_leader(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now, location=None)
    assert await change_place(session, place, PlaceAct.MOVE, street.member, now, **THERE)
    assert place.location == THERE


@pytest.mark.parametrize("act", [PlaceAct.CLOSE, PlaceAct.MOVE])
async def test_one_thing_waits_at_a_time_and_a_closed_place_takes_none_of_it(
    session: AsyncSession, street: Street, now: datetime, act: PlaceAct
) -> None:
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.CLOSE, street.member, now, reason="已搬离")
    with pytest.raises(Conflict, match="waits"):
        await change_place(session, place, act, street.member, now)
    await change_place(session, place, PlaceAct.CLOSE, street.leader, now, reason="已搬离")
    for person in (street.member, street.leader):
        with pytest.raises(Conflict, match="closed"):
            await change_place(session, place, act, person, now, **(THERE if act is PlaceAct.MOVE else {}))


async def test_where_the_grid_s_leader_cannot_be_reached_the_next_level_is_asked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.leader.started = False
    place = await shop(session, street, now)
    await change_place(session, place, PlaceAct.CLOSE, street.member, now, reason="已搬离")
    assert (await proposal(session, place)).level_id == street.community.id
    assert await told(session, "places.proposed") == [street.community_leader.tg_user_id]


async def test_only_staff_of_the_grid_touch_its_places(session: AsyncSession, street: Street, now: datetime) -> None:
    place = await shop(session, street, now)
    for person in (street.resident, street.stranger):
        for refused in (
            confirm_place(session, place, person, now),
            edit_place(session, place, person, now, name="别的"),
            set_item(session, place, "hose", 2, None, person, now),
            change_place(session, place, PlaceAct.CLOSE, person, now, reason="x"),
        ):
            with pytest.raises(Refused):
                await refused
    with pytest.raises(Refused):
        await edit_place(session, place, street.member, now, grid_id=street.community.id)
    await edit_place(session, place, street.leader, now, name="老王超市")
    assert place.name == "老王超市"


async def test_the_same_place_is_not_entered_twice(session: AsyncSession, street: Street, now: datetime) -> None:
    place = await shop(session, street, now)
    with pytest.raises(Conflict) as known:
        await shop(session, street, now)
    assert known.value.data == {"place": place.code}
    await change_place(session, place, PlaceAct.CLOSE, street.leader, now, reason="已搬离")
    assert (await shop(session, street, now)).code != place.code


async def test_what_becomes_an_equipment_point_is_given_the_standard_kit(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await edit_place(session, place, street.member, now, kind="equipment_point")
    assert len(await kit_of(session, place.id)) == 5
    good_until = now.date()
    await set_item(session, place, "hose", 3, good_until, street.member, now)
    await set_item(session, place, "mask", 0, None, street.member, now)
    kit = await kit_of(session, place.id)
    assert (kit[0].item, kit[0].count) == ("hose", 3)
    assert "mask" not in {each.item for each in kit}

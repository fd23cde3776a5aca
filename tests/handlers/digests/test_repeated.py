"""Hazards that come back reach the leaders of the community that they are in."""

from datetime import timedelta

from sqlalchemy import update

from handlers.messages import MessageContent
from models.digests.leaders import REPEATED
from models.digests.warnings import Repeated, WeekWarnings
from models.hazards.tables import Hazard
from models.members.tables import Post, Role
from models.places.tables import Place
from tests.handlers.digests.clock import WEEK_BEGAN, tick
from tests.handlers.digests.warned import frozen_with, said_of
from tests.handlers.room import Room
from tests.models.digests.weeks import some
from tests.street import Street

COMMUNITY_LEADER, STREET_LEADER = 15, 16
AGAIN = "3号楼：90天内3件同类隐患（燃气）"


async def three_at_one_place(room: Room, street: Street) -> None:
    """In the week of Monday, November 9, which is told on the 16th."""
    place = Place(
        code="P-1", kind="shop", name="3号楼", grid_id=street.grid.id, opened_at=room.now, confirmed_at=room.now
    )
    room.session.add(place)
    await tick(room, WEEK_BEGAN)
    await some(room.session, street, WEEK_BEGAN + timedelta(hours=9), 3)
    await room.session.execute(update(Hazard).values(place_id=place.id))
    await tick(room, WEEK_BEGAN + timedelta(weeks=1, minutes=1))
    await tick(room, room.now + timedelta(hours=1))


async def test_the_leaders_of_its_community_are_told_of_a_place_with_three_of_a_kind(
    room: Room, street: Street
) -> None:
    await three_at_one_place(room, street)
    assert [each.chat_id for each in await room.messages() if each.kind == REPEATED] == [COMMUNITY_LEADER]
    assert AGAIN in await room.text(REPEATED)
    assert AGAIN in (await said_of(room, street.community)).html
    assert AGAIN in (await said_of(room, street.street)).html


async def test_where_a_community_s_leaders_cannot_be_reached_those_above_are_told(room: Room, street: Street) -> None:
    above = Post(
        name="路人",
        phone="+8619900000099",
        grid_id=street.street.id,
        role=Role.LEADER,
        person_id=street.stranger.id,
        claimed_at=room.now,
    )
    room.session.add(above)
    street.community_leader.started = False
    await three_at_one_place(room, street)
    assert [each.chat_id for each in await room.messages() if each.kind == REPEATED] == [STREET_LEADER]


async def test_a_community_reads_of_its_own_alone(room: Room, street: Street) -> None:
    here, there = (Repeated("gas", 2, hazard=number, community=of) for number, of in ((7, street.community.id), (8, 1)))
    await frozen_with(room, street.street, WeekWarnings(repeated=[here, there]))
    said = (await said_of(room, street.community)).html
    assert "H7" in said
    assert "H8" not in said


async def test_a_digest_says_how_many_it_leaves_out_and_the_leaders_get_all(room: Room, street: Street) -> None:
    many = [Repeated("gas", 2, hazard=number, community=street.community.id) for number in range(1, 9)]
    row = await frozen_with(room, street.street, WeekWarnings(repeated=many))
    assert "另有5处（件）" in (await said_of(room, street.street)).html
    message = await room.standing(COMMUNITY_LEADER, REPEATED, 900, row.id, places=list(range(8)))
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    assert [number for number in range(1, 9) if f"H{number}（" not in said.html] == []

"""Codes that are not what they seem: renewed, of a place next door, made by somebody else."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.checks.checklist_view import NO_USE
from models.checks.checklists.tables import Checklist
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.reporting.private_draft import Intake
from models.patrols.tables import PatrolStop
from models.places.printed_codes import payload, renew
from models.places.tables import Place, PlaceAct, PlaceEvent
from models.signed_links import code_secret
from tests.handlers.checks.scans import place, scanned
from tests.handlers.room import Room
from tests.models.places.registry import shop
from tests.street import Street

__all__ = ["place"]
RESIDENT, MEMBER, LEADER, KEEPER = 11, 12, 14, 16


async def scans(room: Room, by: int, code: str) -> None:
    await room.says(by, by, f"/start {code}")


async def nothing_is_kept(room: Room) -> bool:
    found = [(await room.session.scalars(select(table))).all() for table in (Checklist, PatrolStop, Intake)]
    return not any(found)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (RESIDENT, "此牌已换新。如需上报此处隐患，请直接发送照片"),
        (KEEPER, "请向网格员索取新码"),
        (MEMBER, "请向网格长索取新码牌"),
        (LEADER, "发 /sheets 即可打印新码牌"),
    ],
)
async def test_an_old_code_says_to_each_reader_what_to_do(
    room: Room, street: Street, place: Place, by: int, words: str
) -> None:
    place.responsible_id = street.stranger.id
    old = payload(await code_secret(room.session), place.id, place.print_number)
    renew(room.session, place, street.leader, room.now)
    await scans(room, by, old)
    assert words in await room.text(NO_USE)
    newest = select(PlaceEvent).order_by(col(PlaceEvent.id).desc()).limit(1)
    assert (await room.session.scalars(newest)).one().act is PlaceAct.OLD_CODE
    assert await nothing_is_kept(room)


async def test_an_old_code_that_was_answered_before_there_were_readers_to_tell_apart_is_worded(
    room: Room, street: Street
) -> None:
    await room.standing(MEMBER, NO_USE, 700, why="old")
    assert "此牌已换新" in await room.text(NO_USE)


async def test_the_code_of_a_place_next_door_reports_there_and_is_no_check(room: Room, street: Street) -> None:
    beside = Grid(code="S-1-2", name="邻格", level=Level.GRID, path="", parent_id=street.community.id)
    beside.path = path_of(beside.id, street.community.path)
    room.session.add(beside)
    away = await shop(room.session, street, room.now, name="邻格副食店")
    away.grid_id = beside.id
    assert await scanned(room, away) is None
    assert (await room.session.scalars(select(PatrolStop))).all() == []
    [draft] = (await room.session.scalars(select(Intake))).all()
    assert (draft.place_id, draft.chat_id) == (away.id, MEMBER)


@pytest.mark.parametrize("by", [RESIDENT, MEMBER])
async def test_the_code_of_another_deployment_is_not_known_even_where_the_place_is(
    room: Room, place: Place, by: int
) -> None:
    await scans(room, by, payload(b"another deployment's", place.id, place.print_number))
    assert "无法识别此码" in await room.text(NO_USE)
    assert await nothing_is_kept(room)

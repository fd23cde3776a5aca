from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.badges.badges import BEGINS, forget_expired, link_of
from models.badges.tables import Badge
from models.members.tables import Leave, LeaveState
from models.signed_links import code_secret, signed
from tests.handlers.room import Room
from tests.street import GROUP, Street, resign

MEMBER, RESIDENT = 12, 11


async def shown(room: Room, where: int = GROUP) -> Badge:
    await room.says(MEMBER, where, "/badge")
    return (await room.session.scalars(select(Badge).order_by(col(Badge.id).desc()).limit(1))).one()


async def test_a_badge_names_post_and_supervision_phone_and_never_the_own_phone(room: Room, street: Street) -> None:
    street.street.supervision_phone = "02300001190"
    badge = await shown(room)
    text = await room.text("badges.shown")
    assert "<b>傅勇</b>\n• S-1-1网格网格员，认领于11-16\n监督电话：02300001190" in text
    assert f"/badge {badge.code[:4]}-{badge.code[4:]}" in text
    assert "199" not in text


async def test_one_message_stands_in_a_group_however_often_it_is_asked_for(room: Room) -> None:
    for _ in range(3):
        await shown(room)
    assert await room.kinds(GROUP) == ["badges.shown"]
    room.now += timedelta(minutes=2)
    await shown(room)
    assert await room.kinds(GROUP) == ["badges.shown"] * 2


async def test_link_and_code_however_typed_prove_it(room: Room) -> None:
    badge = await shown(room)
    for said in (f"/badge {badge.code}", f"/badge {badge.code[:4].lower()} {badge.code[4:]}"):
        await room.says(RESIDENT, RESIDENT, said)
        assert "✅ <b>属实</b>：此证于09:00出示。\n<b>傅勇</b>" in await room.text("badges.true")
    await room.says(RESIDENT, RESIDENT, f"/start {await link_of(room.session, badge)}")
    assert await room.kinds(RESIDENT) == ["badges.true"] * 3


async def test_what_is_forged_guessed_or_too_old_is_not(room: Room) -> None:
    badge = await shown(room)
    link, other = await link_of(room.session, badge), signed(b"other", BEGINS, badge.id)
    place = signed(await code_secret(room.session), "p_", badge.id).replace("p_", BEGINS)
    for said in (
        "/badge 23456789",
        "/badge ✅",
        f"/start {other}",
        f"/start {place}",
        f"/start {link[:-1]}",
        "/start b_é",
    ):
        await room.says(RESIDENT, RESIDENT, said)
    assert await room.kinds(RESIDENT) == ["badges.unknown"] * 6
    room.now += timedelta(minutes=10)
    for said in (f"/badge {badge.code}", f"/start {link}"):
        await room.says(RESIDENT, RESIDENT, said)
    assert await room.kinds(RESIDENT) == ["badges.unknown"] * 8
    assert "查无此证，或已过期" in await room.text("badges.unknown")
    await forget_expired(room.session, room.now)
    assert (await room.session.scalars(select(Badge))).all() == []


async def test_only_the_newest_badge_of_a_member_is_good(room: Room) -> None:
    first = (await shown(room, MEMBER)).code
    await shown(room, MEMBER)
    await room.says(RESIDENT, RESIDENT, f"/badge {first}")
    assert await room.kinds(RESIDENT) == ["badges.unknown"]


async def test_an_ended_post_and_a_leave_are_said(room: Room, street: Street) -> None:
    badge = await shown(room)
    span: dict[str, Any] = {"begins_at": room.now, "ends_at": room.now + timedelta(days=1), "filed_at": room.now}
    room.session.add(Leave(person_id=street.member.id, state=LeaveState.AWAY, **span))
    await room.says(RESIDENT, RESIDENT, f"/badge {badge.code}")
    assert "目前请假中" in await room.text("badges.true")
    await resign(room.session, street.member, room.now)
    assert "现已不再任职" in await room.text("badges.true")


@pytest.mark.parametrize("where", [RESIDENT, GROUP])
async def test_who_holds_no_post_has_none(room: Room, where: int) -> None:
    await room.says(RESIDENT, where, "/badge")
    assert "您没有岗位" in await room.text("badges.none")

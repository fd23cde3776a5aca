"""签到, 打卡 and 签退 written instead of pressed."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.patrols.tables import PatrolRound, PatrolStop
from tests.handlers.patrols.sent import HERE, kept, to
from tests.handlers.room import Room
from tests.street import GROUP

__all__ = ["kept"]
RESIDENT, MEMBER, OTHER = 11, 12, 13
CARD = 700


async def walked(room: Room) -> list[tuple[bool, int]]:
    """Of each round whether it is over, and its stops."""
    rounds = (await room.session.scalars(select(PatrolRound).order_by(col(PatrolRound.id)))).all()
    stops = (await room.session.scalars(select(PatrolStop))).all()
    return [(each.ended_at is not None, sum(stop.round_id == each.id for stop in stops)) for each in rounds]


@pytest.mark.parametrize("where", [GROUP, MEMBER])
@pytest.mark.parametrize(("begins", "ends"), [("签到", "签退"), ("打卡。", "签退！"), ("/签到", "/签退")])
async def test_a_round_from_word_to_word(room: Room, where: int, begins: str, ends: str) -> None:
    await room.says(MEMBER, where, begins)
    assert await room.kinds(where) == ["patrols.card"]
    await room.says(MEMBER, where, "打卡")
    assert await walked(room) == [(False, 2)]
    await room.says(MEMBER, where, ends)
    assert await walked(room) == [(True, 2)]
    assert (await room.kinds(MEMBER))[-1] == "patrols.summary"


async def test_in_reply_to_the_card_it_is_of_whoever_is_on_the_round(room: Room) -> None:
    await room.says(MEMBER, GROUP, "/checkin")
    await room.sent("patrols.card", CARD)
    for word in ("打卡", "签退"):
        await room.says(OTHER, GROUP, word, **to(room, CARD))
        assert "一起巡查" in await room.text("patrols.refused")
    await room.says(MEMBER, GROUP, "签退", **to(room, CARD))
    assert await walked(room) == [(True, 1)]


async def test_what_it_comes_with_is_shown(room: Room) -> None:
    await room.says(MEMBER, GROUP, "打卡", reply_to_message=room.message(MEMBER, GROUP) | HERE)
    photo = {"photo": [{"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}]}
    await room.sends(MEMBER, GROUP, caption="签退", **photo)
    assert await walked(room) == [(True, 2)]
    first, last = (await room.session.scalars(select(PatrolStop).order_by(col(PatrolStop.id)))).all()
    assert (first.latitude, last.words) == (HERE["location"]["latitude"], "")


@pytest.mark.parametrize(
    ("by", "where", "said"),
    [
        (RESIDENT, GROUP, "打卡"),
        (MEMBER, GROUP, "今天打卡"),
        (MEMBER, GROUP, "签退"),
        (MEMBER, -1009, "签到"),
    ],
)
async def test_in_a_group_nothing_is_said_of_words_that_are_not_meant(
    room: Room, by: int, where: int, said: str
) -> None:
    await room.says(by, where, said)
    assert (await walked(room), await room.kinds()) == ([], [])


async def test_in_private_who_is_on_no_round_is_told_so(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "签退")
    assert "您现在没有进行中的巡查" in await room.text("patrols.refused")
    await room.says(RESIDENT, RESIDENT, "签到")
    assert (await walked(room), await room.kinds(RESIDENT)) == ([], ["members.hint"])

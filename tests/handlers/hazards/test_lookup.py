"""Finding a report again by its words."""

import pytest

from tests.handlers.hazards.reports import card, labels
from tests.handlers.room import Room
from tests.street import GROUP, Street

RESIDENT, STRANGER = 11, 77


async def three_reports(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report 3号楼二楼楼道堆物")
    await room.says(RESIDENT, GROUP, "/report 5号楼灭火器过期")
    await room.says(STRANGER, GROUP, "/report 7号楼楼道电动车充电")


@pytest.mark.parametrize(
    ("words", "found"),
    [("楼道", ["H1"]), ("灭火器", ["H2"]), ("号楼", ["H2", "H1"]), ("3号楼 堆物", ["H1"]), ("3号楼 灭火器", [])],
)
async def test_a_resident_finds_own_reports_by_any_words(room: Room, words: str, found: list[str]) -> None:
    await three_reports(room)
    await room.says(RESIDENT, RESIDENT, f"/status {words}")
    assert labels(await card(room, "hazards.mine")) == found


async def test_staff_in_private_find_every_report_of_their_grids(room: Room, street: Street) -> None:
    await three_reports(room)
    for person in (street.member, street.community_leader):
        await room.says(person.tg_user_id, person.tg_user_id, "/status 楼道")
        assert labels(await card(room, "hazards.mine")) == ["H3", "H1"]


async def test_in_a_group_only_what_was_reported_there_by_oneself_is_found(room: Room, street: Street) -> None:
    await three_reports(room)
    await room.says(RESIDENT, RESIDENT, "/report 楼道闻到煤气味")
    await room.says(RESIDENT, GROUP, "/status 楼道")
    assert labels(await card(room, "hazards.mine")) == ["H1"]
    await room.says(street.member.tg_user_id, GROUP, "/status 楼道")
    assert "没有找到“楼道”" in (await card(room, "hazards.mine")).html


@pytest.mark.parametrize("words", ["楼%道", "楼_道", "楼\\道", "<b>楼道</b>", "楼" * 4000, "楼\0道 一 二 三 四 五 六"])
async def test_odd_words_are_words(room: Room, words: str) -> None:
    await three_reports(room)
    await room.says(RESIDENT, RESIDENT, f"/status {words}")
    assert labels(await card(room, "hazards.mine")) == []

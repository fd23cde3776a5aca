"""/tips, as people send it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from models.publicity.texts import built_in
from models.publicity.turns import TEXT
from tests.handlers.room import Room
from tests.street import GROUP, Street


async def titles(room: Room, chat_id: int) -> list[str]:
    return [each.args["text"] for each in await room.messages(chat_id) if each.kind == TEXT]


@pytest.mark.parametrize("where", ["group", "private"])
async def test_anybody_gets_a_text_of_this_time_of_the_year_and_another_one_next(
    room: Room, street: Street, where: str
) -> None:
    room.now = datetime(2026, 4, 1, 2, tzinfo=UTC)
    chat_id = GROUP if where == "group" else street.resident.tg_user_id
    await room.says(street.resident.tg_user_id, chat_id, "/tips")
    said = await room.text(TEXT)
    assert "<b>清明祭扫不留火</b>" in said
    assert [line[:2] for line in said.splitlines()[1:]] == ["1.", "2.", "3."]
    await room.says(street.resident.tg_user_id, chat_id, "/tips")
    first, second = await titles(room, chat_id)
    assert first != second


async def test_it_is_said_in_the_language_of_the_chat(room: Room, street: Street) -> None:
    room.now = datetime(2026, 4, 1, 2, tzinfo=UTC)
    await room.says(street.resident.tg_user_id, GROUP, "/tips")
    assert "Qingming without a fire" in await room.text(TEXT, "en")


async def test_what_one_chat_was_told_does_not_count_in_another(room: Room, street: Street) -> None:
    await room.says(street.resident.tg_user_id, GROUP, "/tips")
    await room.says(street.resident.tg_user_id, street.resident.tg_user_id, "/tips")
    assert await titles(room, GROUP) == await titles(room, street.resident.tg_user_id)


async def test_asking_for_more_than_there_is_goes_round_and_never_says_one_twice_running(
    room: Room, street: Street
) -> None:
    for _ in range(len(built_in()) + 3):
        room.now += timedelta(seconds=1)
        await room.says(street.resident.tg_user_id, GROUP, "/tips")
    said = await titles(room, GROUP)
    assert len(said) == len(built_in()) + 3
    assert all(one != another for one, another in pairwise(said))

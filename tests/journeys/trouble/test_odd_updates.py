"""Parts that no library knows yet, or not any more: what was said and shown is dealt with all the same."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.grids.tables import Chat
from models.hazards.tables import Hazard
from models.inbox.updates import InboxState, InboxUpdate
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows

ODD_PARTS: tuple[dict[str, Any], ...] = (
    {"forward_origin": {"type": "hidden_user", "date": 1}},
    {"external_reply": {"origin": {"type": "of_tomorrow"}}},
    {"reply_to_message": {"message_id": 3, "date": 1, "from": {"id": 1}}},
    {"paid_media": {"star_count": 1, "paid_media": [{"type": "hologram"}]}},
)


@pytest.mark.parametrize("part", ODD_PARTS, ids=[next(iter(part)) for part in ODD_PARTS])
async def test_a_report_with_an_odd_part_is_reported_with_its_words_and_photo(
    town: Town, cast: Cast, part: dict[str, Any]
) -> None:
    shown = await town.driver.photo(cast.group, cast.resident, picture("red"), caption="/report 灭火器过期")
    await town.hears(cast.group, cast.leader, "H1", "处置前1份")
    await town.hears(cast.member, cast.member, "H1")
    odd = {**shown, **part, "message_id": 900, "caption": "/report 楼道堆物", "from": {**shown["from"], "id": 77}}
    await town.bring({"update_id": 1_000_000_001, "message": odd})
    await town.hears(cast.group, cast.leader, "H2", "楼道堆物", "处置前1份")
    await town.hears(cast.member, cast.member, "H2")
    assert len(await rows(town, Hazard)) == 2
    assert await kept(town, 1_000_000_001) == (InboxState.DONE, {"update_id": 1_000_000_001, "message": odd})


async def test_a_change_of_the_bots_rights_that_names_few_of_them_is_heard(town: Town, cast: Cast) -> None:
    bot = {"id": town.bot, "is_bot": True, "first_name": "网格哨"}
    chat, by = {"id": -77, "type": "supergroup", "title": "新群"}, {"id": 77, "is_bot": False, "first_name": "某"}
    old, new = {"status": "left", "user": bot}, {"status": "administrator", "user": bot, "can_manage_chat": True}
    event = {"chat": chat, "from": by, "date": 1, "old_chat_member": old, "new_chat_member": new}
    await town.bring({"update_id": 1_000_000_001, "my_chat_member": event})
    await town.settled()
    assert (await kept(town, 1_000_000_001))[0] is InboxState.DONE
    assert -77 in {each.id for each in await rows(town, Chat)}


async def kept(town: Town, update_id: int) -> tuple[InboxState, dict[str, Any]]:
    async with town.app.database.read() as session:
        row = (await session.scalars(select(InboxUpdate).where(col(InboxUpdate.update_id) == update_id))).one()
    return row.state, json.loads(row.payload)

import pytest
from sqlalchemy import select

from models.emergencies.tables import Call
from models.hazards.reporting.private_draft import Intake
from tests.handlers.hazards.reports import WORDS, card, hazards, labels, photo
from tests.handlers.room import ANONYMOUS, Room, chat
from tests.street import Street

RESIDENT, MEMBER, NOWHERE = 11, 12, -5005
LINK = "https://t.me/wangge_bot?start=report"


async def kept(room: Room) -> list[Intake]:
    return list((await room.session.scalars(select(Intake))).all())


async def test_the_report_is_kept_and_the_link_goes_on_with_it(room: Room) -> None:
    await room.sends(RESIDENT, chat(NOWHERE), **photo(caption=f"/report {WORDS}"))
    said = await card(room, "hazards.unbound")
    assert "本群尚未绑定网格" in said.html
    assert "内容已保存" in said.html
    assert [button.url for row in said.buttons for button in row] == [LINK]
    await room.says(RESIDENT, RESIDENT, "/start report")
    asked = await card(room, "hazards.intake")
    assert WORDS in asked.html
    assert "材料：1份" in asked.html
    assert "S-1-1网格" in labels(asked)
    [intake] = await kept(room)
    assert [found["chat_id"] for found in intake.found] == [NOWHERE]


async def test_who_has_started_the_bot_is_asked_at_once(room: Room, street: Street) -> None:
    await room.says(MEMBER, chat(NOWHERE), f"/report {WORDS}")
    assert await room.kinds(MEMBER) == ["hazards.intake"]
    assert labels(await card(room, "hazards.intake"))[0] == "提交上报"


@pytest.mark.parametrize(("by", "text"), [(RESIDENT, "/report"), (ANONYMOUS, f"/report {WORDS}")])
async def test_without_words_or_a_name_there_is_nothing_to_keep(room: Room, by: int, text: str) -> None:
    await room.says(by, chat(NOWHERE), text)
    assert "内容已保存" not in (await card(room, "hazards.unbound")).html
    assert await kept(room) == []


@pytest.mark.parametrize("text", ["/report 3号楼着火了", "#隐患 救命"])
async def test_a_cry_for_help_is_passed_on(room: Room, text: str) -> None:
    await room.sends(RESIDENT, chat(NOWHERE), **photo(caption=text))
    [call] = (await room.session.scalars(select(Call))).all()
    assert (call.grid_id, call.chat_id, call.photo) == (None, NOWHERE, "file-1")
    assert (await room.text("emergencies.card")).startswith("<b>请立即拨打119！</b>")
    assert "hazards.unbound" not in await room.kinds(NOWHERE)
    assert await hazards(room) == []

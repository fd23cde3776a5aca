import pytest

from handlers.messages import Menu, MessageContent
from models.grids.tables import Chat
from tests.handlers.room import ANONYMOUS, Room, chat, person
from tests.street import GROUP

ADMIN, RESIDENT = 90, 11


async def test_a_person_chooses_their_own_language_in_private(room: Room) -> None:
    await room.says(77, 77, "/language")
    said = await room.worded(await room.newest("members.language"))
    assert isinstance(said, MessageContent)
    assert [(button.label, button.data) for button in said.buttons[0]] == [
        ("简体中文", "lang:zh_CN"),
        ("English", "lang:en"),
    ]
    request = await room.presses(77, 77, "lang:en")
    assert request.person is not None
    assert (request.person.language, request.toast and request.toast.text) == ("en", "The language is changed.")
    assert "Now: English" in await room.text("members.language", "en")
    menu = await room.worded(await room.newest("menu.person"), "en")
    assert isinstance(menu, Menu)
    assert ("language", "Choose the language") in menu.commands


async def test_an_administrator_chooses_a_group_s_language(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/language")
    assert "请群管理员选择" in await room.text("members.language")
    await room.sent("members.language", 900)
    request = await room.presses(ADMIN, GROUP, "lang:en")
    assert (await room.session.get_one(Chat, GROUP)).language == "en"
    assert request.person is not None
    assert request.person.language is None
    assert (await room.newest("members.language")).revision == 2
    assert {message.kind for message in await room.messages() if message.kind.startswith("menu.")} == {
        "menu.chat",
        "menu.admins",
    }


async def test_a_resident_cannot_choose_for_the_group(room: Room) -> None:
    request = await room.presses(RESIDENT, GROUP, "lang:en")
    assert (await room.session.get_one(Chat, GROUP)).language is None
    assert request.toast is not None
    assert (request.toast.text, request.toast.alert) == ("只有本群管理员可以选择语言。", True)


async def test_without_telegram_s_answer_nothing_is_changed(room: Room) -> None:
    room.telegram_answers = False
    request = await room.presses(ADMIN, GROUP, "lang:en")
    assert (await room.session.get_one(Chat, GROUP)).language is None
    assert request.toast is not None
    assert "暂时无法核实" in request.toast.text


@pytest.mark.parametrize("data", ["lang", "lang:", "lang:../../etc", "lang:zh_CN:x", "lang:de"])
async def test_a_forged_press_is_answered_and_harmless(room: Room, data: str) -> None:
    request = await room.presses(ADMIN, GROUP, data)
    assert (await room.session.get_one(Chat, GROUP)).language is None
    assert request.toast is not None
    assert "已失效" in request.toast.text


async def test_an_anonymous_administrator_may_ask(room: Room) -> None:
    await room.says(ANONYMOUS, GROUP, "/language", sender_chat=chat(GROUP))
    assert await room.kinds(GROUP) == ["members.language"]


async def test_telegram_s_own_language_is_where_a_person_begins(room: Room) -> None:
    request = await room.says(person(77, language_code="en-GB"), 77, "/start")
    assert request.person is not None
    assert request.person.language == "en"

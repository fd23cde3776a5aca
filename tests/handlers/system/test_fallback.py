from typing import Any

import pytest

from handlers.messages import MessageContent
from tests.handlers.room import BOT, Room, person
from tests.street import GROUP

STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 9,
    "height": 9,
    "is_animated": False,
    "is_video": False,
}


@pytest.mark.parametrize(
    ("where", "text"),
    [(77, "/fly"), (77, "/fly@wangge_bot away"), (GROUP, "/fly@wangge_bot"), (GROUP, "/fly@Wangge_Bot to H1")],
)
async def test_an_unknown_command_to_the_bot_gets_a_hint(room: Room, where: int, text: str) -> None:
    await room.says(77, where, text)
    assert await room.text("members.unknown") == "没有 /fly 这个命令。发送 /help 查看全部功能。"


@pytest.mark.parametrize("text", ["/fly", "/fly@other_bot", "fly", "/", "/@wangge", "hello @wangge_bots"])
async def test_what_is_not_for_the_bot_is_left_alone(room: Room, text: str) -> None:
    await room.says(77, GROUP, text)
    assert await room.messages() == []


@pytest.mark.parametrize("text", ["hello @wangge_bot", "@wangge_bot", "@Wangge_Bot 在吗"])
async def test_who_names_the_bot_in_a_group_hears_how_to_report(room: Room, text: str) -> None:
    await room.says(77, GROUP, text)
    assert await room.kinds() == ["members.hint"]
    said = await room.worded(await room.newest("members.hint"))
    assert isinstance(said, MessageContent)
    assert "未写 /report 的消息只是群内聊天" in said.html
    assert [button.url for row in said.buttons for button in row] == ["https://t.me/wangge_bot?start=report"]


async def test_in_a_group_without_a_grid_it_says_so(room: Room) -> None:
    await room.says(77, -4711, "@wangge_bot 在吗")
    assert "还没有绑定网格" in await room.text("members.hint")


async def test_a_command_of_ten_thousand_characters_is_cut_and_escaped(room: Room) -> None:
    await room.says(77, 77, "/<b>" + "x" * 10_000)
    text = await room.text("members.unknown")
    assert "&lt;b&gt;xxx" in text
    assert len(text) < 100


async def test_a_caption_can_hold_the_unknown_command(room: Room) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    await room.sends(77, GROUP, photo=photo, caption="/fly@wangge_bot")
    assert await room.kinds() == ["hazards.offer"]


@pytest.mark.parametrize("data", ["fly:1", "", ":", "x" * 64, "隐患"])
async def test_an_unknown_button_is_answered(room: Room, data: str) -> None:
    request = await room.presses(77, GROUP, data)
    assert request.toast is not None
    assert request.toast.text == "这个按钮已失效。发送 /help 查看全部功能。"
    assert await room.messages() == []


@pytest.mark.parametrize("data", ["hz:accept:1", "bind:K7MPQ2XW9RTA", "unbind:1", "lang:en"])
async def test_a_button_of_an_inline_message_is_not_ours(room: Room, data: str) -> None:
    query = {"id": "1", "from": person(77), "inline_message_id": "x", "chat_instance": "1", "data": data}
    request = await room.take(callback_query=query)
    assert request.toast is not None
    assert "已失效" in request.toast.text


@pytest.mark.parametrize("content", [{"text": "你好"}, {"text": "fly"}, {"sticker": STICKER}])
async def test_in_private_nothing_stays_without_an_answer(room: Room, content: dict[str, Any]) -> None:
    await room.sends(77, 77, **content)
    assert "要上报隐患" in await room.text("members.hint")


async def test_a_service_message_in_private_needs_no_answer(room: Room) -> None:
    await room.sends(77, 77, pinned_message={**room.message(BOT, 77), "text": "…"})
    assert await room.messages() == []

"""A leader writes a text, or puts one in other words, through every router."""

import pytest

from handlers.messages import MessageContent
from handlers.publicity.presses import CALENDAR
from handlers.questions.asked import KIND
from models.publicity.own_texts import Listed, library
from tests.handlers.room import Room
from tests.street import Street

MEMBER, OFFICER, HERE, QUESTION = 12, 15, 700, 10_000


@pytest.fixture
async def grid(room: Room, street: Street) -> int:
    """The community, whose calendar stands in its leader's private chat."""
    await room.says(OFFICER, OFFICER, "/calendar")
    await room.sent(CALENDAR, HERE)
    return street.community.id


async def stands(room: Room) -> int:
    """The newest question is sent; says its number in the chat."""
    number: int = next(room.numbers) + QUESTION
    await room.sent(KIND, number)
    return number


async def answers(room: Room, *words: str) -> None:
    for each in words:
        await stands(room)
        await room.says(OFFICER, OFFICER, each)


async def press(room: Room, label: str) -> None:
    number = await stands(room)
    await room.presses(OFFICER, OFFICER, (await labels(room))[label], on=number)


async def labels(room: Room) -> dict[str, str]:
    said = await room.worded(await room.newest(KIND))
    assert isinstance(said, MessageContent)
    return {button.label: button.data for row in said.buttons for button in row}


async def own(room: Room, street: Street) -> list[Listed]:
    return [each for each in (await library(room.session)).listed(street.grid.path) if each.own]


async def test_a_text_is_asked_for_piece_by_piece_seen_as_groups_see_it_and_kept(
    room: Room, street: Street, grid: int
) -> None:
    await room.presses(OFFICER, OFFICER, f"pub:add:{grid}", on=HERE)
    await answers(room, "<b>年货节</b>防火", "1. 通道不堆货\n2. 收摊<i>断电\n3. 不住人")
    assert list(await labels(room))[:2] == ["全年", "春季"]
    await answers(room, "春节前20天")
    said = await room.text(KIND)
    assert "<b>&lt;b&gt;年货节&lt;/b&gt;防火</b>\n1. 通道不堆货\n2. 收摊&lt;i&gt;断电\n3. 不住人" in said
    assert "春节前20天至当天" in said
    await press(room, "存下")
    [text] = await own(room, street)
    assert (text.text.worded("en").title, str(text.text.occasion)) == ("<b>年货节</b>防火", "spring_festival -20..+0")
    page = await room.text(CALENDAR)
    assert page.startswith("<b>&lt;b&gt;年货节&lt;/b&gt;防火</b>")
    assert "由S-1网格编写" in page


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (["长" * 41], "最多 40 个字"),
        (["年货节", "一\n二\n三\n四"], "1 到 3 行"),
        (["年货节", "一", "冬天"], "看不懂“冬天”"),
    ],
)
async def test_what_will_not_do_is_said_and_the_question_stays(
    room: Room, street: Street, grid: int, written: list[str], told: str
) -> None:
    await room.presses(OFFICER, OFFICER, f"pub:add:{grid}", on=HERE)
    await answers(room, *written)
    assert told in await room.text("hazards.told")
    assert await own(room, street) == []


async def test_a_text_that_is_there_is_changed_in_one_piece_and_taken_back(
    room: Room, street: Street, grid: int
) -> None:
    await room.presses(OFFICER, OFFICER, f"pub:edit:hot_pot:{grid}", on=HERE)
    await press(room, "标题")
    await answers(room, "南大街火锅店")
    await press(room, "存下")
    [text] = await own(room, street)
    assert text.text.worded("zh_CN").title == "南大街火锅店"
    assert text.text.worded("zh_CN").lines[0] == "酒精炉没熄灭时，绝不往里添酒精。"
    for act, left in (("back", 1), ("back_sure", 0)):
        await room.presses(OFFICER, OFFICER, f"pub:{act}:hot_pot:{grid}", on=HERE)
        assert len(await own(room, street)) == left


async def test_a_member_writes_nothing(room: Room, street: Street, grid: int) -> None:
    for data in ("pub:add", "pub:edit:hot_pot", "pub:back_sure:hot_pot"):
        request = await room.presses(MEMBER, MEMBER, f"{data}:{grid}")
        assert request.toast is not None
        assert "网格长" in request.toast.text
    assert KIND not in await room.kinds(MEMBER)

import pytest

from handlers.messages import Menu, MenuScope, MessageContent
from models.members.positions import posts_of
from models.members.tables import Person, Post, Role
from models.onboarding import one_time_codes
from tests.handlers.room import Room, person
from tests.street import GROUP, Street

PHONE = "+8619900000044"
NEWCOMER = 77


@pytest.fixture
async def post(room: Room, street: Street) -> Post:
    free = Post(grid_id=street.grid.id, role=Role.MEMBER, name="新人", phone=PHONE)
    room.session.add(free)
    await room.session.flush()
    return free


def contact(phone: str = PHONE, user_id: int | None = NEWCOMER) -> dict[str, object]:
    whose = {} if user_id is None else {"user_id": user_id}
    return {"contact": {"phone_number": phone, "first_name": "新人", **whose}}


async def held_by(room: Room, request_person: Person | None) -> list[str]:
    assert request_person is not None
    return [each.grid.code for each in await posts_of(room.session, request_person.id)]


async def test_a_newcomer_is_greeted_and_staff_are_asked_for_their_number(room: Room) -> None:
    await room.says(NEWCOMER, NEWCOMER, "/start")
    said = await room.worded(await room.newest("members.greeting"))
    assert isinstance(said, MessageContent)
    links = {button.label: button.url for row in said.buttons for button in row}
    assert links == {
        "上报隐患": "https://t.me/wangge_bot?start=report",
        "我是工作人员": "https://t.me/wangge_bot?start=staff",
    }
    assert "居民群里上报隐患" in said.html
    await room.says(NEWCOMER, NEWCOMER, "/start staff")
    said = await room.worded(await room.newest("members.greeting"))
    assert isinstance(said, MessageContent)
    assert said.ask_contact == "发送本人手机号"


async def test_staff_are_greeted_with_their_posts(room: Room, street: Street) -> None:
    await room.says(street.leader.tg_user_id, street.leader.tg_user_id, "/start")
    said = await room.worded(await room.newest("members.greeting"))
    assert isinstance(said, MessageContent)
    assert "• S-1-1网格（S-1-1）：网格长" in said.html
    assert not said.ask_contact


async def test_ones_own_contact_claims_posts_and_tells_what_they_allow(room: Room, post: Post) -> None:
    request = await room.sends(NEWCOMER, NEWCOMER, **contact())
    assert await held_by(room, request.person) == ["S-1-1"]
    said = await room.worded(await room.newest("members.claimed"))
    assert isinstance(said, MessageContent)
    assert said.drop_keyboard
    assert "• S-1-1网格（S-1-1）：网格员" in said.html
    for label in ("受理", "已到场", "处置完成", "提请上级"):
        assert label in said.html
    menu = await room.worded(await room.newest("menu.person"))
    assert isinstance(menu, Menu)
    assert menu.scope is MenuScope.CHAT
    assert "contacts" in dict(menu.commands)


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        (contact(user_id=12), "不能发送别人的名片"),
        (contact(user_id=None), "不能发送别人的名片"),
        (contact(phone="电话"), "无法识别"),
        (contact(phone="+8619900000045"), "名册里没有您的手机号"),
    ],
)
async def test_a_contact_that_proves_nothing_is_refused(
    room: Room, post: Post, shared: dict[str, object], told: str
) -> None:
    request = await room.sends(NEWCOMER, NEWCOMER, **shared)
    assert told in await room.text("members.refused")
    assert await held_by(room, request.person) == []


async def test_after_somebody_else_s_contact_ones_own_is_asked_for_again(room: Room) -> None:
    await room.sends(NEWCOMER, NEWCOMER, **contact(user_id=12))
    said = await room.worded(await room.newest("members.refused"))
    assert isinstance(said, MessageContent)
    assert said.ask_contact


@pytest.mark.parametrize(
    ("whose", "more"),
    [
        (NEWCOMER, {"forward_origin": {"type": "user", "date": 1, "sender_user": person(12)}}),
        (NEWCOMER, {"forward_origin": {"type": "user", "date": 1, "sender_user": person(NEWCOMER)}}),
        (NEWCOMER, {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "某人"}}),
        (12, {}),
        (None, {}),
    ],
)
async def test_a_contact_that_is_not_shared_by_its_owner_claims_nothing(
    room: Room, post: Post, whose: int | None, more: dict[str, object]
) -> None:
    request = await room.sends(NEWCOMER, NEWCOMER, **contact(user_id=whose), **more)
    assert await held_by(room, request.person) == []
    assert request.person is not None
    assert request.person.phone is None
    assert await room.kinds() == ["members.refused"]


async def test_a_contact_in_a_group_is_nobody_s_business(room: Room, post: Post) -> None:
    request = await room.sends(NEWCOMER, GROUP, **contact())
    assert await room.messages() == []
    assert await held_by(room, request.person) == []


async def test_no_phone_number_is_put_into_a_message(room: Room, post: Post) -> None:
    await room.sends(NEWCOMER, NEWCOMER, **contact())
    await room.sends(NEWCOMER, NEWCOMER, **contact(phone="+8619900000045"))
    assert not [message for message in await room.messages() if "199000000" in str(message.args)]


async def test_a_code_claims_in_private(room: Room, post: Post) -> None:
    [offer] = await one_time_codes.post_offers(room.session, room.now)
    request = await room.says(NEWCOMER, NEWCOMER, f"/start {offer.code}")
    assert await held_by(room, request.person) == ["S-1-1"]
    assert "认领成功" in await room.text("members.claimed")
    await room.says(78, 78, f"/start {offer.code}")
    assert "已经用过了" in await room.text("members.refused")


async def test_an_unknown_an_expired_and_a_taken_code_are_refused(room: Room, post: Post, street: Street) -> None:
    [offer] = await one_time_codes.post_offers(room.session, room.now)
    await room.says(NEWCOMER, NEWCOMER, "/start <b>" + "长" * 4000)
    assert "没有这个验证码" in await room.text("members.refused")
    post.person_id = street.leader.id
    await room.says(NEWCOMER, NEWCOMER, f"/start {offer.code}")
    assert "已经由别人认领" in await room.text("members.refused")
    post.ended_at = room.now
    await room.says(NEWCOMER, NEWCOMER, f"/start {offer.code}")
    assert "已不在名册中" in await room.text("members.refused")
    room.now += one_time_codes.LIFE
    await room.says(NEWCOMER, NEWCOMER, f"/start {offer.code}")
    assert "已经过期" in await room.text("members.refused")


async def test_a_group_s_code_in_private_shows_the_way_to_the_group(room: Room, street: Street) -> None:
    code = (await one_time_codes.offers(room.session, room.now, street.community))[0].code
    await room.says(NEWCOMER, NEWCOMER, f"/start {code}")
    said = await room.worded(await room.newest("members.refused"))
    assert isinstance(said, MessageContent)
    assert said.buttons[0][0].url == f"https://t.me/wangge_bot?startgroup={code}"


async def test_whoever_shared_a_number_before_finds_new_posts_at_start(room: Room, street: Street) -> None:
    await room.sends(NEWCOMER, NEWCOMER, **contact())
    room.session.add(Post(grid_id=street.grid.id, role=Role.LEADER, name="新人", phone=PHONE))
    await room.says(NEWCOMER, NEWCOMER, "/start")
    assert "S-1-1网格（S-1-1）：网格长" in await room.text("members.greeting")


async def test_many_posts_are_cut_to_a_readable_list(room: Room, street: Street) -> None:
    for role in Role:
        room.session.add_all(
            Post(grid_id=street.grid.id, role=role, name="多岗", phone=f"+861990001{n:04}", person_id=street.leader.id)
            for n in range(30)
        )
    await room.says(street.leader.tg_user_id, street.leader.tg_user_id, "/start")
    text = await room.text("members.greeting")
    assert "……另有196个岗位" in text
    assert len(text) < 4096


async def test_hostile_names_cannot_break_the_greeting(room: Room, post: Post, street: Street) -> None:
    street.grid.name = "<a href='x'>\u202e" + "网" * 100
    await room.sends(person(NEWCOMER, "<b>\u202e" + "名" * 10_000), NEWCOMER, **contact())
    text = await room.text("members.claimed")
    assert "&lt;a href='x'&gt;网网" in text
    assert "\u202e" not in text

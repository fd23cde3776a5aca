from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.tables import Hazard
from models.onboarding import chat_reachability
from models.onboarding.bind_chat import binding_of
from models.onboarding.chat_reachability import BACK, LOOK_AT_TOPIC, LOOK_EVERY, LOOK_SELDOM
from models.outbox.enqueue import enqueue
from models.outbox.hold import hold_chat
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.publicity.tables import PublicitySaid, QuietChat
from tests.street import GROUP, Street

SUPER = -100777


async def told(session: AsyncSession) -> list[tuple[int, str]]:
    rows = await session.scalars(
        select(OutboxMessage).where(col(OutboxMessage.kind).startswith("grids.")).order_by(col(OutboxMessage.id))
    )
    return [(message.chat_id, message.kind) for message in rows]


async def test_a_lost_group_is_marked_and_the_level_above_told_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    assert await chat_reachability.unreachable(session, GROUP, "bot was kicked from the supergroup chat", now)
    assert not await chat_reachability.unreachable(session, GROUP, "bot was kicked from the supergroup chat", now)
    chat = await session.get_one(Chat, GROUP)
    assert (chat.reachable, chat.unreachable_reason) == (False, "bot was kicked from the supergroup chat")
    assert await told(session) == [(street.community_leader.tg_user_id, "grids.unreachable")]
    assert await binding_of(session, GROUP) is not None


async def test_a_group_that_comes_back_is_told_of_too(session: AsyncSession, street: Street, now: datetime) -> None:
    assert not await chat_reachability.reachable(session, GROUP, now)
    await chat_reachability.unreachable(session, GROUP, "kicked", now)
    assert await chat_reachability.reachable(session, GROUP, now + timedelta(hours=1))
    chat = await session.get_one(Chat, GROUP)
    assert (chat.reachable, chat.unreachable_reason) == (True, None)
    assert [kind for _, kind in await told(session)] == ["grids.unreachable", "grids.reachable"]


async def test_where_nobody_above_is_reached_the_grid_s_own_leaders_are_told(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.community_leader.started = False
    await chat_reachability.unreachable(session, GROUP, "kicked", now)
    assert await told(session) == [(street.leader.tg_user_id, "grids.unreachable")]


async def test_the_lost_chat_itself_is_never_written_to(session: AsyncSession, street: Street, now: datetime) -> None:
    leaders = Chat(id=-2001, type="group", title="街道群", seen_at=now)
    bound = Binding(grid_id=street.street.id, purpose=Purpose.LEADERS, chat_id=-2001, bound_at=now)
    session.add_all([leaders, bound])
    await session.flush()
    await chat_reachability.unreachable(session, -2001, "kicked", now)
    await chat_reachability.reachable(session, -2001, now)
    assert await told(session) == []


async def test_an_unbound_or_unknown_chat_is_lost_without_a_word(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    session.add(Chat(id=-5, type="group", title="闲聊", seen_at=now))
    assert await chat_reachability.unreachable(session, -5, "kicked", now)
    assert not await chat_reachability.unreachable(session, -6, "kicked", now)
    assert await told(session) == []


async def test_a_person_who_blocks_the_bot_has_not_started_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await chat_reachability.unreachable(session, street.leader.tg_user_id, "bot was blocked by the user", now)
    await session.refresh(street.leader)
    assert not street.leader.started
    await chat_reachability.reachable(session, street.leader.tg_user_id, now)
    await session.refresh(street.leader)
    assert street.leader.started


async def test_a_very_long_reason_is_cut(session: AsyncSession, street: Street, now: datetime) -> None:
    await chat_reachability.unreachable(session, GROUP, "x" * 10_000, now)
    assert (await session.get_one(Chat, GROUP)).unreachable_reason == "x" * 200


def hazard_in(street: Street, now: datetime) -> Hazard:
    return Hazard(grid_id=street.grid.id, chat_id=GROUP, message_id=77, created_at=now)


@pytest.mark.parametrize("times", [1, 3])
async def test_binding_messages_and_hazards_follow_an_upgraded_group(
    session: AsyncSession, street: Street, now: datetime, times: int
) -> None:
    hazard = hazard_in(street, now)
    session.add(hazard)
    message = enqueue(session, GROUP, "hazards.card", Lane.REPLY, now, subject_id=hazard.id, reply_to=77)
    (await session.get_one(Chat, GROUP)).language = "en"
    for _ in range(times):
        await chat_reachability.moved(session, GROUP, SUPER, now)
    await session.refresh(hazard)
    message = await session.get_one(OutboxMessage, message.id)
    assert (hazard.chat_id, hazard.message_id) == (SUPER, None)
    assert (message.chat_id, message.reply_to) == (SUPER, None)
    bound = await binding_of(session, SUPER)
    assert bound is not None
    assert bound[1] is street.grid
    assert await binding_of(session, GROUP) is None
    new = await session.get_one(Chat, SUPER)
    assert (new.title, new.language, new.reachable, new.type) == ("一网格群", "en", True, "supergroup")
    old = await session.get_one(Chat, GROUP, populate_existing=True)
    assert (old.reachable, old.moved_to) == (False, SUPER)
    assert await told(session) == []


async def test_a_move_of_an_unknown_group_leaves_the_new_one_known(session: AsyncSession, now: datetime) -> None:
    await chat_reachability.moved(session, -8, SUPER, now)
    assert (await session.get_one(Chat, SUPER)).reachable
    assert await session.get(Chat, -8) is None


async def test_a_supergroup_already_bound_keeps_its_binding(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    fresh = Binding(grid_id=street.community.id, purpose=Purpose.GROUP, chat_id=SUPER, bound_at=now)
    session.add_all([Chat(id=SUPER, type="supergroup", title="新群", seen_at=now), fresh])
    await session.flush()
    await chat_reachability.moved(session, GROUP, SUPER, now)
    assert await binding_of(session, SUPER) == (fresh, street.community)
    assert await binding_of(session, GROUP) is None


async def test_of_what_there_can_be_only_one_a_chat_s_own_stands(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    police, station = (Department(grid_id=street.street.id, name=name, chat_id=None) for name in ("派出所", "消防站"))
    police.chat_id, station.chat_id = GROUP, SUPER
    session.add_all([Chat(id=SUPER, type="supergroup", title="新群", seen_at=now), police, station])
    for chat, at, texts in ((GROUP, later, ("fire_escape", "gas")), (SUPER, now, ("fire_escape",))):
        session.add(QuietChat(chat_id=chat, set_by=street.leader.id, set_at=at))
        session.add_all([PublicitySaid(chat_id=chat, text=text, said_at=at) for text in texts])
    await chat_reachability.moved(session, GROUP, SUPER, now)
    said = select(col(PublicitySaid.chat_id), col(PublicitySaid.text), col(PublicitySaid.said_at))
    assert set((await session.execute(said)).all()) == {(SUPER, "fire_escape", now), (SUPER, "gas", later)}
    assert list(await session.scalars(select(col(QuietChat.chat_id)))) == [SUPER]
    departments = await session.execute(select(col(Department.name), col(Department.chat_id)))
    assert set(departments.all()) == {("派出所", None), ("消防站", SUPER)}


async def backs(session: AsyncSession, chat: int) -> list[tuple[MessageState, datetime]]:
    here = select(OutboxMessage).where(col(OutboxMessage.kind) == BACK, col(OutboxMessage.chat_id) == chat)
    rows = await session.scalars(here.execution_options(populate_existing=True))
    return [(message.state, message.not_before) for message in rows]


async def test_a_group_that_will_not_hear_us_is_tried_every_few_minutes_by_one_message(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    later = now + timedelta(minutes=7)
    assert await chat_reachability.refused(session, GROUP, "not enough rights", now) == now + LOOK_EVERY
    assert await chat_reachability.refused(session, GROUP, "not enough rights", later) == later + LOOK_EVERY
    assert await backs(session, GROUP) == [(MessageState.PENDING, later + LOOK_EVERY)]
    assert [kind for _, kind in await told(session) if kind != BACK] == ["grids.unreachable"]


async def test_a_group_lost_a_second_time_is_tried_again(session: AsyncSession, street: Street, now: datetime) -> None:
    await chat_reachability.refused(session, GROUP, "muted", now)
    said = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == BACK))).one()
    said.state, said.message_id = MessageState.SENT, 5
    await session.flush()
    await chat_reachability.reachable(session, GROUP, now)
    await chat_reachability.refused(session, GROUP, "muted", now + timedelta(days=1))
    await session.refresh(said)
    assert said.message_id is None
    assert await backs(session, GROUP) == [(MessageState.PENDING, now + timedelta(days=1) + LOOK_EVERY)]


@pytest.fixture
async def brigade(session: AsyncSession, street: Street, now: datetime) -> Department:
    """A department of the community, with a chat of its own."""
    session.add(Chat(id=-5, type="group", title="消防队", seen_at=now))
    made = Department(grid_id=street.community.id, name="消防队", chat_id=-5)
    session.add(made)
    await session.flush()
    return made


async def test_a_department_s_own_chat_is_tried_too(
    session: AsyncSession, street: Street, brigade: Department, now: datetime
) -> None:
    assert await chat_reachability.refused(session, -5, "muted", now) == now + LOOK_EVERY


async def test_the_leaders_of_its_grid_hear_that_a_department_s_chat_is_lost_and_that_it_is_back(
    session: AsyncSession, street: Street, brigade: Department, now: datetime
) -> None:
    for _ in range(2):
        await chat_reachability.refused(session, -5, "muted", now)
    leader = street.community_leader.tg_user_id
    assert await told(session) == [(leader, "grids.unreachable"), (-5, BACK)]
    await chat_reachability.reachable(session, -5, now)
    rows = await session.scalars(
        select(OutboxMessage).where(col(OutboxMessage.chat_id) == leader).order_by(col(OutboxMessage.id))
    )
    assert [(row.kind, row.subject_id) for row in rows] == [
        ("grids.unreachable", brigade.id),
        ("grids.reachable", brigade.id),
    ]


async def test_of_a_retired_department_s_chat_nobody_hears(
    session: AsyncSession, street: Street, brigade: Department, now: datetime
) -> None:
    brigade.retired_at = now
    await session.flush()
    assert await chat_reachability.unreachable(session, -5, "kicked", now)
    assert await told(session) == []


@pytest.mark.parametrize("where", [11, -5], ids=["in private", "in a group that serves nobody"])
async def test_who_waits_for_nothing_is_tried_seldom(
    session: AsyncSession, street: Street, now: datetime, where: int
) -> None:
    session.add(Chat(id=-5, type="group", title="闲聊", seen_at=now))
    assert await chat_reachability.refused(session, where, "blocked", now) == now + LOOK_SELDOM
    assert await backs(session, where) == []


async def test_what_a_chat_missed_goes_out_when_it_hears_again(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    held = enqueue(session, GROUP, "hazards.card", Lane.REPLY, now)
    await session.flush()
    await hold_chat(session, GROUP, now, await chat_reachability.refused(session, GROUP, "muted", now), "muted")
    await chat_reachability.reachable(session, GROUP, now + timedelta(minutes=1))
    stored = await session.get_one(OutboxMessage, held.id, populate_existing=True)
    assert (stored.state, stored.not_before) == (MessageState.PENDING, now + timedelta(minutes=1))


async def test_a_topic_that_takes_nothing_is_left_and_told_of_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    chat = await session.get_one(Chat, GROUP)
    chat.topic_id = 4
    for minutes in (0, 40):
        later = now + timedelta(minutes=minutes)
        await chat_reachability.topic_lost(session, GROUP, 4, later)
        await session.refresh(chat)
        assert (chat.topic_id, chat.topic_again_at) == (4, later + LOOK_AT_TOPIC)
    assert await told(session) == [(street.community_leader.tg_user_id, "grids.topic_lost")]


async def test_a_topic_that_takes_messages_again_is_told_of_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    chat = await session.get_one(Chat, GROUP)
    chat.topic_id = 4
    await chat_reachability.topic_open(session, GROUP, 4, now)
    assert await told(session) == []
    await chat_reachability.topic_lost(session, GROUP, 4, now)
    for _ in range(2):
        await chat_reachability.topic_open(session, GROUP, 4, now)
    await session.refresh(chat)
    assert (chat.topic_id, chat.topic_again_at) == (4, None)
    assert [kind for _, kind in await told(session)] == ["grids.topic_lost", "grids.topic_open"]


async def test_a_topic_chosen_meanwhile_is_kept(session: AsyncSession, street: Street, now: datetime) -> None:
    chat = await session.get_one(Chat, GROUP)
    chat.topic_id = 9
    await chat_reachability.topic_lost(session, GROUP, 4, now)
    await session.refresh(chat)
    assert (chat.topic_id, chat.topic_again_at) == (9, None)
    assert await told(session) == []

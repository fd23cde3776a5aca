"""In private and in leaders' chats; that what is pressed all the same is refused, the actions' own tests prove."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards import buttons
from handlers.hazards.alert_view import alert
from handlers.messages import MessageContent, RenderContext
from locales.translator import translator
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.alerting.alerts import ALERT
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.leave import file_leave
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests import offices
from tests.handlers.room import SHANGHAI
from tests.models.hazards.steps import order
from tests.street import GROUP, Street

DECIDED = "assign order transfer list / put_off dismiss duplicate classify"
MEMBERS = {"accept", "done", "hand_up", "duplicate", "classify"}
LEADERS = {*MEMBERS, "assign", "put_off", "order", "dismiss"}
STREETS = {*LEADERS, "transfer", "list"}


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    said = Said(GROUP, 501, "3号楼楼道堆物", person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


def drawn(keyboards: dict[State, buttons.Rows]) -> dict[State, str]:
    return {state: " / ".join(" ".join(row) for row in rows) for state, rows in keyboards.items()}


def test_people_find_a_button_where_it_has_always_been() -> None:
    assert drawn(buttons.GROUP) == {
        State.OPEN: "accept on_site / done",
        State.ACCEPTED: "on_site done",
        State.RECTIFYING: "done",
    }
    assert drawn(buttons.STAFF) == {
        State.OPEN: f"take decline / accept done hand_up / {DECIDED}",
        State.ACCEPTED: f"take decline / on_site done hand_up / {DECIDED}",
        State.RECTIFYING: "done extend / hand_up transfer list / correct void",
        State.TRANSFERRED: "take_back list",
        State.REVIEW: "close send_back dismiss / correct void",
    }


@pytest.mark.parametrize(
    ("name", "acts"),
    [("member", MEMBERS), ("leader", LEADERS), ("community_leader", LEADERS), ("stranger", set())],
)
async def test_in_private_an_alert_offers_what_its_reader_may_do(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, name: str, acts: set[str]
) -> None:
    assert await offered(session, hazard, getattr(street, name).tg_user_id, now) == acts


async def test_who_stands_in_for_a_leader_is_offered_what_the_leader_may_do_for_as_long_as_that_is_so(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+86", person_id=street.stranger.id)
    session.add(post)
    await session.flush()
    assert await offered(session, hazard, street.stranger.tg_user_id, now) == MEMBERS
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.leader, today, today, now, SHANGHAI)
    assert await offered(session, hazard, street.stranger.tg_user_id, now) == LEADERS


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("member", {*MEMBERS, "progress"} - {"duplicate"}),
        ("leader", {*LEADERS, "progress"} - {"duplicate", "dismiss", "put_off"}),
        ("street_leader", {*STREETS, "progress", "lift"} - {"duplicate", "dismiss", "list", "put_off"}),
    ],
)
async def test_while_it_is_listed_nobody_is_offered_to_end_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, name: str, acts: set[str]
) -> None:
    above = await offices.build(session, street, now)
    given = {"due": "2026-12-16", "requirement": "限期清除"}
    await perform(session, hazard, Act.SUPERVISE, above.street_leader, now, SHANGHAI, **given)
    reader = above.street_leader if name == "street_leader" else getattr(street, name)
    assert await offered(session, hazard, reader.tg_user_id, now) == acts


async def test_lifting_is_offered_only_to_who_may_lift(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    above = await offices.build(session, street, now)
    given = {"due": "2026-12-16", "requirement": "限期清除"}
    await perform(session, hazard, Act.SUPERVISE, above.street_leader, now, SHANGHAI, **given)
    other = Person(tg_user_id=77, name="刘副主任", first_seen=now, started=True)
    session.add_all([other, Chat(id=77, type="private", seen_at=now), Chat(id=-7, type="supergroup", seen_at=now)])
    session.add(
        Post(
            grid_id=street.street.id,
            role=Role.LEADER,
            name="刘副主任",
            person_id=other.id,
            phone="+8619900000077",
            rank=9,
        )
    )
    session.add(Binding(grid_id=street.street.id, purpose=Purpose.LEADERS, chat_id=-7, bound_at=now))
    await session.flush()
    assert "lift" not in await offered(session, hazard, 77, now)
    assert "lift" in await offered(session, hazard, -7, now)


@pytest.mark.parametrize(
    ("name", "acts"),
    [("member", set()), ("leader", set()), ("street_leader", {"close", "send_back", "dismiss"})],
)
async def test_what_a_department_has_answered_is_the_streets_to_review(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, name: str, acts: set[str]
) -> None:
    above = await offices.build(session, street, now)
    given = {"department": above.police.id, "due": offices.ANSWER_BY}
    await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, **given)
    await perform(session, hazard, Act.OUTCOME, above.liaison, now, SHANGHAI, outcome="已清理")
    reader = above.street_leader if name == "street_leader" else getattr(street, name)
    assert await offered(session, hazard, reader.tg_user_id, now) == acts


@pytest.mark.parametrize(("noticed", "acts"), [(True, {"correct", "void"}), (False, set())])
async def test_what_is_reviewed_has_a_notice_to_correct_only_if_one_was_issued(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, noticed: bool, acts: set[str]
) -> None:
    if noticed:
        await order(session, hazard, street.leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    offers = await offered(session, hazard, street.leader.tg_user_id, now)
    assert offers == {"close", "send_back", "dismiss", *acts}


@pytest.mark.parametrize(("level", "acts"), [("grid", LEADERS), ("community", LEADERS), ("street", STREETS)])
async def test_a_leaders_chat_is_offered_what_leaders_of_its_grid_may_do(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, level: str, acts: set[str]
) -> None:
    grid = getattr(street, level)
    session.add(Chat(id=-7, type="supergroup", title="负责人群", seen_at=now))
    session.add(Binding(grid_id=grid.id, purpose=Purpose.LEADERS, chat_id=-7, bound_at=now))
    assert await offered(session, hazard, -7, now) == acts


async def offered(session: AsyncSession, hazard: Hazard, chat: int, now: datetime) -> set[str]:
    message = enqueue(session, chat, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="new")
    await session.flush()
    said = await alert(RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot"))
    assert isinstance(said, MessageContent)
    data = [button.data for row in said.buttons for button in row]
    return {each.split(":")[1] for each in data if each.startswith("hz:")}


@pytest.mark.parametrize(
    ("locale", "row", "lengths"),
    [
        ("zh_CN", (Act.ACCEPT, Act.DONE, Act.HAND_UP), [3]),
        ("zh_CN", (Act.DISMISS, Act.DUPLICATE, Act.CLASSIFY, Act.ACCEPT), [4]),
        ("zh_CN", (Act.PUT_OFF, Act.DISMISS, Act.DUPLICATE, Act.CLASSIFY), [2, 2]),
        ("en", (Act.ACCEPT, Act.DONE, Act.HAND_UP), [3]),
        ("en", (Act.ASSIGN, Act.ORDER, Act.TRANSFER, Act.SUPERVISE), [2, 2]),
        ("en", (Act.ASSIGN, Act.ORDER, Act.TRANSFER), [1, 2]),
        ("en", (Act.SUPERVISE,), [1]),
        ("en", (), []),
    ],
)
def test_labels_share_a_row_as_far_as_a_phone_shows_them_whole(
    now: datetime, locale: str, row: tuple[Act, ...], lengths: list[int]
) -> None:
    drawn = buttons.buttons(translator(locale), Hazard(number=1, grid_id=1, created_at=now), (row,))
    assert [len(each) for each in drawn] == lengths

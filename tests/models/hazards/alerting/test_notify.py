from collections.abc import Collection, Mapping
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Chat, Level, Purpose
from models.hazards.alerting.notify import alert
from models.hazards.reporting.reclassify import correct_severity
from models.hazards.reporting.submit import Said, report, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity
from models.outbox.tables import Lane, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.tree import Tree, grow

GROUP = -1001
WORDS = {
    Severity.URGENT: "三楼冒烟了",
    Severity.MAJOR: "占用消防车通道",
    Severity.ORDINARY: "楼道堆物",
}
D, S, C, G, M = "district", "street", "community", "grid", "members"
NOBODY = (D, S, C, G, M)
IN_GROUP, IN_PRIVATE, NO_GROUP = "in the group", "in private", "in private, and the grid has no group"


async def reported(session: AsyncSession, tree: Tree, severity: Severity, where: str, now: datetime) -> Hazard:
    if where != NO_GROUP:
        session.add(Chat(id=GROUP, type="supergroup", title="一网格群", seen_at=now))
        session.add(Binding(grid_id=tree.grid.id, purpose=Purpose.GROUP, chat_id=GROUP, bound_at=now))
        await session.flush()
    chat, way = (GROUP, report) if where == IN_GROUP else (tree.reporter.tg_user_id, report_discreetly)
    hazard = await way(session, Said(chat, 501, WORDS[severity], person=tree.reporter), tree.grid, now, SHANGHAI)
    assert hazard.severity is severity
    return hazard


async def told(session: AsyncSession, tree: Tree, why: str = "new") -> dict[str, Mapping[str, object]]:
    """Who was alerted for this reason, and what else the alert says."""
    await session.flush()
    alerts = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping"))).all()
    more = {tree.names[each.chat_id]: dict(each.args) for each in alerts if each.args["why"] == why}
    return {
        who: {key: value for key, value in args.items() if key not in ("why", "alone")} for who, args in more.items()
    }


INSTEAD = {"silent": "name of grid"}


@pytest.mark.parametrize(
    ("where", "severity", "silent", "members", "expected"),
    [
        pytest.param(IN_GROUP, Severity.ORDINARY, (), 1, {M: {}}, id="a member hears"),
        pytest.param(NO_GROUP, Severity.ORDINARY, (), 1, {M: {}}, id="a member hears without a group"),
        pytest.param(IN_GROUP, Severity.ORDINARY, (M,), 1, {}, id="the card stands where members read it"),
        pytest.param(IN_PRIVATE, Severity.ORDINARY, (M,), 1, {}, id="so does that of a report in private"),
        pytest.param(IN_GROUP, Severity.ORDINARY, (), 0, {G: INSTEAD}, id="the grid has no members"),
        pytest.param(NO_GROUP, Severity.ORDINARY, (M,), 1, {G: INSTEAD}, id="no group and no member to reach"),
        pytest.param(NO_GROUP, Severity.ORDINARY, (M, G), 1, {C: INSTEAD}, id="nor a leader of the grid"),
        pytest.param(NO_GROUP, Severity.MAJOR, (M, G, C), 1, {S: INSTEAD}, id="nor anybody the ladder tells at once"),
        pytest.param(NO_GROUP, Severity.URGENT, (M, G), 1, {S: {}}, id="one of those the ladder tells hears"),
        pytest.param(NO_GROUP, Severity.URGENT, (M, G, S), 1, {C: INSTEAD}, id="the nearest of the others hears"),
        pytest.param(NO_GROUP, Severity.URGENT, NOBODY, 1, {}, id="nobody at all"),
    ],
)
async def test_with_nobody_to_hear_the_next_leader_is_told_at_once(
    session: AsyncSession,
    now: datetime,
    where: str,
    severity: Severity,
    silent: Collection[str],
    members: int,
    expected: dict[str, dict[str, object]],
) -> None:
    tree = await grow(session, now, silent=silent, members=members)
    await reported(session, tree, severity, where, now)
    assert await told(session, tree) == expected


async def test_what_becomes_worse_is_told_to_the_next_leader_when_nobody_else_hears(
    session: AsyncSession, now: datetime
) -> None:
    tree = await grow(session, now, silent=(M, G, S))
    hazard = await reported(session, tree, Severity.MAJOR, NO_GROUP, now)
    await correct_severity(session, hazard, Severity.URGENT, tree.leaders[Level.DISTRICT], now, SHANGHAI)
    assert await told(session, tree, "raised") == {C: INSTEAD}


@pytest.mark.parametrize(("severity", "lane"), [(Severity.URGENT, Lane.URGENT), (Severity.ORDINARY, Lane.ESCALATION)])
async def test_the_next_leader_is_told_as_urgently_as_the_members_would_be(
    session: AsyncSession, now: datetime, severity: Severity, lane: Lane
) -> None:
    tree = await grow(session, now, silent=(M, G, S))
    await reported(session, tree, severity, NO_GROUP, now)
    await session.flush()
    [alert] = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping"))).all()
    assert (alert.lane, alert.not_before) == (lane, now)


async def test_the_hazards_own_group_is_not_pinged_since_the_card_stands_there(
    session: AsyncSession, now: datetime
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.ORDINARY, IN_GROUP, now)
    alert(session, hazard, [GROUP, tree.reporter.tg_user_id], "unaccepted", now)
    await session.flush()
    told = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == "hazards.ping")
    chats = set(await session.scalars(told))
    assert tree.reporter.tg_user_id in chats
    assert GROUP not in chats

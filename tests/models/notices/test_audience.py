from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Level
from models.notices.audience import Audience, Reach, asked_posts, targets
from models.notices.tables import Asks
from models.places.tables import Place
from tests.models.notices.conftest import LEADERS_CHAT, OTHER_GROUP, Town
from tests.street import GROUP

GROUPS, LEADERS, STAFF = Reach.GROUPS, Reach.LEADERS, Reach.STAFF


def test_an_audience_is_kept_as_it_is_read() -> None:
    audience = Audience(frozenset({GROUPS, STAFF}), (3, 1), frozenset({Level.GRID}), frozenset({"shop"}))
    assert Audience.read(audience.kept()) == audience
    assert audience.turned(STAFF).turned(LEADERS).reach == {GROUPS, LEADERS}


@pytest.mark.parametrize(
    ("reach", "narrower", "chats"),
    [
        ({GROUPS}, {}, [GROUP, OTHER_GROUP]),
        ({LEADERS}, {}, [LEADERS_CHAT]),
        ({GROUPS, LEADERS}, {}, [LEADERS_CHAT, GROUP, OTHER_GROUP]),
        ({STAFF}, {}, [31, 32, 15, 12, 14, 33]),  # who has not started the bot cannot be written to
        ({STAFF}, {"levels": {Level.COMMUNITY}}, [15]),
        ({GROUPS, LEADERS}, {"levels": {Level.COMMUNITY}}, [LEADERS_CHAT]),
        ({GROUPS, LEADERS}, {"branch": True}, [OTHER_GROUP]),
        ({GROUPS}, {"place_kinds": {"shop"}}, [GROUP]),
        ({GROUPS}, {"place_kinds": {"school"}}, []),
        (set(), {}, []),
    ],
)
async def test_whom_a_notice_reaches(
    session: AsyncSession, town: Town, now: datetime, reach: set[Reach], narrower: dict[str, Any], chats: list[int]
) -> None:
    for name, closed in (("副食店", None), ("旧店", now)):
        about: dict[str, Any] = {
            "grid_id": town.street.grid.id,
            "opened_at": now,
            "confirmed_at": now,
            "closed_at": closed,
        }
        session.add(Place(code=name, kind="shop" if closed is None else "school", name=name, **about))
    await session.flush()
    branches = (town.other_community.id,) if "branch" in narrower else ()
    chosen = {name: frozenset(each) for name, each in narrower.items() if name != "branch"}
    audience = Audience(frozenset(reach), branches, **chosen)
    assert [each.chat_id for each in await targets(session, town.street.street, audience)] == chats


async def test_a_leader_speaks_to_the_own_subtree_alone(session: AsyncSession, town: Town) -> None:
    everybody = Audience(frozenset(Reach))
    found = await targets(session, town.other_community, everybody)
    assert [each.chat_id for each in found] == [OTHER_GROUP, 33]


@pytest.mark.parametrize(
    ("asks", "names"),
    [
        (Asks.NOBODY, []),
        (Asks.LEADERS, ["副主任", "马东宏", "谭远康"]),
        (Asks.MEMBERS, ["傅勇", "陈明梅", "彭春远"]),
        (Asks.STAFF, ["副主任", "马东宏", "傅勇", "陈明梅", "谭远康", "彭春远"]),
    ],
)
async def test_posts_are_asked_by_name_and_never_the_writer_s(
    session: AsyncSession, town: Town, asks: Asks, names: list[str]
) -> None:
    posts = await asked_posts(session, town.street.street, Audience(), asks, town.boss.id)
    assert [post.name for post in posts] == names

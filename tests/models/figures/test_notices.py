from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted
from models.figures.notices import Confirmation, confirmation
from models.grids.tables import Grid
from models.members.tables import Post
from models.notices.tables import Notice, NoticeKind, NoticeReceipt, NoticeState
from tests.models.figures.histories import places
from tests.models.figures.notices import BEGIN, HOUR, WEEK, sent
from tests.street import Street


def slowly(
    notices: list[tuple[Notice, list[NoticeReceipt]]], grids: set[int], asked: Counted, kind: NoticeKind
) -> Confirmation:
    every, confirmed = 0, 0
    for notice, receipts in notices:
        if notice.drill or notice.kind is not kind or notice.started_at is None:
            continue
        if not asked.begin <= notice.started_at < asked.end:
            continue
        if notice.state is NoticeState.WITHDRAWN and notice.ended_at and notice.ended_at < asked.as_of:
            continue
        mine = [each for each in receipts if each.grid_id in grids]
        every += len(mine)
        confirmed += len([each for each in mine if each.received_at and each.received_at < asked.as_of])
    return Confirmation(every, confirmed)


@pytest.mark.parametrize("seed", range(2))
async def test_confirmations_are_those_of_reading_every_receipt(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    chance = Random(seed)
    where = [place.grid for place in await places(session, street, now)]
    posts = (await session.scalars(select(Post).order_by(col(Post.id)))).all()
    notices: list[tuple[Notice, list[NoticeReceipt]]] = []
    for number in range(1, 41):
        notice = await sent(session, street, number, chance)
        receipts = []
        for post in chance.sample(posts, 6):
            at = (notice.started_at or BEGIN) + HOUR * chance.randrange(300) if chance.random() < 0.7 else None
            receipts.append(
                NoticeReceipt(notice_id=notice.id, post_id=post.id, grid_id=chance.choice(where).id, received_at=at)
            )
        session.add_all(receipts)
        notices.append((notice, receipts))
    await session.flush()
    met = set()
    for week in range(4):
        begin = BEGIN + WEEK * week
        for late in (timedelta(0), WEEK):
            for kind in NoticeKind:
                asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + late)
                found = await confirmation(session, asked, kind)
                assert found.total == slowly(notices, {each.id for each in where}, asked, kind)
                met.add(found.total.confirmed > 0)
                for part_id, part in found.parts.items():
                    path = (await session.get_one(Grid, part_id)).path
                    below = {each.id for each in where if each.path.startswith(path)}
                    own = {part_id} if part_id == street.street.id else below
                    assert part == slowly(notices, own, asked, kind)
    assert True in met

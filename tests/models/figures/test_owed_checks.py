from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, LOOK_AFTER, Owner
from models.figures.asked import Counted
from models.figures.duties import Share, share_of
from models.figures.owed_checks import owed_checks
from models.members.tables import Post
from tests.models.figures.histories import places
from tests.models.figures.windows import BEGIN, DAY, EXCUSES, WEEK, expected, history
from tests.street import Street


@pytest.mark.parametrize("seed", range(2))
async def test_owed_checks_are_those_of_reading_every_window(session: AsyncSession, street: Street, seed: int) -> None:
    chance = Random(seed)
    grids = [place.grid for place in await places(session, street, BEGIN)]
    posts = [post.id for post in (await session.scalars(select(Post).order_by(col(Post.id)))).all()]
    every = await history(session, grids, BEGIN, chance)
    for window, _ in every:
        window.owner, window.owed_by = chance.choice([*Owner]), chance.sample(posts, chance.randrange(3))
    await session.flush()
    met = set()
    for number in range(3):
        begin = BEGIN + WEEK * number
        asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + 2 * DAY)
        found = await owed_checks(session, asked)
        counted = [
            (window, [each for each in misses if each.why not in EXCUSES], len([e for e in misses if e.why in EXCUSES]))
            for window, misses in every
            if not window.hours
            and window.owner not in {*AT_PLACE, *LOOK_AFTER}
            and begin < window.due_at <= begin + WEEK
            and window.closed_at is not None
            and window.closed_at < begin + WEEK + timedelta(days=2)
        ]
        for post in (None, *posts):
            mine = [each for each in counted if post is None or post in each[0].owed_by]
            of = sum(len(expected(window)) - excused for window, _, excused in mine)
            missed = sum(len(misses) for _, misses, _ in mine)
            theirs = [duty for duty in found if post is None or post in duty.posts]
            assert share_of(theirs) == Share(of - missed, of)
            met.add((bool(of - missed), bool(missed)))
        of_places = [duty for duty in found if not duty.done and duty.what]
        assert all(duty.what.startswith("店") and duty.day for duty in of_places)
        met.add((True, bool(of_places)))
    assert (True, True) in met

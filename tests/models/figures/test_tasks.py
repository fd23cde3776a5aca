from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted
from models.figures.duties import Share, share_of, shares
from models.figures.notices import confirmation
from models.figures.tasks import confirmations, letters, training
from models.grids.tables import Grid
from models.members.tables import Post
from models.notices.tables import NoticeKind, NoticeReceipt
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import Excuse, State
from tests.models.figures.histories import places
from tests.models.figures.notices import BEGIN, HOUR, WEEK, sent
from tests.street import Street

KINDS = (TaskKind.LETTER, TaskKind.TRAINING, TaskKind.DRILL)
History = list[tuple[Requirement, list[Obligation]]]


def requirement(street: Street, number: int, chance: Random) -> Requirement:
    return Requirement(
        number=number,
        kind=chance.choice(KINDS),
        grid_id=street.street.id,
        author_id=street.leader.id,
        chat_id=1,
        title=f"任务{number}",
        due_at=BEGIN + HOUR * chance.randrange(-WEEK // HOUR, 4 * WEEK // HOUR),
        state=chance.choice([*RequirementState]),
        created_at=BEGIN,
    )


def share(of: Requirement, post: Post, grid: Grid, chance: Random) -> Obligation:
    state = chance.choice([State.OPEN, State.DONE, State.DONE, State.EXCUSED])
    done = of.due_at + HOUR * chance.randrange(-100, 300) if state is State.DONE else None
    return Obligation(
        requirement_id=of.id,
        grid_id=grid.id,
        post_id=post.id,
        state=state,
        excuse=chance.choice([*Excuse]) if state is State.EXCUSED else None,
        due_at=of.due_at,
        done_at=done,
    )


async def history(session: AsyncSession, street: Street, grids: list[Grid], chance: Random) -> History:
    posts = (await session.scalars(select(Post).order_by(col(Post.id)))).all()
    found: History = []
    for number in range(1, 61):
        of = requirement(street, number, chance)
        session.add(of)
        await session.flush()
        each = [share(of, post, chance.choice(grids), chance) for post in chance.sample(posts, 5)]
        session.add_all(each)
        found.append((of, each))
    await session.flush()
    return found


def slowly(every: History, grids: set[int], asked: Counted, kind: TaskKind) -> Share:
    found = Share()
    for of, owners in every:
        over = of.state is RequirementState.CLOSED or (of.state is RequirementState.OPEN and kind is TaskKind.LETTER)
        if of.kind is not kind or not over or not asked.begin <= of.due_at < asked.end:
            continue
        for each in owners:
            if each.grid_id in grids and each.excuse in (None, Excuse.LAPSED):
                done = each.done_at is not None and each.done_at < asked.as_of
                found = Share(found.done + done, found.of + 1)
    return found


@pytest.mark.parametrize("seed", range(2))
async def test_letters_and_seats_at_trainings_are_those_of_reading_every_share(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    chance = Random(seed)
    grids = [place.grid for place in await places(session, street, now)]
    every = await history(session, street, grids, chance)
    met = set()
    for number in range(4):
        begin = BEGIN + WEEK * number
        for late in (timedelta(0), 2 * WEEK):
            asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + late)
            for kind, figure in ((TaskKind.LETTER, letters), (TaskKind.TRAINING, training)):
                found = await figure(session, asked)
                assert share_of(found) == slowly(every, {each.id for each in grids}, asked, kind)
                parts = await shares(session, asked, found)
                for part_id, part in parts.parts.items():
                    path = (await session.get_one(Grid, part_id)).path
                    below = {each.id for each in grids if each.path.startswith(path)}
                    own = {part_id} if part_id == street.street.id else below
                    assert part == slowly(every, own, asked, kind)
                met.add((kind, 0 < share_of(found).done < share_of(found).of))
    assert {(TaskKind.LETTER, True), (TaskKind.TRAINING, True)} <= met


@pytest.mark.parametrize("seed", range(2))
async def test_confirmations_one_by_one_are_as_many_as_are_counted(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    chance = Random(seed)
    grids = [place.grid for place in await places(session, street, now)]
    posts = (await session.scalars(select(Post).order_by(col(Post.id)))).all()
    for number in range(1, 31):
        notice = await sent(session, street, number, chance)
        for post in chance.sample(posts, 6):
            at = BEGIN + HOUR * chance.randrange(700) if chance.random() < 0.7 else None
            grid = chance.choice(grids)
            session.add(NoticeReceipt(notice_id=notice.id, post_id=post.id, grid_id=grid.id, received_at=at))
    await session.flush()
    met = set()
    for number in range(4):
        begin = BEGIN + WEEK * number
        asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + 3 * WEEK)
        every = await confirmations(session, asked)
        counted = [(await confirmation(session, asked, kind)).total for kind in NoticeKind]
        confirmed, of = sum(each.confirmed for each in counted), sum(each.asked for each in counted)
        assert share_of(every) == Share(confirmed, of)
        assert all(duty.what.startswith("N") and len(duty.posts) == 1 for duty in every)
        met.add(0 < confirmed < of)
    assert True in met

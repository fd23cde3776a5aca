"""A street whose posts have had something to do in the last quarter of 2026, and the clock that counts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Unit
from models.assessment.feature import ASSESSMENT
from models.assessment.planning import begin_turns
from models.assessment.tables import Assessment, AssessmentScore
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.notices.tables import Notice, NoticeReceipt, NoticeState
from models.numbers import next_number
from models.schedule.report_periods.periods import PeriodKind
from tests.models.checks.owing import local
from tests.models.conftest import SHANGHAI
from tests.street import Street

DAY = timedelta(days=1)
BEGUN, SENT, COUNTED = local("2026-10-01"), local("2026-11-10"), local("2027-01-02", 3)
MORNING = local("2027-01-02", 9)


async def tick(session: AsyncSession, now: datetime) -> None:
    """The clock, until nothing of ours is due."""
    await session.flush()
    await begin_turns(session, now)
    for rows in ASSESSMENT.due:
        while await rows.take(session, WallClock(now, SHANGHAI)):
            await session.flush()


async def add_grid(session: AsyncSession, above: Grid, code: str, level: Level) -> Grid:
    grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id)
    grid.path = path_of(grid.id, above.path)
    session.add(grid)
    await session.flush()
    return grid


async def add_post(session: AsyncSession, grid: Grid, role: Role, person: Person) -> Post:
    phone = f"+86177{person.tg_user_id:08}"
    post = Post(
        grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=local("2026-01-01")
    )
    session.add(post)
    await session.flush()
    return post


async def add_person(session: AsyncSession, tg: int, name: str) -> Person:
    person = Person(tg_user_id=tg, name=name, first_seen=BEGUN, started=True)
    session.add(person)
    await session.flush()
    return person


async def add_members(session: AsyncSession, grid: Grid, many: int, first: int) -> list[Post]:
    """With Telegram ids from `first` on."""
    people = [await add_person(session, first + n, f"网格员{first + n}") for n in range(many)]
    return [await add_post(session, grid, Role.MEMBER, person) for person in people]


async def confirmed(
    session: AsyncSession, street: Street, of: Sequence[tuple[Post, int]], asked: int, *, at: datetime = SENT
) -> None:
    """So many notices of the street, a day apart, and of each post how many of them it has confirmed."""
    for number in range(asked):
        notice = Notice(
            number=await next_number(session, "notices"),
            grid_id=street.street.id,
            author_id=street.leader.id,
            post_id=of[0][0].id,
            chat_id=1,
            words=f"第{number + 1}号通知",
            state=NoticeState.SENT,
            holds_hours=24,
            created_at=at,
            started_at=at + timedelta(minutes=number),
        )
        session.add(notice)
        await session.flush()
        for post, done in of:
            received = at + timedelta(hours=1) if number < done else None
            session.add(NoticeReceipt(notice_id=notice.id, post_id=post.id, grid_id=post.grid_id, received_at=received))
    await session.flush()


async def posts_in(session: AsyncSession, grid: Grid) -> list[Post]:
    return list((await session.scalars(select(Post).where(col(Post.grid_id) == grid.id).order_by(col(Post.id)))).all())


async def assessment_of(session: AsyncSession, kind: PeriodKind, first: str = "2026-10-01") -> Assessment:
    rows = select(Assessment).where(col(Assessment.kind) == kind, col(Assessment.first) == date.fromisoformat(first))
    return (await session.scalars(rows)).one()


async def scores_of(session: AsyncSession, assessment: Assessment) -> dict[tuple[str, int | None], AssessmentScore]:
    """By the grid's code, and the person's Telegram id where it is a post's."""
    rows = (
        select(AssessmentScore, col(Grid.code), col(Person.tg_user_id))
        .join(Grid, col(Grid.id) == col(AssessmentScore.grid_id))
        .outerjoin(Person, col(Person.id) == col(AssessmentScore.person_id))
        .where(col(AssessmentScore.assessment_id) == assessment.id)
    )
    return {(code, tg if score.unit is Unit.POST else None): score for score, code, tg in await session.execute(rows)}


@dataclass
class Result:
    """The last quarter of 2026, provisional; its scores by the grid's code and the Telegram id of a post's holder."""

    assessment: Assessment
    scores: dict[tuple[str, int | None], AssessmentScore]
    street_leader: Person


async def result(session: AsyncSession, street: Street) -> Result:
    """Of 20 notices the member has confirmed 12, the other member 19, the leader all, the community's leader 18."""
    street_leader = await add_person(session, 41, "向街道")
    await add_post(session, street.street, Role.LEADER, street_leader)
    await tick(session, BEGUN)
    member, other, leader = await posts_in(session, street.grid)
    [of_community] = await posts_in(session, street.community)
    await confirmed(session, street, [(member, 12), (other, 19), (leader, 20), (of_community, 18)], 20)
    await tick(session, COUNTED)
    found = await assessment_of(session, PeriodKind.QUARTER)
    return Result(found, await scores_of(session, found), street_leader)

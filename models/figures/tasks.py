"""What posts and places were asked for with /task, or were to confirm, one by one."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted, read_all
from models.figures.duties import Duty
from models.figures.notices import sent_in
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.notices.tables import Notice, NoticeReceipt
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import Excuse, State

SET = (RequirementState.OPEN, RequirementState.CLOSED)


async def letters(session: AsyncSession, asked: Counted) -> list[Duty]:
    """Letters of responsibility to be signed by a day of the period, of posts and of places; done are those that had
    been handed in by `as_of`. Without excused ones, and what was withdrawn.
    """
    return await _shares(session, asked, TaskKind.LETTER, SET)


async def training(session: AsyncSession, asked: Counted) -> list[Duty]:
    """Seats at trainings of the period that are over, by whom they were meant for; done are those who came. Without
    excused ones.
    """
    return await _shares(session, asked, TaskKind.TRAINING, (RequirementState.CLOSED,))


async def _shares(
    session: AsyncSession, asked: Counted, kind: TaskKind, states: Collection[RequirementState]
) -> list[Duty]:
    share = Obligation
    counts = or_(col(share.state) != State.EXCUSED, col(share.excuse) == Excuse.LAPSED)
    rows = (
        select(Obligation, col(Grid.path), col(Requirement.title))
        .join(Requirement, col(Requirement.id) == col(share.requirement_id))
        .join(Grid, col(Grid.id) == col(share.grid_id))
        .where(subtree(asked.grid), asked.within(col(share.due_at)), col(Requirement.kind) == kind)
        .where(col(Requirement.state).in_(states), counts)
        .order_by(col(share.due_at), col(share.id))
    )
    return [
        Duty(path, int(_done(row, asked)), posts=(row.post_id,) if row.post_id else (), what=title)
        for row, path, title in (await session.execute(rows)).all()
    ]


def _done(share: Obligation, asked: Counted) -> bool:
    return share.state is State.DONE and share.done_at is not None and share.done_at < asked.as_of


async def confirmations(session: AsyncSession, asked: Counted) -> list[Duty]:
    """As `Confirmation` has it, of notices and warnings alike."""
    receipt = NoticeReceipt
    rows = (
        select(col(Grid.path), col(receipt.received_at), col(receipt.post_id), col(receipt.notice_id))
        .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        .join(Grid, col(Grid.id) == col(NoticeReceipt.grid_id))
        .where(subtree(asked.grid), sent_in(asked))
        .order_by(col(Notice.number), col(NoticeReceipt.id))
    )
    every = await read_all(session, rows)
    notices = await session.scalars(select(Notice).where(col(Notice.id).in_({notice_id for *_, notice_id in every})))
    titles = {notice.id: f"{notice.code} {notice.headline}" for notice in notices.all()}
    return [
        Duty(path, int(at is not None and at < asked.as_of), posts=(post_id,), what=titles[notice_id])
        for path, at, post_id, notice_id in every
    ]

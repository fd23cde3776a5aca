"""How a department is reached: in its own chat, or else its liaisons in private."""

from collections.abc import Sequence

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.grids.tables import Chat
from models.members.positions import standing
from models.members.reach import on_leave, reachable_people
from models.members.tables import Post


async def liaisons_of(session: AsyncSession, department: Department) -> Sequence[Post]:
    """Claimed or not, in the sheet's order."""
    return (await session.scalars(standing().where(col(Post.department_id) == department.id))).all()


async def chats_of(session: AsyncSession, department: Department) -> list[int]:
    """Empty when nobody can be reached; liaisons on leave only where no other is left."""
    if department.chat_id is not None:
        here = select(col(Chat.id)).where(col(Chat.id) == department.chat_id, col(Chat.reachable).is_(true()))
        if await session.scalar(here) is not None:
            return [department.chat_id]
    rows = standing().where(col(Post.department_id) == department.id, col(Post.person_id).is_not(None))
    present = (await session.scalars(rows.where(~on_leave()))).all()
    return await _private(session, present) or await _private(session, (await session.scalars(rows)).all())


async def _private(session: AsyncSession, posts: Sequence[Post]) -> list[int]:
    people = await reachable_people(session, [post.person_id for post in posts if post.person_id])
    return sorted({person.tg_user_id for person in people})


async def department_at(session: AsyncSession, chat_id: int) -> Department | None:
    """Whose own chat this is."""
    rows = select(Department).where(col(Department.chat_id) == chat_id, col(Department.retired_at).is_(None))
    found: Department | None = (await session.scalars(rows)).first()
    return found

"""A department's own chat, bound by a one-time code of its own.

What must always hold: a chat serves one grid or one department; a department has one chat, which gives way to a new one
when it is out of reach.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.errors import Conflict, Refused
from models.grids.tables import BindCode, Chat, Grid
from models.grids.tree import living, subtree
from models.members.tables import Person
from models.onboarding import one_time_codes
from models.onboarding.bind_chat import only_admin, refuse_bound_chat, refuse_other_chats
from models.onboarding.one_time_codes import Offer


async def is_for_department(session: AsyncSession, typed: str) -> bool:
    code = await session.get(BindCode, one_time_codes.cleaned(typed))
    return code is not None and code.department_id is not None


async def check(session: AsyncSession, chat: Chat, typed: str, now: datetime) -> tuple[BindCode, Department]:
    """Everything but who is an administrator."""
    refuse_other_chats(chat)
    await refuse_bound_chat(session, chat)
    code = await one_time_codes.find(session, typed, now)
    department = await session.get_one(Department, code.department_id)
    if department.retired_at is not None:
        raise Refused("grid.retired", grid=department.name)
    served = await session.get(Chat, department.chat_id) if department.chat_id else None
    if served is not None and served.reachable:
        raise Conflict("grid.bound", grid=department.name, title=served.title)
    return code, department


async def bind(
    session: AsyncSession, chat: Chat, typed: str, by: Person | None, now: datetime, *, admin: bool | None
) -> Department:
    """All or nothing; `admin` is Telegram's answer about `by`, None when it gave none."""
    code, department = await check(session, chat, typed, now)
    person = only_admin(by, admin=admin)
    await one_time_codes.use(session, code, person.id, now)
    department.chat_id = chat.id
    return department


async def unbind(
    session: AsyncSession, chat: Chat, department_id: int, by: Person | None, *, admin: bool | None
) -> Department:
    only_admin(by, admin=admin)
    here = and_(col(Department.id) == department_id, col(Department.chat_id) == chat.id)
    freed = update(Department).where(here).values(chat_id=None).returning(col(Department.id))
    if (await session.execute(freed)).first() is None:
        raise Conflict("chat.free")
    return await session.get_one(Department, department_id, populate_existing=True)


async def department_offers(session: AsyncSession, now: datetime, under: Grid | None = None) -> list[Offer]:
    """Codes for every department whose chat is not bound, or out of reach."""
    rows = (
        select(Department, col(Grid.code), col(Grid.name))
        .join(Grid, col(Grid.id) == col(Department.grid_id))
        .outerjoin(Chat, and_(col(Chat.id) == col(Department.chat_id), col(Chat.reachable).is_(true())))
        .where(col(Department.retired_at).is_(None), living(), col(Chat.id).is_(None))
        .where(subtree(under) if under else true())
        .order_by(col(Grid.path), col(Department.rank), col(Department.name))
    )
    found = (await session.execute(rows)).all()
    made = await _codes(session, [department for department, _, _ in found], now)
    return [Offer(made[department.id], code, name, department=department.name) for department, code, name in found]


async def _codes(session: AsyncSession, departments: Iterable[Department], now: datetime) -> dict[int, str]:
    """The open code of each; those without one are given one."""
    rows = select(col(BindCode.department_id), func.min(col(BindCode.code))).where(
        col(BindCode.department_id).is_not(None), *one_time_codes.is_open(now)
    )
    stored = (await session.execute(rows.group_by(col(BindCode.department_id)))).all()
    found = {each: code for each, code in stored if each is not None}
    missing = {each.id: (one_time_codes.make(), each.grid_id) for each in departments if each.id not in found}
    if missing:
        new = [
            one_time_codes.new_row(code, grid_id, now, department_id=each) for each, (code, grid_id) in missing.items()
        ]
        await session.execute(insert(BindCode), new)
    return found | {each: code for each, (code, _) in missing.items()}

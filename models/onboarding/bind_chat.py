"""Which chat serves which grid.

    free ──bind──▶ bound ──unbind──▶ free        bound ──chat out of reach──▶ bound, offered again

What must always hold: a chat serves one grid, and a grid has one group and one leaders' chat; the database says so.
A binding whose chat is out of reach gives way to a new one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import upsert
from models.departments.reach import department_at
from models.errors import Conflict, Refused, WanggeError
from models.grids.tables import BindCode, Binding, Chat, Grid, Purpose
from models.members.tables import Person
from models.onboarding import one_time_codes

GROUPS = ("group", "supergroup")


@dataclass(frozen=True)
class Bindable:
    """An open code that fits the chat it was sent in."""

    code: BindCode
    grid: Grid
    purpose: Purpose
    chat: Chat


async def binding_of(session: AsyncSession, chat_id: int) -> tuple[Binding, Grid] | None:
    """What a chat serves now."""
    rows = select(Binding, Grid).join(Grid, col(Grid.id) == col(Binding.grid_id))
    here = rows.where(col(Binding.chat_id) == chat_id, col(Binding.unbound_at).is_(None))
    found = (await session.execute(here)).first()
    return None if found is None else (found[0], found[1])


async def check(session: AsyncSession, chat: Chat, typed: str, now: datetime) -> Bindable:
    """Everything but who is an administrator."""
    refuse_other_chats(chat)
    if not one_time_codes.cleaned(typed):
        raise Refused("code.missing")
    await refuse_bound_chat(session, chat)
    code = await one_time_codes.find(session, typed, now)
    if code.purpose is None:
        raise Refused("code.of_post")
    grid = await session.get_one(Grid, code.grid_id)
    if grid.retired_at is not None:
        raise Refused("grid.retired", grid=grid.name)
    await _refuse_bound_grid(session, grid, code.purpose)
    return Bindable(code, grid, code.purpose, chat)


async def bind(
    session: AsyncSession, bindable: Bindable, by: Person | None, now: datetime, *, admin: bool | None
) -> Binding:
    """Binds the chat; all or nothing. `admin` is Telegram's answer about `by`, None when it gave none."""
    person = only_admin(by, admin=admin)
    async with session.begin_nested():
        await one_time_codes.use(session, bindable.code, person.id, now)
        await _give_way(session, bindable, now)
        return await _bind(session, bindable, person, now)


async def unbind(
    session: AsyncSession, chat: Chat, binding_id: int, by: Person | None, now: datetime, *, admin: bool | None
) -> Binding:
    """Ends this chat's binding; it stays in history."""
    only_admin(by, admin=admin)
    row = update(Binding).where(
        col(Binding.id) == binding_id, col(Binding.chat_id) == chat.id, col(Binding.unbound_at).is_(None)
    )
    ended = (await session.scalars(row.values(unbound_at=now).returning(Binding))).first()
    if ended is None:
        raise Conflict("chat.free")
    return ended


def refuse_other_chats(chat: Chat) -> None:
    if chat.type == "channel":
        raise Refused("bind.channel")
    if chat.type not in GROUPS:
        raise Refused("bind.private")


async def refuse_bound_chat(session: AsyncSession, chat: Chat) -> None:
    bound = await binding_of(session, chat.id)
    department = await department_at(session, chat.id)
    if bound is not None or department is not None:
        raise Conflict("chat.bound", grid=bound[1].name if bound else department.name if department else "")


def only_admin(by: Person | None, *, admin: bool | None) -> Person:
    """The administrator who acts; raises Refused for anybody else and when Telegram did not say."""
    if by is None:
        raise Refused("bind.anonymous")
    if admin is None:
        raise Refused("bind.unsure")
    if not admin:
        raise Refused("bind.not_admin")
    return by


async def _refuse_bound_grid(session: AsyncSession, grid: Grid, purpose: Purpose) -> None:
    rows = select(Chat).join(Binding, col(Binding.chat_id) == col(Chat.id))
    serving = rows.where(
        col(Binding.grid_id) == grid.id, col(Binding.purpose) == purpose, col(Binding.unbound_at).is_(None)
    )
    chat = (await session.scalars(serving)).first()
    if chat is not None and chat.reachable:
        raise Conflict("grid.bound", grid=grid.name, title=chat.title)


async def _give_way(session: AsyncSession, bindable: Bindable, now: datetime) -> None:
    """Ends a binding to a chat out of reach."""
    lost = select(col(Chat.id)).where(col(Chat.reachable).is_not(true()))
    row = update(Binding).where(
        col(Binding.grid_id) == bindable.grid.id,
        col(Binding.purpose) == bindable.purpose,
        col(Binding.unbound_at).is_(None),
        col(Binding.chat_id).in_(lost),
    )
    await session.execute(row.values(unbound_at=now).execution_options(synchronize_session=False))


async def _bind(session: AsyncSession, bindable: Bindable, person: Person, now: datetime) -> Binding:
    row = upsert(session, Binding).values(
        id=new_id(),
        grid_id=bindable.grid.id,
        purpose=bindable.purpose,
        chat_id=bindable.chat.id,
        bound_by=person.id,
        bound_at=now,
    )
    bound: Binding | None = (await session.scalars(row.on_conflict_do_nothing().returning(Binding))).first()
    if bound is None:
        raise await _who_was_first(session, bindable)
    return bound


async def _who_was_first(session: AsyncSession, bindable: Bindable) -> WanggeError:
    try:
        await _refuse_bound_grid(session, bindable.grid, bindable.purpose)
    except Conflict as error:
        return error
    return Conflict("chat.bound", grid=bindable.grid.name)

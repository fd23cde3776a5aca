"""The street of the demo as its set-up leaves it, without the sandbox: roster, staff that is here, groups."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.demo.history.words import RESIDENTS
from bot.demo.seed import GRID, NEIGHBOUR, PLACES, ROSTER
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.members.tables import Person, Post, Role
from models.onboarding.claim_position import by_contact
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_file as check_places
from models.places.kinds import place_kinds_of
from models.roster.importer import import_roster
from models.roster.validate import check_file
from models.schedule.calendar.stored_days import take_from_library

HERE = {Level.STREET: 2, Level.COMMUNITY: 1}  # of their leaders


async def set_up(session: AsyncSession, begin: datetime) -> list[Person]:
    """Gives the residents."""
    await take_from_library(session)
    await import_roster(session, check_file(ROSTER), begin)
    kinds = place_kinds_of(session)
    await import_places(session, check_places(PLACES, kinds), kinds, begin)
    grids = (await session.scalars(select(Grid).order_by(col(Grid.code)))).all()
    for number, grid in enumerate(grids, 1):
        own = Role.LEADER if grid.level in HERE else Role.MEMBER
        if grid.level in HERE or grid.code.endswith("-001") or grid.code == NEIGHBOUR:
            await _claim(session, grid, own, HERE.get(grid.level, 1), begin)
        if grid.code == GRID:
            await _claim(session, grid, Role.LEADER, 1, begin)
        if grid.code.endswith("-001"):
            session.add(Chat(id=-number, type="supergroup", title=grid.name, seen_at=begin))
            await session.flush()
            session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=-number, bound_at=begin))
    residents = [Person(tg_user_id=number, name=name, first_seen=begin) for number, name in enumerate(RESIDENTS, 1)]
    session.add_all(residents)
    await session.flush()
    return residents


async def _claim(session: AsyncSession, grid: Grid, role: Role, many: int, now: datetime) -> None:
    rows = select(Post).where(col(Post.grid_id) == grid.id, col(Post.role) == role).order_by(col(Post.rank))
    for post in (await session.scalars(rows.limit(many))).all():
        number = int(post.phone.removeprefix("+86"))
        person = Person(tg_user_id=number, name=post.name, started=True, first_seen=now)
        session.add(person)
        await session.flush()
        await by_contact(session, person, number, post.phone, now)

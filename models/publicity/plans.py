"""What leaders have set: for the grid itself, else for the nearest grid above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.grids.turns import begin_turns
from models.members.permissions import Who
from models.members.positions import lead_by, leads, posts_of
from models.members.tables import Person
from models.publicity.choosing import FIRST_MONDAY, publicity_day
from models.publicity.schedule import WEEK, Rule
from models.publicity.tables import PublicityPlan, PublicityTurn
from models.schedule.calendar.working_days import Calendar

MONDAY = 0
USUAL = Rule(MONDAY, FIRST_MONDAY)
SOME_MONTH = date(2026, 9, 1)


@dataclass(frozen=True)
class Plans:
    """All that are set, by grid, read once."""

    own: Mapping[int, PublicityPlan]

    def of(self, path: str) -> PublicityPlan | None:
        return next((self.own[step] for step in reversed(ids_in(path)) if step in self.own), None)

    def rule(self, path: str) -> Rule:
        """What holds there once it is switched on."""
        plan = self.of(path)
        return USUAL if plan is None else Rule(plan.weekday, plan.day_rule)

    def enabled(self, path: str) -> bool:
        plan = self.of(path)
        return plan is not None and plan.enabled


async def publicity_plans(session: AsyncSession) -> Plans:
    rows = select(PublicityPlan).execution_options(populate_existing=True)
    return Plans({plan.grid_id: plan for plan in (await session.scalars(rows)).all()})


async def led_by(session: AsyncSession, person: Person) -> Sequence[Grid]:
    """What the person leads now, from the top of the tree down."""
    held = await lead_by(session, await posts_of(session, person.id))
    return list({each.grid.id: each.grid for each in held}.values())


async def need_leader(session: AsyncSession, grid: Grid, person: Person) -> None:
    """Raises Refused."""
    if not await leads(session, person.id, grid):
        raise Refused("not_yours", who=Who.LEADER)


async def set_plan(session: AsyncSession, grid: Grid, person: Person, now: datetime, **changes: Any) -> None:
    """Some of `enabled`, `weekday` and `day_rule`, for the grid and all below it; the rest stays as it holds there.
    Raises Refused, or ValueError for what is no weekday or rule.
    """
    await need_leader(session, grid, person)
    plans = await publicity_plans(session)
    rule = plans.rule(grid.path)
    told = {"enabled": plans.enabled(grid.path), "weekday": rule.weekday, "day_rule": rule.day_rule, **changes}
    if told["weekday"] not in (None, *range(WEEK)):
        raise ValueError(told["weekday"])
    if told["day_rule"]:
        publicity_day(told["day_rule"], SOME_MONTH, Calendar())
    new = {**told, "set_by": person.id, "set_at": now}
    row = upsert(session, PublicityPlan).values(grid_id=grid.id, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id"], set_=new))
    await begin_turns(session, col(PublicityTurn.grid_id), now)
    below = select(col(Grid.id)).where(subtree(grid))
    waiting = update(PublicityTurn).where(col(PublicityTurn.grid_id).in_(below), col(PublicityTurn.next_at).is_(None))
    await session.execute(waiting.values(next_at=now).execution_options(synchronize_session=False))

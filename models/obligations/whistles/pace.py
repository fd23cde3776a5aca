"""How long departments that are called may be silent: until they are reminded, and until the level above hears."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation.grammar import Grammar
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.policy_store import ladder_for
from models.escalation.tables import Aim, Lack
from models.grids.tables import Grid

WHISTLE = "whistle"  # the policy under which a grid may have another pace
GRAMMAR = Grammar({Lack.ACCEPTED: (Aim.TOLD, Aim.ABOVE)}, once=True)
LADDER = Ladder(
    (
        PolicyStep(Lack.ACCEPTED, Aim.TOLD, timedelta(minutes=10)),
        PolicyStep(Lack.ACCEPTED, Aim.ABOVE, timedelta(minutes=20)),
    )
)


@dataclass(frozen=True)
class Pace:
    remind: timedelta
    climb: timedelta


async def pace_in(session: AsyncSession, grid: Grid) -> Pace:
    ladder = await ladder_for(session, grid.id, WHISTLE, LADDER)
    return Pace(*(step.after for step in ladder.steps))

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person


@dataclass(frozen=True)
class CompletedAction:
    """An act that has just been done: `before` is the state it found, `given` what it was told."""

    session: AsyncSession
    hazard: Hazard
    act: Act
    person: Person
    now: datetime
    zone: tzinfo
    before: State
    given: dict[str, Any]


FollowUps = Mapping[Act, Callable[[CompletedAction], Awaitable[None]]]

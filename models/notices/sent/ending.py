"""A notice that was sent is withdrawn or lifted. Every copy is edited, and none deleted."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.members.tables import Person
from models.notices.drafting import must_manage
from models.notices.sent.over import end
from models.notices.tables import Notice, NoticeAct, NoticeKind, NoticeState


async def withdraw(session: AsyncSession, notice: Notice, person: Person, reason: str, now: datetime) -> None:
    """Raises Refused for others, Conflict when it is over."""
    await must_manage(session, notice, person)
    await end(session, notice, person, NoticeState.WITHDRAWN, NoticeAct.WITHDRAW, now, reason=reason)


async def lift(session: AsyncSession, notice: Notice, person: Person | None, now: datetime) -> None:
    """The danger is over, as this person or, None, whoever warned us says. Raises like withdraw()."""
    if notice.kind is not NoticeKind.WARNING:
        raise Refused("notice.no_warning")
    if person is not None:
        await must_manage(session, notice, person)
    await end(session, notice, person, NoticeState.LIFTED, NoticeAct.LIFT, now)

"""Which warnings of ours an Update or a Cancel is about: those that the messages it refers to have become."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.cap.reading import Reading
from models.cap.tables import ReceivedCap
from models.notices.copies import RUNNING
from models.notices.drafting import EDITABLE
from models.notices.sent.over import older_than
from models.notices.tables import Notice

LIVE = (*RUNNING, *EDITABLE)


@dataclass(frozen=True)
class Earlier:
    """The newest first; `live` are not over. `one`: each of those takes the place of the next."""

    known: Sequence[Notice]
    live: Sequence[Notice]
    one: bool

    @property
    def over(self) -> bool:
        """All that it may mean is over."""
        return bool(self.known) and not self.live


async def earlier_of(session: AsyncSession, reading: Reading) -> Earlier:
    """Of the same sender, and drills for drills only: another's word ends no warning."""
    message = reading.message
    own = [reference for reference in message.references if reference.sender == message.sender]
    same = [
        and_(col(ReceivedCap.identifier) == reference.identifier, col(ReceivedCap.sent) == reference.sent)
        for reference in own
    ]
    if not same:
        return Earlier((), (), one=False)
    meant = select(col(ReceivedCap.notice_id)).where(col(ReceivedCap.sender) == message.sender, or_(*same))
    rows = select(Notice).where(col(Notice.id).in_(meant), col(Notice.drill).is_(reading.drill))
    known = (await session.scalars(rows.order_by(col(Notice.id).desc()))).all()
    live = [notice for notice in known if notice.state in LIVE]
    line = [live[0], *await older_than(session, live[0])] if live else []
    return Earlier(known, live, one=bool(live) and all(notice in line for notice in live))

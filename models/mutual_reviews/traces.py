"""Updates as Telegram sent them say who pressed what, and wrote what: once a review is over, that is taken out."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.inbox.updates import InboxState, InboxUpdate

PRESS = "mrv:"  # what all presses under a card begin with
NOTHING = "{}"
SOME = 500
HANDLED = col(InboxUpdate.state) != InboxState.PENDING


async def take_out_presses(session: AsyncSession) -> int:
    """Of updates that have been handled, all presses under cards and all replies to them, which quote the card; says
    how many. Their rows stay, so that no update is taken twice.
    """
    pressed = col(InboxUpdate.payload).contains(f'"{PRESS}', autoescape=True)
    rows = update(InboxUpdate).where(HANDLED, pressed).values(payload=NOTHING)
    return len((await session.execute(rows.returning(col(InboxUpdate.update_id)))).all())


async def take_out_words(session: AsyncSession, said: Mapping[int, Sequence[str]]) -> None:
    """Likewise what people, by their Telegram ids, wrote."""
    for senders in _batches(sorted(said)):
        kept = select(col(InboxUpdate.update_id), col(InboxUpdate.sender_id), col(InboxUpdate.payload))
        rows = await session.execute(kept.where(HANDLED, col(InboxUpdate.sender_id).in_(senders)))
        theirs = [update_id for update_id, sender, payload in rows if _holds(payload, said[sender])]
        for ids in _batches(theirs):
            about = update(InboxUpdate).where(col(InboxUpdate.update_id).in_(ids))
            await session.execute(about.values(payload=NOTHING).execution_options(synchronize_session=False))


def _holds(payload: str, words: Iterable[str]) -> bool:
    return any(json.dumps(each, ensure_ascii=False)[1:-1] in payload for each in words)


def _batches(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[begin : begin + SOME] for begin in range(0, len(values), SOME))

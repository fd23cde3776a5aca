"""What was added to a call since it was made: each who goes gets it in private, words and files, whoever sent it.

`emergencies.added` has `by`, the id of who sent it, `text`, and for a file `evidence`, its id. `emergencies.file` shows
a file to one of the staff who asks.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.alerting import notify
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct
from models.evidence.attach import pieces_of
from models.evidence.tables import Evidence
from models.members.tables import Person
from models.outbox.tables import OutboxMessage

ADDED, FILE = "emergencies.added", "emergencies.file"
MOST = 10
SAYING = (CallAct.ADD, CallAct.JOIN)
Place = tuple[int, int]  # chat and message


async def added_files(session: AsyncSession, call: Call) -> Sequence[Evidence]:
    """But for the photo that the call itself was made with: that is on the alarm."""
    await session.flush()
    made = ("photo", call.chat_id, call.message_id)
    pieces = await pieces_of(session, call.id)
    return [each for each in pieces if (each.kind, each.chat_id, each.message_id) != made]


async def pass_words_on(session: AsyncSession, call: Call, by: Person | None, words: str, now: datetime) -> None:
    for helper in await notify.helpers(session, call):
        if by is None or helper.id != by.id:
            notify.say(session, call, helper.tg_user_id, ADDED, now, by=_id(by.id if by else None), text=words)


async def pass_files_on(session: AsyncSession, call: Call, now: datetime) -> None:
    """The newest that they have not had yet; also to who goes only now, and the rest of an album."""
    files, helpers = (await added_files(session, call))[-MOST:], await notify.helpers(session, call)
    if files and helpers:
        had = await _had(session, call)
        for helper in helpers:
            others = [each for each in files if each.person_id != helper.id]
            await _say(session, call, helper.tg_user_id, others, had.get(helper.tg_user_id, ()), now)


async def _say(
    session: AsyncSession, call: Call, chat_id: int, files: Sequence[Evidence], had: Collection[str], now: datetime
) -> None:
    said = await words_with_files(session, call)
    for each in files:
        if str(each.id) not in had:
            text = said.get((each.chat_id, each.message_id), "")
            notify.say(session, call, chat_id, ADDED, now, evidence=str(each.id), by=_id(each.person_id), text=text)


def _id(person_id: int | None) -> str | None:
    return str(person_id) if person_id else None


async def words_with_files(session: AsyncSession, call: Call) -> Mapping[Place, str]:
    """What was said with a file, by the message of both."""
    rows = select(col(CallEvent.data)).where(col(CallEvent.call_id) == call.id, col(CallEvent.act).in_(SAYING))
    told = (await session.scalars(rows)).all()
    return {tuple(data["message"]): data["text"] for data in told if data.get("message")}


async def _had(session: AsyncSession, call: Call) -> Mapping[int, set[str]]:
    """By chat, the files that were passed on or shown there."""
    told = col(OutboxMessage.kind).in_((ADDED, FILE))
    rows = select(OutboxMessage).where(col(OutboxMessage.subject_id) == call.id, told)
    had: dict[int, set[str]] = {}
    for message in (await session.scalars(rows)).all():
        had.setdefault(message.chat_id, set()).add(message.args.get("evidence", ""))
    return had

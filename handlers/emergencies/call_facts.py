"""What a call's messages show, read from its rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from handlers.messages import RenderContext
from models.emergencies.additions import added_files
from models.emergencies.outcomes import confirmation, happened
from models.emergencies.tables import Call, CallEvent, Helper
from models.emergencies.workflow import CallAct
from models.grids.public_numbers import duty_phone, upwards
from models.grids.tables import Chat, Grid
from models.members.tables import Person
from models.outbox.tables import MessageState, OutboxMessage

WORDS_SHOWN = 3


@dataclass(frozen=True)
class CallFacts:
    """`added` is (name, words) of the newest that others said; `chat_title` of the group help was called in.

    `files` are the names of who sent the files that were added, one a file. `mistaken`: its caller said that it was a
    mistake when somebody was on the way already. `confirmed` is who said what it is, and
    when: before there were confirmations, whoever ended it.
    """

    call: Call
    grid: Grid | None
    caller: Person | None
    ended_by: str
    confirmed: tuple[str, datetime] | None
    helpers: list[tuple[str, Helper]]
    witnesses: int
    added: list[tuple[str, str]]
    files: list[str]
    chat_title: str
    mistaken: bool
    duty_phone: str


async def facts(context: RenderContext) -> CallFacts | None:
    session = context.session
    call = await session.get(Call, context.message.subject_id)
    if call is None:
        return None
    chat = await session.get(Chat, call.chat_id) if call.chat_id < 0 else None
    grid = await session.get(Grid, call.grid_id) if call.grid_id else None
    ender = await session.get(Person, call.ended_by) if call.ended_by else None
    return CallFacts(
        call,
        grid,
        await session.get(Person, call.caller_id) if call.caller_id else None,
        ender.name if ender else "",
        await _confirmed(context, call),
        await _helpers(context, call),
        await _witnesses(context, call),
        await _added(context, call),
        await _files(context, call),
        chat.title if chat else "",
        await happened(session, call, CallAct.MISTAKE),
        duty_phone(await upwards(session, grid)) if grid else "",
    )


async def _confirmed(context: RenderContext, call: Call) -> tuple[str, datetime] | None:
    said = await confirmation(context.session, call) if call.finding else None
    by, at = (said.person_id, said.at) if said else (call.ended_by, call.ended_at)
    person = await context.session.get(Person, by) if by else None
    return (person.name if person else "", at) if call.finding and at else None


async def _helpers(context: RenderContext, call: Call) -> list[tuple[str, Helper]]:
    rows = select(Helper, col(Person.name)).join(Person, col(Person.id) == col(Helper.person_id))
    found = await context.session.execute(
        rows.where(col(Helper.call_id) == call.id).order_by(col(Helper.going_at), col(Person.id))
    )
    return [(name, helper) for helper, name in found.all()]


async def _witnesses(context: RenderContext, call: Call) -> int:
    """How many people called after the first."""
    rows = select(func.count(col(CallEvent.person_id).distinct())).where(
        col(CallEvent.call_id) == call.id,
        col(CallEvent.act) == CallAct.JOIN,
        col(CallEvent.person_id).is_distinct_from(call.caller_id),
    )
    return int(await context.session.scalar(rows) or 0)


async def _added(context: RenderContext, call: Call) -> list[tuple[str, str]]:
    rows = (
        select(CallEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(CallEvent.person_id))
        .where(col(CallEvent.call_id) == call.id, col(CallEvent.act).in_([CallAct.JOIN, CallAct.ADD]))
        .order_by(col(CallEvent.id).desc())
        .limit(4 * WORDS_SHOWN)
    )
    told = [(name or "", event.data["text"]) for event, name in (await context.session.execute(rows)).all()]
    return [(name, words) for name, words in told if words][:WORDS_SHOWN][::-1]


async def _files(context: RenderContext, call: Call) -> list[str]:
    people = [each.person_id for each in await added_files(context.session, call)]
    rows = select(col(Person.id), col(Person.name)).where(col(Person.id).in_([each for each in people if each]))
    names: dict[int, str] = dict((await context.session.execute(rows)).all()) if people else {}
    return [names.get(each or 0, "") for each in people]


async def replaced(context: RenderContext) -> bool:
    """Whether a newer message of the kind stands in this chat, or is on its way."""
    message = context.message
    newer = select(col(OutboxMessage.id)).where(
        col(OutboxMessage.subject_id) == message.subject_id,
        col(OutboxMessage.kind) == message.kind,
        col(OutboxMessage.chat_id) == message.chat_id,
        col(OutboxMessage.id) > message.id,
        col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT]),
    )
    return await context.session.scalar(newer.limit(1)) is not None

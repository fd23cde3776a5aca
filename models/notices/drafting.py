"""Writing a notice: whoever leads a subtree speaks to it, and a draft is changed until it is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach, let_go, pieces_of
from models.evidence.tables import Evidence, Moment
from models.grids.tables import Grid
from models.members.positions import HeldPosition, lead_by, leads, posts_of
from models.members.tables import Person
from models.notices.audience import Audience, Reach
from models.notices.tables import Notice, NoticeKind, NoticeState
from models.numbers import next_number
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

DRAFT, CONFIRM, AUDIENCE, WHOSE = "notices.draft", "notices.confirm", "notices.audience", "notices.whose"
SERIES = "notices"
TEXT_LIMIT = 3000  # beside what stands around it, less than the 4,096 that Telegram takes
MOST_PHOTOS = 9
NOTICE_HOLDS, WARNING_HOLDS = 7 * 24, 24  # hours
EDITABLE = (NoticeState.DRAFT, NoticeState.AWAITING, NoticeState.RETURNED, NoticeState.PLANNED)


async def speaks_by(session: AsyncSession, person: Person, here: Grid | None = None) -> HeldPosition:
    """The highest post by which the person leads, and for which grid: `here` in its leaders' chat. Raises Refused."""
    held = await lead_by(session, await posts_of(session, person.id))
    if here is not None:
        held = [HeldPosition(each.post, here) for each in held if here.path.startswith(each.grid.path)]
    if not held:
        raise Refused("notice.not_leader")
    return held[0]


async def led_by(session: AsyncSession, person: Person) -> list[HeldPosition]:
    """Each grid that the person may speak for, from the top of the tree down."""
    held = await lead_by(session, await posts_of(session, person.id))
    return list({each.grid.id: each for each in reversed(held)}.values())[::-1]


def fitting(words: str) -> str:
    """Raises Refused for more than a message holds."""
    words = words.strip()
    if len(words) > TEXT_LIMIT:
        raise Refused("notice.too_long", length=len(words), limit=TEXT_LIMIT)
    return words


async def begin_draft(
    session: AsyncSession, kind: NoticeKind, person: Person, held: HeldPosition, chat_id: int, words: str, now: datetime
) -> Notice:
    """Raises Refused."""
    words = fitting(words)
    notice = Notice(
        number=await next_number(session, SERIES),
        kind=kind,
        grid_id=held.grid.id,
        author_id=person.id,
        post_id=held.post.id,
        chat_id=chat_id,
        words=words,
        audience=Audience().kept(),
        holds_hours=WARNING_HOLDS if kind is NoticeKind.WARNING else NOTICE_HOLDS,
        created_at=now,
    )
    session.add(notice)
    await session.flush()
    enqueue(session, chat_id, DRAFT, Lane.REPLY, now, subject_id=notice.id)
    return notice


async def must_manage(session: AsyncSession, notice: Notice, person: Person) -> None:
    """Who wrote it, as long as they lead, and whoever else leads its subtree. Raises Refused."""
    if not await leads(session, person.id, await session.get_one(Grid, notice.grid_id)):
        raise Refused("notice.not_yours")


def must_stay_inside(notice: Notice, audience: Audience) -> None:
    """Raises Refused where residents would read what is for staff alone."""
    if notice.restricted and Reach.GROUPS in audience.reach:
        raise Refused("notice.restricted")


async def locked(session: AsyncSession, notice: Notice) -> None:
    """As it is now: until the commit nobody else changes it."""
    await session.flush()
    await session.refresh(notice, with_for_update=True)


async def change(session: AsyncSession, notice: Notice, person: Person, now: datetime, **values: Any) -> None:
    """An edit makes it a draft again, whatever was agreed to. Raises Refused for others, Conflict when it is sent."""
    await locked(session, notice)
    await must_manage(session, notice, person)
    if "audience" in values:
        must_stay_inside(notice, Audience.read(values["audience"]))
    by = sorted({*notice.editor_ids, person.id})
    edited = {"state": NoticeState.DRAFT, "revision": notice.revision + 1, "next_at": None, "editor_ids": by, **values}
    if not await transition(session, notice, col(Notice.state).in_(EDITABLE), **edited):
        raise Conflict("notice.sent")
    await refresh_standing(session, notice.id, now)


async def speak_for(session: AsyncSession, notice: Notice, grid_id: int, person: Person, now: datetime) -> None:
    """Another grid that the person leads, with all below it. Raises like change()."""
    post = next((each.post for each in await led_by(session, person) if each.grid.id == grid_id), None)
    if post is None:
        raise Refused("notice.not_yours")
    everywhere = Audience.read(notice.audience).everywhere().kept()
    await change(session, notice, person, now, grid_id=grid_id, post_id=post.id, audience=everywhere)


async def discard(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> None:
    await change(session, notice, person, now, state=NoticeState.DISCARDED)


async def show(
    session: AsyncSession, notice: Notice, person: Person, found: Sequence[Found], chat_id: int, now: datetime
) -> None:
    """What is shown with it: photos, or one file. Raises like change()."""
    await change(session, notice, person, now)
    for each in found:
        if each.file_id:
            await attach(session, notice.subject, each, person.id, chat_id, Moment.BEFORE, now)
    await session.flush()


async def show_nothing(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> None:
    """Neither its own photos and file nor those of the first of its series. Raises like change()."""
    await change(session, notice, person, now, first_id=None)
    await let_go(session, notice.subject)


async def shown_with(session: AsyncSession, notice: Notice) -> tuple[Sequence[Evidence], Evidence | None]:
    """All its photos, of which MOST_PHOTOS are sent, and its newest file."""
    pieces = await pieces_of(session, notice.id)
    if not pieces and notice.first_id is not None:
        pieces = await pieces_of(session, notice.first_id)
    photos = sorted((each for each in pieces if each.kind == "photo"), key=lambda each: each.message_id)
    return photos, next((each for each in reversed(pieces) if each.kind != "photo"), None)

"""Claiming posts: the person behind a phone number, or behind a code, takes every post the roster gives that number.

    named by the roster ──own contact or code──▶ claimed ──roster drops it──▶ ended

What must always hold: a post is claimed by one person; a shared contact proves the number and so moves a post to the
number's new owner, a code does not.
"""

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.members.leave import took_posts
from models.members.positions import HeldPosition, posts_of
from models.members.tables import Person, Post
from models.onboarding import one_time_codes
from models.text.phones import of_contact


async def by_contact(
    session: AsyncSession, person: Person, contact_user_id: int | None, phone: str, now: datetime
) -> list[HeldPosition]:
    """Takes the posts of the person's own number, as Telegram vouches for it; returns all their posts."""
    if contact_user_id != person.tg_user_id:
        raise Refused("claim.not_own")
    number = of_contact(phone)
    if number is None:
        raise Refused("claim.unreadable")
    await _own_number(session, person, number)
    await _take(session, person, number, now, even_claimed=True)
    held = await posts_of(session, person.id)
    if not held:
        raise NotFound("claim.nobody")
    return held


async def by_code(session: AsyncSession, person: Person, typed: str, now: datetime) -> list[HeldPosition]:
    """Takes the posts of the number that the code's post has; returns all the person's posts."""
    code = await one_time_codes.find(session, typed, now)
    if code.post_id is None:
        raise Refused("code.of_chat")
    post = await session.get_one(Post, code.post_id)
    if post.ended_at is not None:
        raise Refused("claim.ended")
    if post.person_id not in (None, person.id):
        raise Conflict("claim.taken")
    await one_time_codes.use(session, code, person.id, now)
    await _take(session, person, post.phone, now, even_claimed=False)
    return await posts_of(session, person.id)


async def known(session: AsyncSession, person: Person, now: datetime) -> list[HeldPosition]:
    """Takes what the roster has given since to a number that the person shared before."""
    if person.phone is not None:
        await _take(session, person, person.phone, now, even_claimed=False)
    return await posts_of(session, person.id)


async def _own_number(session: AsyncSession, person: Person, number: str) -> None:
    """A number belongs to one account: whoever had it before has it no more."""
    others = update(Person).where(col(Person.phone) == number, col(Person.id) != person.id)
    await session.execute(others.values(phone=None))
    person.phone = number


async def _take(session: AsyncSession, person: Person, number: str, now: datetime, *, even_claimed: bool) -> None:
    await session.flush()
    free = col(Post.person_id).is_(None)
    wanted = or_(free, col(Post.person_id) != person.id) if even_claimed else free
    row = update(Post).where(and_(col(Post.phone) == number, col(Post.ended_at).is_(None), wanted))
    taken = await session.execute(row.values(person_id=person.id, claimed_at=now).returning(col(Post.id)))
    if taken.first() is not None:
        await took_posts(session, person, now)

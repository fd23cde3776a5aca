"""Showing a badge, and finding the one that somebody was shown."""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.badges.tables import GOOD_FOR, LENGTH, SIGNS, Badge
from models.members.positions import HeldPosition, posts_of
from models.members.tables import Leave, LeaveState, Person
from models.signed_links import code_secret, signed, verified

BEGINS = "b_"


@dataclass(frozen=True)
class Bearer:
    """Whose badge it is, as the roster has it now; without `held` the posts have ended since it was shown."""

    person: Person
    held: Sequence[HeldPosition]
    away: bool

    @property
    def name(self) -> str:
        """As the roster writes it, not as the person calls themself."""
        return self.held[0].post.name if self.held else self.person.name


async def show(session: AsyncSession, person: Person, now: datetime) -> Badge:
    """A new one; the one that the person showed before is no longer good."""
    await session.execute(delete(Badge).where(col(Badge.person_id) == person.id))
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    badge = Badge(person_id=person.id, code=code, shown_at=now, expires_at=now + GOOD_FOR)
    session.add(badge)
    await session.flush()
    return badge


async def link_of(session: AsyncSession, badge: Badge) -> str:
    return signed(await code_secret(session), BEGINS, badge.id)


async def by_link(session: AsyncSession, payload: str, now: datetime) -> Badge | None:
    """None for one that the bot has not made, or that is no longer good."""
    badge_id = verified(await code_secret(session), BEGINS, payload)
    badge = await session.get(Badge, badge_id) if badge_id is not None else None
    return badge if badge is not None and badge.expires_at > now else None


async def by_code(session: AsyncSession, typed: str, now: datetime) -> Badge | None:
    """However it is typed: small letters, full width, with spaces or hyphens."""
    code = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    good = select(Badge).where(col(Badge.code) == code[: LENGTH + 1], col(Badge.expires_at) > now)
    found: Badge | None = (await session.scalars(good)).first()
    return found


async def bearer_of(session: AsyncSession, person: Person) -> Bearer:
    away = select(col(Leave.id)).where(col(Leave.person_id) == person.id, col(Leave.state) == LeaveState.AWAY)
    return Bearer(person, await posts_of(session, person.id), await session.scalar(away.limit(1)) is not None)


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(Badge).where(col(Badge.expires_at) <= now))

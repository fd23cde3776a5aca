"""What follows elsewhere from what delivery learns about a chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Hooks:
    """
    `forbidden(session, chat, reason, now)` says when to try again what a chat would not hear; `heard(session, chat,
    now)`: a chat that was lost took a message; `topic_lost(session, chat, topic, now)`: it went beside its topic;
    `topic_open`: it went there again;
    `migrated(session, old chat, new chat, now)`.
    """

    forbidden: Callable[[AsyncSession, int, str, datetime], Awaitable[datetime]]
    heard: Callable[[AsyncSession, int, datetime], Awaitable[object]]
    topic_lost: Callable[[AsyncSession, int, int, datetime], Awaitable[object]]
    topic_open: Callable[[AsyncSession, int, int, datetime], Awaitable[object]]
    migrated: Callable[[AsyncSession, int, int, datetime], Awaitable[object]]

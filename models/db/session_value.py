"""What a session keeps beside its rows, until it ends: declared where it is used, each under a name of its own."""

from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

T = TypeVar("T")


class SessionValue(Generic[T]):
    """`make` gives the value where neither the session nor its database (Database.info) has one."""

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        self.name, self._make = name, make

    def of(self, session: AsyncSession | Session) -> T:
        if self.name not in session.info:
            session.info[self.name] = self._make()
        value: T = session.info[self.name]
        return value

    def keep(self, session: AsyncSession | Session, value: T) -> None:
        session.info[self.name] = value

    def take(self, session: AsyncSession | Session) -> T:
        """The value, which the session has no more."""
        value = self.of(session)
        del session.info[self.name]
        return value

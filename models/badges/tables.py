"""Badges that staff show, so that a resident can ask whether somebody is who they say (A10).

A badge is good for ten minutes. Its code has eight of 31 signs, 8.5 · 10^11 in all: a chat can send some 30 messages a
second, so whoever guesses for the whole ten minutes while 100 badges are shown finds one with a chance below 1 in
400,000, and learns no more than a name and a post that are public. So guesses need no limit of their own.
"""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id

GOOD_FOR = timedelta(minutes=10)
SIGNS, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("L", ""), 8


class Badge(Row, table=True):
    __tablename__ = "badges"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger, index=True)
    code: str = Field(max_length=LENGTH, index=True)
    shown_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)

"""What the printed code of a place carries: the place, its print number, and a proof that the bot made it.

`p_`, the place's id (11 signs), the proof (8 signs), the print number: 24 signs of A–Z a–z 0–9 - _ up to the 999th
print, so that the code stays coarse enough to be scanned from some way off. Knowing a name does not give the proof.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row
from models.db.database import upserting
from models.grids.tables import Grid
from models.grids.tree import living, subtree
from models.members.tables import Person
from models.places.actions import record_place_event
from models.places.tables import Place, PlaceAct, PlaceEvent, open_places

BEGINS, PROOF = "p_", 8
SHAPE = re.compile(rf"{BEGINS}([\w-]{{11}})([\w-]{{{PROOF}}})([1-9]\d{{0,5}})", re.ASCII)
ONLY = 1


class CodeSecret(Row, table=True):
    """One row, made once: whoever knows it can make codes."""

    __tablename__ = "code_secrets"

    id: int = Field(default=ONLY, primary_key=True, sa_column_kwargs={"autoincrement": False})
    secret: str = Field(max_length=64)


@dataclass(frozen=True)
class Scanned:
    """`old`: the code has been renewed since it was printed."""

    place: Place
    old: bool


async def code_secret(session: AsyncSession) -> bytes:
    """Made by whoever needs it first."""
    new = upserting(session)(CodeSecret).values(id=ONLY, secret=secrets.token_hex(32)).on_conflict_do_nothing()
    await session.execute(new)
    return (await session.get_one(CodeSecret, ONLY)).secret.encode()


def payload(secret: bytes, place_id: int, print_number: int) -> str:
    told = urlsafe_b64encode(place_id.to_bytes(8)).decode().rstrip("=")
    return f"{BEGINS}{told}{_proof(secret, told, print_number)}{print_number}"


def _proof(secret: bytes, told: str, print_number: int) -> str:
    made = hmac.digest(secret, f"{BEGINS}{told}{print_number}".encode(), sha256)
    return urlsafe_b64encode(made).decode()[:PROOF]


async def scanned(session: AsyncSession, text: str) -> Scanned | None:
    """None for what the bot has not made, or whose place is gone."""
    found = SHAPE.fullmatch(text)
    if found is None:
        return None
    told, proof, number = found[1], found[2], int(found[3])
    if not hmac.compare_digest(proof, _proof(await code_secret(session), told, number)):
        return None
    place = await session.get(Place, int.from_bytes(urlsafe_b64decode(told + "=")))
    return Scanned(place, old=number < place.print_number) if place is not None else None


async def places_to_print(session: AsyncSession, grid: Grid) -> Sequence[tuple[Place, str]]:
    """The open places of the grid and below, with the names of their grids, in the order of these."""
    rows = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id))
    there = rows.where(subtree(grid), living(), open_places())
    found = await session.execute(there.order_by(col(Grid.path), col(Place.kind), col(Place.name), col(Place.id)))
    return [(place, name) for place, name in found.all()]


def renew(session: AsyncSession, place: Place, now: datetime) -> None:
    """Codes printed before are no longer good."""
    place.print_number += 1
    record_place_event(session, place, PlaceAct.RENEW, None, now, print_number=place.print_number)


async def note_old(session: AsyncSession, place: Place, person: Person, now: datetime) -> None:
    """Once, until something else happens to the place."""
    await session.flush()
    newest = select(col(PlaceEvent.act)).where(col(PlaceEvent.place_id) == place.id).order_by(col(PlaceEvent.id).desc())
    if await session.scalar(newest.limit(1)) is not PlaceAct.OLD_CODE:
        record_place_event(session, place, PlaceAct.OLD_CODE, person, now)

"""A place's own code: the street's, or P and a number; short enough to be read aloud."""

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.numbers import raising
from models.places.tables import Place
from models.roster.importer import MANY

SERIES = "place"
LONGEST_CODE = 24
_CODE = re.compile(rf"\w[\w-]{{0,{LONGEST_CODE - 1}}}")


def plain_code(text: str) -> str:
    """As it is kept, however wide or small it was written."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def can_be_code(text: str) -> bool:
    """Letters of any script, digits and hyphens."""
    return _CODE.fullmatch(text) is not None


async def new_codes(session: AsyncSession, count: int, taken: Collection[str] = ()) -> list[str]:
    """So many codes that no place has yet, nor any of those `taken`: a street may give codes of this form itself."""
    codes: list[str] = []
    while len(codes) < count:
        some = min(count - len(codes), MANY)
        last: int = (await session.execute(raising(session, SERIES, by=some))).scalar_one()
        made = [f"P{number}" for number in range(last - some + 1, last + 1)]
        held = (await session.scalars(select(col(Place.code)).where(col(Place.code).in_(made)))).all()
        codes += [code for code in made if code not in taken and code not in held]
    return codes

"""A place's own code: the street's, or P and a number; short enough to be read aloud."""

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from models.numbers import raising

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
    """So many codes that nothing has yet; `taken` are those that a street has given itself."""
    codes: list[str] = []
    while len(codes) < count:
        missing = count - len(codes)
        last: int = (await session.execute(raising(session, SERIES, by=missing))).scalar_one()
        made = (f"P{number}" for number in range(last - missing + 1, last + 1))
        codes += [code for code in made if code not in taken]
    return codes

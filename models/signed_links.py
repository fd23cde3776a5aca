"""Links that only the bot can have made: an id and a proof of it, under one secret for all kinds.

What a kind begins with, the id (11 signs), the proof (8 signs, 48 bits), all of A–Z a–z 0–9 - _. Knowing a name does
not give the proof.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field

from models.base import Row
from models.db.database import upsert
from models.feature import Domain

TOLD, PROOF = 11, 8
ONLY = 1


class CodeSecret(Row, table=True):
    """One row, made once: whoever knows it can make codes."""

    __tablename__ = "code_secrets"

    id: int = Field(default=ONLY, primary_key=True, sa_column_kwargs={"autoincrement": False})
    secret: str = Field(max_length=64)


async def code_secret(session: AsyncSession) -> bytes:
    """Made by whoever needs it first, if they may write."""
    made = await session.get(CodeSecret, ONLY)
    if made is not None:
        return made.secret.encode()
    new = upsert(session, CodeSecret).values(id=ONLY, secret=secrets.token_hex(32)).on_conflict_do_nothing()
    await session.execute(new)
    return (await session.get_one(CodeSecret, ONLY)).secret.encode()


def signed(secret: bytes, begins: str, row_id: int, more: str = "") -> str:
    """`more` is proved, too, and stands behind the proof."""
    told = urlsafe_b64encode(row_id.to_bytes(8)).decode().rstrip("=")
    return f"{begins}{told}{_proof(secret, f'{begins}{told}{more}')}{more}"


def verified(secret: bytes, begins: str, text: str) -> int | None:
    """The id that signed() was given, or None for what the bot has not made."""
    body = text.removeprefix(begins)
    told, proof, more = body[:TOLD], body[TOLD : TOLD + PROOF], body[TOLD + PROOF :]
    right = text.startswith(begins) and len(proof) == PROOF and text.isascii()
    if not right or not hmac.compare_digest(proof, _proof(secret, f"{begins}{told}{more}")):
        return None
    return int.from_bytes(urlsafe_b64decode(told + "="))


def _proof(secret: bytes, words: str) -> str:
    return urlsafe_b64encode(hmac.digest(secret, words.encode(), sha256)).decode()[:PROOF]


SIGNED_LINKS = Domain("signed_links", tables=(CodeSecret,))

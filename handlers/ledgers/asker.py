"""Who asked for a ledger, in words: a person with a post, or whoever used the command line."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.members.labels import TITLES
from locales.translator import Translator
from models.ledgers.tables import LedgerExport
from models.members.positions import posts_of
from models.members.tables import Person


async def asker_words(session: AsyncSession, t: Translator, export: LedgerExport) -> str:
    if export.person_id is None:
        return t.plain("{name}, at the command line", name=export.operator)
    person = await session.get(Person, export.person_id)
    held = await posts_of(session, export.person_id)
    posts = (t.plain("{grid}: {post}", grid=each.grid.name, post=t.plain(TITLES[each.post.role])) for each in held[:2])
    name = person.name if person else ""
    return t.plain("{name} ({posts})", name=name, posts=t.listed(posts)) if held else name

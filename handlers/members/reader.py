"""Who reads a message."""

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import RenderContext
from models.members.positions import HeldPosition, posts_of
from models.members.tables import Person


async def reader_of(context: RenderContext) -> Person | None:
    """Whose private chat the message goes to; None for groups."""
    rows = select(Person).where(col(Person.tg_user_id) == context.message.chat_id)
    return (await context.session.scalars(rows)).first()


async def held_by_reader(context: RenderContext) -> list[HeldPosition]:
    reader = await reader_of(context)
    return [] if reader is None else await posts_of(context.session, reader.id)


async def is_staff(context: RenderContext) -> bool:
    return bool(await held_by_reader(context))

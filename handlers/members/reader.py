"""Who reads a message."""

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Scene
from models.members.positions import Held, posts_of
from models.members.tables import Person


async def reader_of(scene: Scene) -> Person | None:
    """Whose private chat the message goes to; None for groups."""
    rows = select(Person).where(col(Person.tg_user_id) == scene.message.chat_id)
    return (await scene.session.scalars(rows)).first()


async def held_by_reader(scene: Scene) -> list[Held]:
    reader = await reader_of(scene)
    return [] if reader is None else await posts_of(scene.session, reader.id)


async def is_staff(scene: Scene) -> bool:
    return bool(await held_by_reader(scene))

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.render import Renderer, UnknownKind
from bot.i18n import Languages
from handlers.messages import MessageContent, RenderContext, nothing_kept
from locales.translator import Html
from models.db.database import Database
from models.grids.tables import Chat
from models.members.tables import Person
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane, OutboxMessage

GROUP, PERSON = -100, 7


async def show(context: RenderContext) -> MessageContent:
    return MessageContent(
        Html(f"{context.t.locale} {context.message.revision} {context.editing} {context.bot_username}")
    )


def renderer(database: Database, now: datetime) -> Renderer:
    return Renderer(database, {"card": show}, Languages("zh_CN"), UTC, "wangge_bot", lambda: now, nothing_kept)


async def message_to(database: Database, now: datetime, chat: int, *rows: Any, kind: str = "card") -> OutboxMessage:
    async with database.write() as session:
        session.add_all(rows)
        return enqueue(session, chat, kind, Lane.REPLY, now, subject_id=5)


@pytest.mark.parametrize(
    ("chat", "person", "language", "locale"),
    [
        (GROUP, None, "en", "en"),
        (GROUP, None, None, "zh_CN"),
        (PERSON, "en", None, "en"),
        (PERSON, "en", "zh_CN", "en"),
        (PERSON, None, None, "zh_CN"),
    ],
)
async def test_words_are_in_the_language_of_who_reads_them(
    database: Database, now: datetime, chat: int, person: str | None, language: str | None, locale: str
) -> None:
    kind = "private" if chat > 0 else "supergroup"
    rows: list[Any] = [Chat(id=chat, type=kind, language=language, seen_at=now)]
    rows.append(Person(tg_user_id=PERSON, language=person, first_seen=now))
    message = await message_to(database, now, chat, *rows)
    said = (await renderer(database, now).render(message)).said
    assert isinstance(said, MessageContent)
    assert said.html.split()[0] == locale


async def test_a_chat_never_seen_hears_the_default_language(database: Database, now: datetime) -> None:
    said = (await renderer(database, now).render(await message_to(database, now, GROUP))).said
    assert isinstance(said, MessageContent)
    assert said.html == "zh_CN 1 False wangge_bot"


async def test_a_message_changed_after_it_was_taken_keeps_its_revision_so_that_the_change_is_told(
    database: Database, now: datetime
) -> None:
    message = await message_to(database, now, GROUP)
    async with database.write() as session:
        await refresh(session, 5, ["card"], now)
    rendered = await renderer(database, now).render(message)
    assert rendered.message.revision == 1


async def test_a_kind_without_a_view_is_named(database: Database, now: datetime) -> None:
    message = await message_to(database, now, GROUP, kind="nobody.knows")
    with pytest.raises(UnknownKind, match=r"nobody\.knows"):
        await renderer(database, now).render(message)

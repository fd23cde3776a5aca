import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.delivery.render import Renderer, UnknownKind
from bot.files.making import MAKING, Makings, MuchUnderWay
from bot.files.pool import Pool
from bot.i18n import Languages
from handlers.messages import Attachment, MessageContent, ReadsMuch, RenderContext, View, nothing_kept
from locales.translator import Html
from models.db.database import Database
from models.db.sqlite import QUICK
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


def stamp(number: int) -> bytes:
    if not number:
        raise ValueError(number)
    return f"{number} by {os.getpid()}".encode()


async def with_file(context: RenderContext) -> MessageContent:
    return MessageContent(Html("here"), document=Attachment(partial(stamp, 7), "stamp.txt"))


async def test_a_file_is_made_in_another_process_once_the_rows_are_read(database: Database, now: datetime) -> None:
    pool = Pool(1)
    made = replace(renderer(database, now), views={"file": with_file}, makings=Makings(pool))
    try:
        said = (await made.render(await message_to(database, now, GROUP, kind="file"))).said
    finally:
        pool.shutdown()
    assert isinstance(said, MessageContent)
    assert said.document is not None
    assert isinstance(said.document.content, bytes)
    number, _, process = said.document.content.decode().partition(" by ")
    assert number == "7"
    assert int(process) != os.getpid()
    assert said.document.name == "stamp.txt"


async def pictured(context: RenderContext) -> MessageContent:
    photos = ("file-1", partial(stamp, context.message.args["n"]))
    return MessageContent(Html("here"), photos=photos, unpictured=context.message.args.get("alone"))


async def test_a_picture_is_made_likewise_and_where_it_cannot_be_the_words_are_said_without(
    database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    made = replace(renderer(database, now), views={"card": pictured})
    shown = ("file-1", f"7 by {os.getpid()}".encode())
    for number, alone, photos, words in (
        (7, None, shown, "here"),
        (7, "all", shown, "here"),
        (0, None, (), "here"),
        (0, "all", (), "all"),
    ):
        message = await message_to(database, now, GROUP)
        message.args = {"n": number, "alone": alone}
        said = (await made.render(message)).said
        assert isinstance(said, MessageContent)
        assert (said.html, said.photos) == (words, photos)
    assert "without it" in caplog.text


async def test_no_more_files_are_made_at_once_than_leave_senders_free(database: Database, now: datetime) -> None:
    made = replace(renderer(database, now), views={"card": show, "file": with_file})
    for _ in range(MAKING):
        await made.makings.slots.acquire()
    message = await message_to(database, now, GROUP, kind="file")
    with pytest.raises(MuchUnderWay):
        await made.render(message)
    assert (await made.render(await message_to(database, now, GROUP))).said
    made.makings.slots.release()
    assert (await made.render(message)).said


async def test_no_more_views_read_much_at_once_than_leave_senders_free(database: Database, now: datetime) -> None:
    made = replace(renderer(database, now), views={"card": show, "much": ReadsMuch(show)})
    for _ in range(MAKING):
        await made.makings.slots.acquire()
    message = await message_to(database, now, GROUP, kind="much")
    with pytest.raises(MuchUnderWay):
        await made.render(message)
    assert (await made.render(await message_to(database, now, GROUP))).said
    made.makings.slots.release()
    assert (await made.render(message)).said


@pytest.mark.parametrize(("wrapped", "quick"), [(False, True), (True, False)])
async def test_what_reads_much_is_read_beside_the_event_loop(
    database: Database, now: datetime, wrapped: bool, quick: bool
) -> None:
    seen = []

    async def counts(context: RenderContext) -> MessageContent:
        connection = (await context.session.connection()).sync_connection
        seen.append(connection is not None and bool(connection.get_execution_options().get(QUICK)))
        return MessageContent(Html("12"))

    views: dict[str, View] = {"card": ReadsMuch(counts) if wrapped else counts}
    message = await message_to(database, now, GROUP)
    await replace(renderer(database, now), views=views).render(message)
    assert seen == [quick]

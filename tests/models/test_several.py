from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from models.db import Database, insert
from models.grids.tables import Chat
from models.several import Question, Rows, ask

TITLED = select(col(Chat.id), col(Chat.title), col(Chat.reachable)).where(col(Chat.title) == bindparam("title"))
ALL = select(col(Chat.id))


async def test_each_question_hears_its_own_rows(database: Database, now: datetime) -> None:
    heard: dict[str, Rows] = {}

    def question(rows: Any, name: str, **given: Any) -> Question:
        return Question(rows, given, lambda answer: heard.update({name: answer}))

    async with database.write() as session:
        for number, title in ((-(2**40), "一网格“群”"), (-2, "二网格")):
            insert(session, Chat, id=number, type="group", title=title, seen_at=now)
        await session.flush()
        await ask(session, [question(TITLED, "titled", title="一网格“群”"), question(ALL, "all")])
        await ask(session, [question(TITLED, "nobody", title="三网格")])
    assert [list(row) for row in heard["titled"]] == [[-(2**40), "一网格“群”", True]]
    assert sorted(row[0] for row in heard["all"]) == [-(2**40), -2]
    assert not heard["nobody"]


async def test_what_was_added_and_not_written_yet_counts(database: Database, now: datetime) -> None:
    heard: list[Rows] = []
    async with database.write() as session:
        session.add(Chat(id=-1, type="group", seen_at=now))
        insert(session, Chat, id=-2, type="group", seen_at=now)
        await ask(session, [Question(ALL, {}, heard.append)])
    assert [sorted(row[0] for row in rows) for rows in heard] == [[-2, -1]]

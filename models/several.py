"""Several small questions in one statement: a trip to the database costs more than most of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, Executable, ScalarSelect, Select, SelectBase, func, select
from sqlalchemy.ext.asyncio import AsyncSession

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Question:
    """`rows` is one and the same statement each time, its parameters named like nobody else's.

    Its answer comes as JSON: numbers and strings, in no order, with true as 1 on SQLite.
    """

    rows: SelectBase
    given: Mapping[str, Any]
    heard: Callable[[Rows], None]


async def ask(session: AsyncSession, questions: Sequence[Question]) -> None:
    statement = _together(tuple(each.rows for each in questions), session.get_bind().dialect.name)
    given = {name: value for each in questions for name, value in each.given.items()}
    answers = (await session.execute(statement, given)).one()
    for question, answer in zip(questions, answers, strict=True):
        question.heard(answer or ())


@cache
def _together(questions: tuple[SelectBase, ...], dialect: str) -> Executable:
    return select(*(_as_json(rows, dialect) for rows in questions))


def _as_json(rows: SelectBase, dialect: str) -> ScalarSelect[Any]:
    columns = rows.subquery().c
    if dialect == "postgresql":
        answer = func.json_agg(func.json_build_array(*columns), type_=JSON)
    else:
        answer = func.json_group_array(func.json_array(*columns), type_=JSON)
    asked: Select[Any] = select(answer)
    return asked.scalar_subquery()

"""The sentence by which a member explains what is marked."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import Form, Step
from handlers.patrols.labels import refusal
from handlers.request import Request
from locales.translator import N_, Translator
from models.base import Subject
from models.members.tables import Person
from models.patrols.doubts.flags import PatrolFlag, answer_flag

EXPLAIN = "explain"


async def _load(session: AsyncSession, flag_id: int) -> PatrolFlag | None:
    return await session.get(PatrolFlag, flag_id)


async def _submit(request: Request, row: PatrolFlag, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    await answer_flag(request.session, row, person, given["answer"], request.now)


def _refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return refusal(t, code, **data)


FORM = Form[PatrolFlag](
    "flag",
    _load,
    lambda row: Subject("patrol_flag", row.id),
    lambda _row: "⚑",
    {EXPLAIN: (Step("answer", N_("what was the reason? Please reply in a sentence; your leader reads it.")),)},
    _submit,
    _refused,
)

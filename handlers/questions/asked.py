"""All forms, and which of them a question that stands in a chat is part of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.forms import Form, Step
from locales.translator import N_
from models.members.tables import Person
from models.outbox.tables import OutboxMessage

KIND, TOLD = "hazards.ask", "hazards.told"
CANCEL = N_("Cancel")
FIRST_FORM = "hazard"  # of questions that were asked before there was another
S = TypeVar("S")


def is_for(question: OutboxMessage, person: Person | None) -> bool:
    """Whether this person was asked."""
    return person is not None and question.args.get("of") == person.tg_user_id


async def name_asked(session: AsyncSession, question: OutboxMessage) -> str:
    rows = select(col(Person.name)).where(col(Person.tg_user_id) == question.args["of"])
    return await session.scalar(rows) or ""


@dataclass(frozen=True)
class Asked(Generic[S]):
    """The question that a message asks about a row."""

    question: OutboxMessage
    form: Form[S]
    row: S

    @property
    def act(self) -> str:
        return str(self.question.args["act"])

    @property
    def given(self) -> dict[str, Any]:
        return dict(self.question.args["given"])

    @property
    def anew(self) -> bool:
        """Whether it has an answer already."""
        return bool(self.question.args.get("anew"))

    @property
    def step(self) -> Step[S] | None:
        """None: it is no question but a preview."""
        return self.form.step(self.act, self.given, self.question.args.get("anew", ""))


class Forms:
    def __init__(self, forms: Iterable[Form[Any]]) -> None:
        self._forms = {form.name: form for form in forms}

    def named(self, name: str) -> Form[Any]:
        return self._forms[name]

    async def asked(self, session: AsyncSession, message: OutboxMessage) -> Asked[Any] | None:
        """None when what it asks about is gone."""
        form = self.named(message.args.get("form", FIRST_FORM))
        row = await form.load(session, message.subject_id or 0)
        return None if row is None else Asked(message, form, row)

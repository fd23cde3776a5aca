"""One question, and the form that it is part of: how it is put, what may be pressed, how the answer is read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, Translator
from models.base import Subject
from models.errors import WanggeError
from models.members.tables import Person

ANSWER_LIMIT = 500
S = TypeVar("S")


COMPLAINTS = {"in_words": N_("Please answer in words.")}


class BadAnswer(WanggeError):
    """The answer cannot be used; the words for its code, in COMPLAINTS or the form's own, say what would be."""


@dataclass(frozen=True)
class Choice:
    """`value` goes into the button (30 bytes at most) and comes back to `read`."""

    value: str
    label: str


Choices = Callable[[RenderContext, S], Awaitable[list[Choice]]]
Says = Callable[[RenderContext, S], Awaitable[Mapping[str, Any]]]
Read = Callable[[str, Request, S], Awaitable[Any]]


async def as_written(answer: str, _request: Request, _subject: object) -> str:
    return answer[:ANSWER_LIMIT]


@dataclass(frozen=True)
class Step(Generic[S]):
    """One question. Its answer, read from a reply or a pressed choice, is given to the act under `key`; `says` finds
    what the prompt names.
    """

    key: str
    prompt: str
    says: Says[S] | None = None
    choices: Choices[S] | None = None
    by_reply: bool = True
    read: Read[S] = as_written
    evidence: bool = False  # what the reply carries is kept, as put right


@dataclass(frozen=True)
class Form(Generic[S]):
    """The questions about a subject of one kind, by the act that needs their answers.

    `title` is what people call the subject. `submit` does the act with the answers; raises Refused or Conflict, which
    `refused` words by their code and data. `complaints` are the words for codes of the form's own BadAnswers.
    """

    name: str
    load: Callable[[AsyncSession, int], Awaitable[S | None]]
    subject: Callable[[S], Subject]
    title: Callable[[S], str]
    steps: Mapping[str, Sequence[Step[S]]]
    submit: Callable[[Request, S, str, Person, Mapping[str, Any]], Awaitable[None]]
    refused: Callable[[Translator, str, Mapping[str, Any]], str]
    complaints: Mapping[str, str] = field(default_factory=dict)

    def step(self, act: str, given: Mapping[str, Any]) -> Step[S]:
        """The first question that has no answer yet."""
        return next(step for step in self.steps[act] if step.key not in given)

    def complaint(self, t: Translator, code: str, data: Mapping[str, Any]) -> str:
        """What stood in the way, in words."""
        words = {**COMPLAINTS, **self.complaints}.get(code)
        return t.plain(words, **data) if words else self.refused(t, code, data)


def fixed_choices(*labels: tuple[str, str]) -> Choices[Any]:
    async def choices(context: RenderContext, _subject: object) -> list[Choice]:
        return [Choice(value, context.t.plain(label)) for value, label in labels]

    return choices


def read_fixed(*labels: tuple[str, str]) -> Read[Any]:
    """A pressed choice becomes its words in the chat's language; anything else is taken as written."""

    async def read(answer: str, request: Request, subject: object) -> str:
        words = dict(labels).get(answer)
        return request.t.plain(words) if words else await as_written(answer, request, subject)

    return read

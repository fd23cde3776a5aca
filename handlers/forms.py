"""One question, and the form that it is part of: how it is put, what may be pressed, how the answer is read; and what
is shown of all answers before the act is done.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import RenderContext
from handlers.refusals import ANONYMOUS
from handlers.request import Request
from locales.translator import N_, Html, Translator
from models.base import Subject
from models.errors import WanggeError
from models.members.tables import Person
from models.roster.row import says_nothing

ANSWER_LIMIT = 500
SHOWN = "shown"  # what a reply says that has evidence in place of words
S = TypeVar("S")


COMPLAINTS = {
    "anonymous": ANONYMOUS,
    "in_words": N_("Please answer in words."),
    "on_a_button": N_("Please press one of the buttons under the message."),
    "long_answer": N_(
        "Your answer has {length} characters, and at most {limit} fit. Please shorten it and reply again."
    ),
    "no_place": N_("Please share a location with the button below, or write “none”."),
}


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
Check = Callable[[Request, S, Mapping[str, Any]], Awaitable[None]]


async def as_written(answer: str, _request: Request, _subject: object) -> str:
    """Raises BadAnswer for more than is kept: what is cut off unseen may be what counts."""
    if len(answer) > ANSWER_LIMIT:
        raise BadAnswer("long_answer", length=len(answer), limit=ANSWER_LIMIT)
    return answer


def located_words(place: Mapping[str, float]) -> str:
    return f"{place['latitude']},{place['longitude']}"


async def read_location(answer: str, _request: Request, _subject: object) -> dict[str, float] | None:
    """In WGS-84 degrees; None where there is none to give. Raises BadAnswer."""
    if says_nothing(answer):
        return None
    try:
        latitude, longitude = map(float, answer.split(","))
    except ValueError as error:
        raise BadAnswer("no_place") from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadAnswer("no_place")
    return {"latitude": latitude, "longitude": longitude}


async def _will_do(_request: Request, _subject: object, _given: Mapping[str, Any]) -> None:
    pass


@dataclass(frozen=True)
class Step(Generic[S]):
    """One question. Its answer, read from a reply or a pressed choice, is given to the act under `key`; `says` finds
    what the prompt names; `check` raises BadAnswer for an answer that will not do beside those before it; `anew` is the
    button of a preview by which it is answered once more.
    """

    key: str
    prompt: str
    says: Says[S] | None = None
    choices: Choices[S] | None = None
    by_reply: bool = True
    read: Read[S] = as_written
    check: Check[S] = _will_do
    evidence: bool = False  # what the reply carries is kept, as put right
    shown: bool = False  # evidence without a word answers it, too
    photographed: bool = False  # in private also by a photo that follows it without being a reply
    located: bool = False  # answered by a location, which read() is given as located_words(); asked in private alone
    wanted: Callable[[AsyncSession, S], Awaitable[bool]] | None = None  # asked only where it is so
    anew: str = ""


Steps = Mapping[str, Sequence[Step[S]]]  # by the act that needs their answers


@dataclass(frozen=True)
class Preview(Generic[S]):
    """What the answers come to, shown to whoever gave them; only `confirm`, a button, does the act.

    `check` raises BadAnswer for an answer that will not do any more.
    """

    shown: Callable[[RenderContext, S, Mapping[str, Any]], Awaitable[Html]]
    confirm: str
    check: Check[S] = _will_do


@dataclass(frozen=True)
class Form(Generic[S]):
    """The questions about a subject of one kind.

    `title` is what people call the subject. `submit` does the act with the answers; raises Refused or Conflict, which
    `refused` words by their code and data. `complaints` are the words for codes of the form's own BadAnswers. An act of
    `previews` is shown before it is done. `kept` hears of evidence that came with an answer, or after it, `passed_on`
    where that was forwarded. The answers to a `confidential` form are let go of with the question that they were given
    to.
    """

    name: str
    load: Callable[[AsyncSession, int], Awaitable[S | None]]
    subject: Callable[[S], Subject]
    title: Callable[[S], str]
    steps: Steps[S]
    submit: Callable[[Request, S, str, Person, Mapping[str, Any]], Awaitable[None]]
    refused: Callable[[Translator, str, Mapping[str, Any]], str]
    complaints: Mapping[str, str] = field(default_factory=dict)
    previews: Mapping[str, Preview[S]] = field(default_factory=dict)
    kept: Callable[[Request, S], Awaitable[None]] | None = None
    passed_on: Callable[[Request, S], Awaitable[None]] | None = None
    confidential: bool = False

    def step(self, act: str, given: Mapping[str, Any], anew: str = "") -> Step[S] | None:
        """The first question that has no answer yet, or is to be answered anew; None: all are answered."""
        return next((step for step in self.steps[act] if step.key not in given or step.key == anew), None)

    async def unwanted(self, session: AsyncSession, row: S, act: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """No answers to the next questions, as far as they need not be asked."""
        without: dict[str, Any] = {}
        for step in self.steps[act]:
            if step.key in given:
                continue
            if step.wanted is None or await step.wanted(session, row):
                break
            without[step.key] = None
        return without

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

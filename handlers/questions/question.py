"""One question that an act asks: how it is put, what may be pressed, how the answer is read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from handlers.messages import Scene
from handlers.request import Desk
from locales.translator import N_
from models.hazards.tables import Hazard

ANSWER_LIMIT = 500


class BadAnswer(Exception):
    """The answer cannot be used; `message`, untranslated, says what would be."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Choice:
    """`value` goes into the button (30 bytes at most) and comes back to `read`."""

    value: str
    label: str


Choices = Callable[[Scene, Hazard], Awaitable[list[Choice]]]
Read = Callable[[str, Desk, Hazard], Awaitable[Any]]


async def as_written(answer: str, _desk: Desk, _hazard: Hazard) -> str:
    return answer[:ANSWER_LIMIT]


@dataclass(frozen=True)
class Step:
    """One question. Its answer, read from a reply or a pressed choice, is given to the act under `key`."""

    key: str
    prompt: str
    choices: Choices | None = None
    by_reply: bool = True
    read: Read = as_written
    retort: str = N_("Please answer in words.")
    evidence: bool = False  # what the reply carries is kept, as put right


def fixed_choices(*labels: tuple[str, str]) -> Choices:
    async def choices(scene: Scene, _hazard: Hazard) -> list[Choice]:
        return [Choice(value, scene.t.plain(label)) for value, label in labels]

    return choices


def read_fixed(*labels: tuple[str, str]) -> Read:
    """A pressed choice becomes its words in the chat's language; anything else is taken as written."""

    async def read(answer: str, desk: Desk, hazard: Hazard) -> str:
        words = dict(labels).get(answer)
        return desk.t.plain(words) if words else await as_written(answer, desk, hazard)

    return read

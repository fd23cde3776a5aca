"""The questions of the quiz, as configuration: quiz_bank.toml here, or in the data folder."""

import random
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.text.encoding import decoded

FILE = "quiz_bank.toml"
LANGUAGES = ("zh_CN", "en")
NAME = re.compile(r"[a-z0-9_]{1,40}")
ASK_LIMIT, OPTION_LIMIT, WHY_LIMIT, WHY_LINES = 300, 100, 200, 3  # what Telegram takes of a poll
OPTIONS = range(2, 11)
A_YEAR = 53  # weeks in which no group is to hear a question twice


class BadBank(ValueError):
    """Its text says what of the file is wrong, and how."""


class Topic(StrEnum):
    """What everybody is to know, and the three things that everybody is to be able to do."""

    DANGER = "danger"
    CALL = "call"
    PUT_OUT = "put_out"
    ESCAPE = "escape"


@dataclass(frozen=True)
class Wording:
    ask: str
    options: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Question:
    """`right` is the place of the right option, from 0."""

    name: str
    topic: Topic
    right: int
    wordings: Mapping[str, Wording]

    def in_language(self, locale: str) -> Wording:
        """Or in the one that there is."""
        return self.wordings.get(locale) or next(iter(self.wordings.values()))


@dataclass(frozen=True)
class Bank:
    questions: Mapping[str, Question]

    def __len__(self) -> int:
        return len(self.questions)

    def draw(self, many: int, seed: str, but: Collection[str] = ()) -> list[str]:
        """Names of so many questions, or of as many as there are, none of `but`; of each topic about as many."""
        chance = random.Random(seed)  # noqa: S311 - no secret
        left = {topic: [each for each in self._of(topic) if each not in but] for topic in Topic}
        for names in left.values():
            chance.shuffle(names)
        drawn: list[str] = []
        while len(drawn) < many and any(left.values()):
            for topic in chance.sample(list(Topic), len(Topic)):
                if left[topic] and len(drawn) < many:
                    drawn.append(left[topic].pop())
        return drawn

    def _of(self, topic: Topic) -> list[str]:
        return sorted(name for name, each in self.questions.items() if each.topic is topic)


def bank_of(session: AsyncSession) -> Bank:
    """That of this deployment."""
    return BANK.of(session)


@cache
def built_in() -> Bank:
    return read_bank((files(__package__) / FILE).read_text("utf-8"), FILE)


BANK = SessionValue("quiz_bank", built_in)


def chosen_bank(folder: Path) -> Bank:
    """The folder's own, if it has one; raises BadBank."""
    path = folder / FILE
    return read_bank(decoded(path.read_bytes()), str(path)) if path.exists() else built_in()


def read_bank(text: str, source: str) -> Bank:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadBank(f"{source}: {error}") from error
    rows = told.get("question")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadBank(f"{source}: there is no [[question]]")
    questions: dict[str, Question] = {}
    for place, row in enumerate(rows, 1):
        question = _question(row, f"{source}: question {place}")
        if question.name in questions:
            raise BadBank(f"{source}: {question.name} is there twice")
        questions[question.name] = question
    return Bank({**built_in().questions, **questions} if told.get("built_in") is True else questions)


def _question(row: Mapping[str, Any], here: str) -> Question:
    name, right = row.get("name"), row.get("right")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadBank(f"{here}: the name must be up to 40 of a-z 0-9 _")
    here = f"{here} ({name})"
    if row.get("topic") not in list(Topic):
        raise BadBank(f"{here}: topic must be one of {', '.join(Topic)}")
    wordings = {locale: _wording(row[locale], f"{here} {locale}") for locale in LANGUAGES if locale in row}
    counts = {len(each.options) for each in wordings.values()}
    if len(counts) != 1:
        raise BadBank(f"{here}: zh_CN or en is needed, with as many options in one as in the other")
    if not isinstance(right, int) or not 1 <= right <= min(counts):
        raise BadBank(f"{here}: right must be the number of an option, from 1")
    return Question(name, Topic(row["topic"]), right - 1, wordings)


def _wording(row: Any, here: str) -> Wording:
    if not isinstance(row, dict):
        raise BadBank(f"{here}: ask, options and why are needed")
    ask, why = _short(row.get("ask"), ASK_LIMIT, f"{here}: ask"), _short(row.get("why"), WHY_LIMIT, f"{here}: why")
    if why.count("\n") >= WHY_LINES:
        raise BadBank(f"{here}: why must have at most {WHY_LINES} lines")
    given = row.get("options")
    if not isinstance(given, list) or len(given) not in OPTIONS:
        raise BadBank(f"{here}: options must be {OPTIONS[0]} to {OPTIONS[-1]} texts")
    options = _options(given, here)
    return Wording(ask, options, why)


def _options(given: Sequence[Any], here: str) -> tuple[str, ...]:
    options = tuple(_short(option, OPTION_LIMIT, f"{here}: each option") for option in given)
    if len(set(options)) < len(options):
        raise BadBank(f"{here}: two options are the same")
    return options


def _short(text: Any, limit: int, what: str) -> str:
    words = text.strip() if isinstance(text, str) else ""
    if not words or len(words.encode("utf-16-le")) > 2 * limit:
        raise BadBank(f"{what} must be a text of at most {limit} characters")
    return words

"""A ladder as people write it: a row a step, or the same rows as JSON.

    told          grid street
    not accepted  5m told every 5m
    not accepted  10m community
    not done      2h above every 1h
    idle          1h workers every 1h
    not reviewed  30m above every 1h
    hours         always

What climbs otherwise than a hazard has a Grammar of its own, with fewer rows.

As JSON: {"told": "grid street", "not accepted": ["5m told every 5m", "10m community"], …}.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

from models.errors import WanggeError
from models.escalation.grammar import HOURS, LACKS, LEVELS, OF_HAZARDS, TOLD, Grammar
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import Aim, Lack
from models.grids.tables import Level
from models.schedule.duty_hours import DAY, Hours

NAMES = {lack: name for name, lack in LACKS.items()}
ALWAYS, EVERY = "always", "every"
DELAY = re.compile(r"(\d{1,6})(m|h|d)")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": DAY}
SHORTEST, LONGEST = timedelta(minutes=1), 365 * DAY


@dataclass(frozen=True)
class PolicyProblem:
    """`row` counts from 1; 0: the file as a whole."""

    row: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)


class Faulty(WanggeError):
    """The ladder cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[PolicyProblem]) -> None:
        super().__init__("ladder.faulty", count=len(problems))
        self.problems = problems


class _Unfit(Exception):
    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


@dataclass(frozen=True)
class _Row:
    number: int
    name: str
    words: tuple[str, ...]


def parse(text: str, grammar: Grammar = OF_HAZARDS) -> Ladder:
    """Raises Faulty with every problem."""
    rows, problems = _read(text, grammar)
    made: dict[str, list[Any]] = {name: [] for name in (TOLD, *LACKS, HOURS)}
    for row in rows:
        try:
            made[row.name].append(_value(row, grammar))
        except _Unfit as unfit:
            problems.append(PolicyProblem(row.number, unfit.code, unfit.data))
    if not rows and not problems:
        raise Faulty([PolicyProblem(0, "empty")])
    if not problems:
        problems = list(_whole(made, {row.name for row in rows}, grammar))
    if problems:
        raise Faulty(sorted(problems, key=lambda problem: problem.row))
    steps = [step for name in LACKS for step in sorted(made[name], key=lambda step: step.after)]
    told = made[TOLD][0] if made[TOLD] else ()
    return Ladder(tuple(steps), made[HOURS][0] if made[HOURS] else Hours(), told)


def from_data(data: dict[str, Any]) -> Ladder:
    """As it was kept: by then it was whole."""
    return parse(json.dumps(data), replace(OF_HAZARDS, whole=False))


def as_data(ladder: Ladder) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for name, words in as_rows(ladder):
        if name in LACKS:
            rows.setdefault(name, []).append(words)
        else:
            rows[name] = words
    return rows


def as_text(ladder: Ladder, grammar: Grammar = OF_HAZARDS) -> str:
    width = max(map(len, grammar.rows))
    rows = [row for row in as_rows(ladder) if row[0] in grammar.rows]
    return "".join(f"{name.ljust(width)}  {words}".rstrip() + "\n" for name, words in rows)


def as_rows(ladder: Ladder) -> Iterator[tuple[str, str]]:
    yield TOLD, " ".join(ladder.told)
    for step in ladder.steps:
        again = f" {EVERY} {delay_text(step.every)}" if step.every else ""
        yield NAMES[step.lack], f"{delay_text(step.after)} {step.aim}{again}"
    hours = ladder.hours
    yield HOURS, ALWAYS if hours.always else f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"


def delay_text(delay: timedelta) -> str:
    unit, size = next((name, size) for name, size in reversed(UNITS.items()) if not delay % size)
    return f"{delay // size}{unit}"


def _read(text: str, grammar: Grammar) -> tuple[list[_Row], list[PolicyProblem]]:
    rows: list[_Row] = []
    problems: list[PolicyProblem] = []
    try:
        lines = _lines(text.removeprefix("\ufeff"))
    except _Unfit as unfit:
        return rows, [PolicyProblem(0, unfit.code, unfit.data)]
    for number, line in lines:
        words = line.partition("#")[0].split()
        try:
            rows += [_row(number, words, grammar)] if words else []
        except _Unfit as unfit:
            problems.append(PolicyProblem(number, unfit.code, unfit.data))
    return rows, problems


def _row(number: int, words: list[str], grammar: Grammar) -> _Row:
    for length in (2, 1):
        name = " ".join(words[:length]).lower().replace("_", " ")
        if name in grammar.rows:
            return _Row(number, name, tuple(word.lower() for word in words[length:]))
    raise _Unfit("row", value=words[0], rows=", ".join(grammar.rows))


def _lines(text: str) -> list[tuple[int, str]]:
    """Numbered from 1; those of a JSON object in its order."""
    if not text.lstrip().startswith("{"):
        return list(enumerate(text.splitlines(), start=1))
    try:
        data = json.loads(text)
    except ValueError as error:
        raise _Unfit("json", why=str(error)) from error
    said = [(name, words) for name, value in data.items() for words in (value if isinstance(value, list) else [value])]
    for name, words in said:
        if not isinstance(words, str):
            raise _Unfit("json_row", value=json.dumps(words, ensure_ascii=False), name=name)
    return [(number, f"{name} {words}") for number, (name, words) in enumerate(said, start=1)]


def _value(row: _Row, grammar: Grammar) -> Any:
    if row.name == TOLD:
        return tuple(_told(word) for word in row.words if word != Aim.MEMBERS)
    return _hours(row.words) if row.name == HOURS else _step(LACKS[row.name], row, grammar)


def _told(word: str) -> Level:
    if word not in LEVELS:
        raise _Unfit("aim", value=word, aims=", ".join(LEVELS))
    return Level(word)


def _hours(words: tuple[str, ...]) -> Hours:
    said = "".join(words)
    if said == ALWAYS:
        return Hours()
    try:
        opens, closes = (time.fromisoformat(part) for part in said.replace("–", "-").split("-"))
    except ValueError as error:
        raise _Unfit("hours", value=said) from error
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise _Unfit("hours", value=said)
    return Hours(opens, closes)


def _step(lack: Lack, row: _Row, grammar: Grammar) -> PolicyStep:
    match row.words:
        case (after, aim):
            every = None
        case (after, aim, "every", again):
            every = _delay(again)
        case _:
            raise _Unfit("step", value=" ".join(row.words), name=row.name)
    if aim not in grammar.aims[lack]:
        raise _Unfit("aim", value=aim, aims=", ".join(grammar.aims[lack]))
    return PolicyStep(lack, Aim(aim), _delay(after), every)


def _delay(word: str) -> timedelta:
    found = DELAY.fullmatch(word)
    if found is None:
        raise _Unfit("delay", value=word)
    delay = int(found[1]) * UNITS[found[2]]
    if not SHORTEST <= delay <= LONGEST:
        raise _Unfit("delay_range", value=word)
    return delay


def _whole(made: dict[str, list[Any]], given: set[str], grammar: Grammar) -> Iterator[PolicyProblem]:
    """What is wrong with rows that are each right."""
    for name, lack in grammar.steps.items():
        if name not in given:
            if grammar.whole:
                yield PolicyProblem(0, "missing", {"name": name})
            continue
        steps = sorted(made[name], key=lambda step: step.after)
        if lack in grammar.repeating and not steps[-1].every:
            yield PolicyProblem(0, "repeat", {"name": name})
        heights = [LEVELS.index(step.aim) for step in steps if step.aim in LEVELS]
        if heights != sorted(heights):
            yield PolicyProblem(0, "falls", {"name": name})
        if grammar.once and not _once(steps, grammar.aims[lack]):
            yield PolicyProblem(0, "once", {"name": name, "aims": ", ".join(grammar.aims[lack])})
    for name in (TOLD, HOURS):
        if len(made[name]) > 1:
            yield PolicyProblem(0, "twice", {"name": name})


def _once(steps: Sequence[PolicyStep], aims: Sequence[Aim]) -> bool:
    """One after the other, none of them again."""
    delays = [step.after for step in steps]
    return (
        [step.aim for step in steps] == list(aims)
        and len(set(delays)) == len(delays)
        and not any(step.every for step in steps)
    )

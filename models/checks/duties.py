"""What is owed by whom how often, as a street writes it: a row a duty.

    # who         what                       how often
    responsible   unit key_unit school_block daily
    member        unit key_unit school_block monthly
    member        places                     cycle
    member        grid                       weekly
    member        hours                      daily
    community     community                  half-monthly
    street        street                     days 1-10
    police        area                       weekly
    adopting      area                       monthly
    slot          places                     daily

`places` are all kinds of places that no other row of the same people names, `cycle` is each place's own. A level in
the place of a kind is owed a round of patrol somewhere in each of its grids, `area` one in each grid that the roster
names those people for; `hours` is each person's daily time on patrol, as long as the settings say. A `slot` is owed
by whoever is on duty in it, at the places that have slots.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from models.checks.cycles import Cycle, Every, cycle
from models.errors import WanggeError
from models.grids.tables import Level

PLACES, HOURS, AREA, OWN_CYCLE = "places", "hours", "area", "cycle"
LEVELS = tuple(level.value for level in Level)
GAP = re.compile(r"\s{2,}|\t+")
DEFAULT = """\
responsible   unit key_unit school_block   daily
member        unit key_unit school_block   monthly
member        places                       cycle
member        grid                         weekly
member        hours                        daily
community     community                    half-monthly
street        street                       days 1-10
police        area                         weekly
adopting      area                         monthly
slot          places                       daily
"""


class Owner(StrEnum):
    """Whose duty it is: who is responsible for the place, who is on duty in a time slot of it, the grid's members, its
    leader, the staff of a level at or above it, or those who look after the grid.
    """

    RESPONSIBLE = "responsible"
    MEMBER = "member"
    LEADER = "leader"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    POLICE = "police"
    ADOPTING = "adopting"
    TEAM = "team"
    SLOT = "slot"


AT_PLACE = (Owner.RESPONSIBLE, Owner.SLOT)
"""They hold no post of a grid."""
LOOK_AFTER = (Owner.POLICE, Owner.ADOPTING, Owner.TEAM)


@dataclass(frozen=True)
class Duty:
    """`kinds` of places, or the `level` that is owed a round; `cycle` None: each place's own."""

    owner: Owner
    kinds: tuple[str, ...]
    level: Level | None
    cycle: Cycle | None

    def on(self, cycle: Cycle) -> "Duty":
        """The same of those places whose own cycle this is."""
        return replace(self, cycle=cycle)

    @property
    def hours(self) -> bool:
        return self.kinds == (HOURS,)

    @property
    def area(self) -> bool:
        return self.kinds == (AREA,)

    @property
    def round(self) -> bool:
        return self.level is not None or self.area

    @property
    def text(self) -> str:
        """As a row of the table says it."""
        what = self.level.value if self.level else " ".join(self.kinds)
        return f"{self.owner}  {what}  {self.cycle.text if self.cycle else OWN_CYCLE}"


@dataclass(frozen=True)
class DutyProblem:
    """`row` counts from 1; 0: the table as a whole."""

    row: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)


class FaultyDuties(WanggeError):
    """The table cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Sequence[DutyProblem]) -> None:
        super().__init__("cycles.faulty", count=len(problems))
        self.problems = problems


def parse(text: str, kinds: Collection[str]) -> tuple[Duty, ...]:
    """`kinds` that places can be. Raises FaultyDuties with every problem."""
    duties: dict[tuple[Owner, str], Duty] = {}
    problems: list[DutyProblem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.partition("#")[0].strip()
        try:
            if words:
                _add(duties, _duty(words, kinds))
        except _Unfit as unfit:
            problems.append(DutyProblem(number, unfit.code, unfit.data))
    if problems:
        raise FaultyDuties(problems)
    return tuple(dict.fromkeys(duties.values()))


def as_text(duties: Sequence[Duty]) -> str:
    rows = [duty.text.split("  ") for duty in duties]
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    return "".join(
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def kinds_owed(duty: Duty, duties: Sequence[Duty], kinds: Collection[str]) -> Iterator[str]:
    """The kinds of places that a duty is about: `places` are those that no other duty of the same people names."""
    if PLACES not in duty.kinds:
        yield from duty.kinds
        return
    named = {kind for other in duties if other.owner is duty.owner for kind in other.kinds}
    yield from (kind for kind in kinds if kind not in named)


class _Unfit(Exception):
    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def _add(duties: dict[tuple[Owner, str], Duty], duty: Duty) -> None:
    for what in duty.kinds or (str(duty.level),):
        if duties.setdefault((duty.owner, what), duty) is not duty:
            raise _Unfit("twice", what=what, owner=duty.owner)


def _duty(words: str, kinds: Collection[str]) -> Duty:
    parts = GAP.split(words)
    if len(parts) != 3:
        raise _Unfit("columns", value=words)
    who, what, often = parts[0].lower(), parts[1].lower().split(), parts[2]
    if who not in list(Owner):
        raise _Unfit("owner", value=parts[0], owners=", ".join(Owner))
    level = Level(what[0]) if len(what) == 1 and what[0] in LEVELS else None
    unknown = [] if level else [kind for kind in what if kind not in kinds and kind not in (PLACES, HOURS, AREA)]
    if unknown:
        raise _Unfit("what", value=", ".join(unknown), kinds=", ".join([PLACES, HOURS, AREA, *LEVELS, *kinds]))
    if HOURS in what and (len(what) > 1 or who not in (Owner.MEMBER, Owner.LEADER) or often.lower() != Every.DAY):
        raise _Unfit("hours")
    if AREA in what and (len(what) > 1 or who not in LOOK_AFTER):
        raise _Unfit("area")
    if who == Owner.SLOT and (level or often.lower() != Every.DAY):
        raise _Unfit("slot")
    return Duty(
        Owner(who), () if level else tuple(what), level, _cycle(often, of_places=not level and AREA not in what)
    )


def _cycle(often: str, *, of_places: bool) -> Cycle | None:
    if often.lower() == OWN_CYCLE and of_places:
        return None
    try:
        return cycle(often)
    except ValueError:
        raise _Unfit("cycle", value=often) from None

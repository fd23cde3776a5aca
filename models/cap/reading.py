"""What a CAP message asks of us: a warning of some level, and whether it may go out before somebody has looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.cap.message import CapMessage, FaultyCap, Info, Kind
from models.notices.tables import NoticeLevel
from models.notices.words.levels import levels

ACTUAL, EXERCISE = "Actual", "Exercise"
PUBLIC = "Public"
LIKELY = ("Observed", "Likely")
PRESSING = ("Immediate", "Expected")


class Doubt(StrEnum):
    """Why nobody hears it before somebody has looked: its status or scope is another, its severity says no level or
    another than its words, it is not said to be near and likely, a time has no offset, or it names no area; an area is
    none of our grids, grids beside those in its shape have no boundary, it says several things in one language, of
    which the first was taken, a part of its words is too long, or the earlier message that it changes is not known, or
    not which of several.
    """

    STATUS = "status"
    SCOPE = "scope"
    LEVEL = "level"
    CONFLICT = "conflict"
    LIKELIHOOD = "likelihood"
    TIME = "time"
    AREA = "area"
    GRID = "grid"
    BOUNDARY = "boundary"
    SEVERAL = "several"
    LENGTH = "length"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Reading:
    """`info` is in the language asked for, or else the first; `level` None: nobody has said one."""

    message: CapMessage
    info: Info
    level: NoticeLevel | None
    doubts: tuple[Doubt, ...]

    @property
    def restricted(self) -> bool:
        return self.message.scope != PUBLIC

    @property
    def drill(self) -> bool:
        return self.message.status == EXERCISE


def read(message: CapMessage, language: str, now: datetime) -> Reading | None:
    """None: it answers a message of ours, and is only kept. Raises FaultyCap where it says nothing, or is over."""
    if message.kind in (Kind.ACK, Kind.ERROR):
        return None
    if message.kind is not Kind.ALERT and not message.references:
        raise FaultyCap("cap.missing", name="references")
    if not message.infos:
        raise FaultyCap("cap.missing", name="info")
    info = _in_language(message.infos, language)
    if message.kind is not Kind.CANCEL and info.expires and info.expires <= now:
        raise FaultyCap("cap.expired", at=info.expires)
    level = _level(info)
    return Reading(message, info, level, tuple(_doubts(message, info, level)))


def _in_language(infos: tuple[Info, ...], language: str) -> Info:
    wanted = language.replace("_", "-").casefold()
    same = [each for each in infos if each.language.casefold() == wanted]
    alike = [each for each in infos if each.language.casefold().split("-")[0] == wanted.split("-")[0]]
    return [*same, *alike, *infos][0]


def _named(info: Info) -> set[NoticeLevel]:
    return levels().in_words((info.headline, info.event, *info.parameters.values()))


def _level(info: Info) -> NoticeLevel | None:
    """The words' before the severity's; the gravest of several."""
    named = _named(info)
    return max(named, key=list(NoticeLevel).index) if named else levels().of_severity(info.severity)


def _doubts(message: CapMessage, info: Info, level: NoticeLevel | None) -> Iterator[Doubt]:
    if message.status != ACTUAL:
        yield Doubt.STATUS
    if message.scope != PUBLIC:
        yield Doubt.SCOPE
    if message.naive:
        yield Doubt.TIME
    if message.kind is Kind.CANCEL:
        return
    if [each.language for each in message.infos].count(info.language) > 1:
        yield Doubt.SEVERAL
    severe, named = levels().of_severity(info.severity), _named(info)
    if level is None:
        yield Doubt.LEVEL
    elif len(named) > 1 or (severe and named and severe not in named):
        yield Doubt.CONFLICT
    if info.certainty not in LIKELY or info.urgency not in PRESSING:
        yield Doubt.LIKELIHOOD
    if not info.areas:
        yield Doubt.AREA

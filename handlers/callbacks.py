"""What the buttons under messages carry, and the one place where that is read.

    @dataclass(frozen=True)
    class HazardAct(Press, form="hz:{act}:{number}", about="number"):
        act: Annotated[Act, TRANSITIONS]
        number: Number

A field's type is int, str or a StrEnum; what is beside it in Annotated holds every value that it may have. Anybody can
send any data as a press, under any of our messages, so nothing else takes it apart, and each says which messages it was
made for:

    about="number"            those about the row that this field names
    on=("hazards.mine",)      those of these kinds, where they name many rows; with `about`, both must be so
    anywhere="…"              any, and why that does no harm

A form never changes once it is in use: buttons stand in chats for years. What must always hold: no data fits two forms,
and all forms that begin with one word are of one feature.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, ClassVar, Self, get_type_hints

from models.outbox.tables import OutboxMessage

LIMIT = 64  # bytes, in UTF-8


@dataclass(frozen=True)
class Matching:
    """All strings that match a pattern as a whole."""

    pattern: str

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value, re.ASCII) is not None


Number = Annotated[int, range(1, 10**9)]  # what people call a thing by: 412 of H412
Id = Annotated[int, range(1, 2**63)]
Page = Annotated[int, range(10_000)]
Word = Annotated[str, Matching(r"\w{1,30}")]


class Press:
    """Raises ValueError when a field may not have its value. Subclasses are frozen dataclasses."""

    form: ClassVar[str]
    shape: ClassVar[Sequence[str]]  # the form's places
    takes: ClassVar[Mapping[str, tuple[type, Collection[Any] | Matching]]]  # type and values of each field
    about: ClassVar[str]
    on: ClassVar[Collection[str]]
    anywhere: ClassVar[str]

    def __init_subclass__(cls, form: str, about: str = "", on: Collection[str] = (), anywhere: str = "") -> None:
        hints = get_type_hints(cls, include_extras=True)
        cls.form, cls.shape = form, form.split(":")
        cls.takes = {name: _taken(hints[name]) for place in cls.shape if (name := _field(place))}
        cls.about, cls.on, cls.anywhere = about, on, anywhere
        if bool(about or on) == bool(anywhere) or (about and about not in cls.takes):
            raise TypeError(f"{cls.__name__} does not say which messages it is made for")

    def __post_init__(self) -> None:
        for name, (kind, allowed) in self.takes.items():
            value = getattr(self, name)
            if not isinstance(value, kind) or value not in allowed:
                raise ValueError(f"{type(self).__name__} with {name} {value!r}")

    def pack(self) -> str:
        """What a button carries; raises ValueError when that is more than Telegram takes."""
        data = self.form.format_map(vars(self))
        if len(data.encode()) > LIMIT:
            raise ValueError(f"{data} is longer than {LIMIT} bytes")
        return data

    def made_for(self, message: OutboxMessage, named: int | None = None) -> bool:
        """Whether the message may bear it; `named` is the id of the row that it names, where its field holds another
        number.
        """
        here = not self.on or message.kind in self.on
        about = not self.about or (named or getattr(self, self.about)) in (message.id, message.subject_id)
        return here and about

    @classmethod
    def read(cls, data: str) -> Self | None:
        """The press that packs to exactly this, or None."""
        shape, parts = cls.shape, data.split(":")
        if parts[0] != shape[0] or len(parts) != len(shape) or len(data) > LIMIT:
            return None
        places = zip(shape, parts, strict=True)
        try:
            press = cls(**{name: cls.takes[name][0](part) for place, part in places if (name := _field(place))})
        except ValueError:
            return None
        return press if press.pack() == data else None


def unambiguous(*features: Iterable[type[Press]]) -> None:
    """Raises ValueError when two forms can take the same data, or two features share a first word."""
    every = [(number, press) for number, presses in enumerate(features) for press in presses]
    for (number, press), (of, other) in combinations(every, 2):
        one, two = press.shape, other.shape
        both = len(one) == len(two) and all(_meet(press, a, other, b) for a, b in zip(one, two, strict=True))
        if both or (number != of and one[0] == two[0]):
            raise ValueError(f"{press.__name__} and {other.__name__} are both for {press.form}")


def _meet(press: type[Press], place: str, other: type[Press], place_of_other: str) -> bool:
    one, two = _words(press, place), _words(other, place_of_other)
    return one is None or two is None or not one.isdisjoint(two)


def _words(press: type[Press], place: str) -> frozenset[str] | None:
    """All that may stand at a place, or None where that is too much to name."""
    if not (name := _field(place)):
        return frozenset({place})
    _, allowed = press.takes[name]
    return None if isinstance(allowed, range | Matching) else frozenset(map(str, allowed))


def _field(place: str) -> str:
    """The name of the field that stands at this place of a form, or "" where the word itself does."""
    return place[1:-1] if place.startswith("{") else ""


def _taken(hint: Any) -> tuple[type, Collection[Any] | Matching]:
    if not hasattr(hint, "__metadata__"):
        return hint, hint
    return hint.__origin__, hint.__metadata__[0]

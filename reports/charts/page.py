"""What a picture of charts shows, all in words and numbers already: frozen data that is drawn in another process.

Panels that are `half` stand two to a row, where two follow each other; so a page is no longer than a phone shows well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Ring = Sequence[tuple[float, float]]  # longitude, latitude; closed


class NotDrawn(Exception):
    """A picture that does not show what its page says, and is not to be shown; says why, to who runs the program."""


@dataclass(frozen=True)
class Numbers:
    """A few figures set large, side by side: at most five."""

    items: Sequence["Number"]


@dataclass(frozen=True)
class Number:
    """`note` stands below in small, such as what it was the week before; `alarming` is set in the warning colour."""

    label: str
    value: str
    note: str = ""
    alarming: bool = False


@dataclass(frozen=True)
class Bars:
    """Horizontal bars by row, at most three series side by side, each bar with its number; None is not known.

    `alarming` series are drawn in the warning colour. `more` says what was left out, as 其余 388 个网格. `apart`: the
    series are of different kinds, each has a scale of its own.
    """

    title: str
    series: Sequence[str]
    rows: Sequence["BarRow"]
    more: str = ""
    alarming: Sequence[int] = ()
    apart: bool = False
    half: bool = False


@dataclass(frozen=True)
class BarRow:
    """`texts` stand at the bars instead of the plain numbers, where given."""

    label: str
    values: Sequence[float | None]
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Trend:
    """Lines over periods, at most three, and as many `faint` ones: of the year before, dashed. Each names itself at its
    end.
    """

    title: str
    labels: Sequence[str]
    lines: Sequence["Line"]
    note: str = ""
    half: bool = False


@dataclass(frozen=True)
class Line:
    name: str
    values: Sequence[float | None]
    faint: bool = False


@dataclass(frozen=True)
class Heat:
    """A grid of shares, darker where more is done, each with its text; None with a text is hatched by nothing and says
    why, as 休.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence["HeatRow"]
    more: str = ""
    half: bool = False


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: Sequence["HeatCell"]


@dataclass(frozen=True)
class HeatCell:
    """`share` from 0 to 1, or None: there is none."""

    share: float | None
    text: str


@dataclass(frozen=True)
class Map:
    """Areas shaded by `level`, with their numbers written in them. Areas without rings: all are drawn as tiles."""

    title: str
    areas: Sequence["Area"]
    legend: str = ""
    half: bool = False


@dataclass(frozen=True)
class Area:
    """`level` from 0 to 1 shades it; None: no data, hatched."""

    label: str
    text: str
    level: float | None
    rings: Sequence[Ring] = ()


Panel = Numbers | Bars | Trend | Heat | Map


@dataclass(frozen=True)
class Page:
    """`title` says the finding, `subtitle` what of and as known when; panels stand below one another."""

    title: str
    subtitle: str
    panels: Sequence[Panel]
    footer: str = ""

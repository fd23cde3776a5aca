"""What a written summary of a month, half a year or a year says: worded already, frozen, and printed elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

SIGNED = ("报告人（签名）：", "审核人（签名）：", "日期：　　　年　　月　　日")
GOES_ON = "（续）"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """A row has a text for each heading. Numbers stand to the right, but in the columns that hold `words`; `total`: the
    last row is the sum of those above.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Sequence[int] = (0,)
    total: bool = False


@dataclass(frozen=True)
class Picture:
    """A PNG, as large as the page is wide, or as fits on one."""

    content: bytes = field(repr=False)
    caption: str = ""


Part = Heading | Paragraph | Table | Picture


@dataclass(frozen=True)
class Summary:
    """`subtitle` says of which period, and as known when."""

    office: str
    title: str
    subtitle: str
    parts: Sequence[Part]

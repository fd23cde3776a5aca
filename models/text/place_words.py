"""Places that people name: two who name different ones do not speak of the same thing."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from models.text.numerals import number

Places = Mapping[str, frozenset[str]]  # by what is named: a building, a unit, a floor …

BUILDING, STREET_NUMBER = "building", "street number"
NUMBER = r"(\d{1,4}|[一二两三四五六七八九十]{1,3})"
SPOTS = (
    ("楼道", "楼梯", "走廊", "过道", "走道", "corridor", "stair", "hallway"),
    ("地下室", "地下车库", "地库", "basement"),
    ("天台", "楼顶", "屋顶", "顶楼", "roof"),
    ("车棚", "充电棚", "bike shed"),
    ("电梯", "elevator"),
    ("大厅", "门厅", "大堂", "lobby"),
    ("停车场", "car park"),
    ("配电房", "配电间", "配电室", "配电箱"),
    ("仓库", "库房", "warehouse"),
    ("商铺", "门店", "店铺", "门面", "shop"),
    ("厨房", "kitchen"),
)


def differ(one: str, other: str) -> bool:
    """Whether both name places of the same sort and none in common: 3号楼 and 10号楼, but not 3号楼 and 四楼."""
    here, there = places_in(one), places_in(other)
    return any(here[sort].isdisjoint(there[sort]) for sort in here.keys() & there.keys())


def place_named(text: str) -> str:
    """The first place that a text names, as it is written: “3号楼二楼楼道” of “3号楼二楼楼道堆满杂物”; empty: none."""
    plain = unicodedata.normalize("NFKC", text).lower()
    spans = _spans(plain)
    if len(plain) != len(text) or not spans:
        return ""
    start, end = spans[0]
    for after, its_end in spans[1:]:
        if after <= end or not text[end:after].strip():
            end = max(end, its_end)
    return " ".join(text[start:end].split())


def without_places(text: str) -> str:
    """What is said besides: “堆满杂物” of “3号楼楼道堆满杂物”."""
    plain = unicodedata.normalize("NFKC", text).lower()
    named = {at for start, end in _spans(plain) for at in range(start, end)}
    return "".join(sign for at, sign in enumerate(plain) if at not in named)


def _spans(plain: str) -> list[tuple[int, int]]:
    return sorted([match.span() for form, _ in FORMS for match in form.finditer(plain)] + list(_spots(plain)))


def _spots(plain: str) -> Iterator[tuple[int, int]]:
    for names in SPOTS:
        for name in names:
            found = plain.find(name)
            if found >= 0:
                yield found, found + len(name)


@lru_cache(4096)
def places_in(text: str) -> Places:
    plain = unicodedata.normalize("NFKC", text).lower()
    found: dict[str, set[str]] = {}
    for form, read in FORMS:
        for match in form.finditer(plain):
            for sort, value in read(match):
                found.setdefault(sort, set()).add(value)
    spots = {names[0] for names in SPOTS if any(name in plain for name in names)}
    return {sort: frozenset(values) for sort, values in {**found, "spot": spots}.items() if values}


Read = Callable[[re.Match[str]], Iterator[tuple[str, str]]]


def _value(written: str) -> str:
    """“四” and “4” are one floor, “A” is a building."""
    counted = number(written) if written.isdecimal() or not written.isascii() else None
    return written if counted is None else str(counted)


def _one(sort: str, sign: str = "") -> Read:
    def read(match: re.Match[str]) -> Iterator[tuple[str, str]]:
        yield sort, sign + _value(match[1] or "1")

    return read


def _room(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """A room's number begins with its floor."""
    room = match["room"]
    yield "room", room
    yield "floor", room[:-2]
    for sort in (BUILDING, "unit"):
        value = match.groupdict().get(sort)
        if value:
            yield sort, _value(value)


FORMS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(rf"(?<!\d){NUMBER}\s*(?:号楼|号院|#楼|号?[栋幢]|号座|#)"), _one(BUILDING)),
    (re.compile(r"(?<![a-z])([a-z])\s*(?:号楼|[座栋幢])"), _one(BUILDING)),
    (re.compile(r"\b(?:building|block|bldg\.?)\s*([a-z]|\d{1,4})\b"), _one(BUILDING)),
    (re.compile(rf"{NUMBER}\s*单元"), _one("unit")),
    (re.compile(r"\bunit\s*([a-z]|\d{1,3})\b"), _one("unit")),
    (re.compile(rf"(?<![\d下负-]){NUMBER}\s*(?:层|楼(?![道梯]))"), _one("floor")),
    (re.compile(r"\b(?:floor\s*(?=\d)|(?=\d{1,2}(?:st|nd|rd|th) floor))(\d{1,2})"), _one("floor")),
    (re.compile(rf"(?:地下|负|-){NUMBER}?\s*(?:层|楼)"), _one("floor", "-")),
    (re.compile(r"\bb(\d)(?!\d)\s*(?:层|楼)?"), _one("floor", "-")),
    (re.compile(r"(?<![\d-])(?P<building>\d{1,3})-(?:(?P<unit>\d{1,2})-)?(?P<room>\d{3,4})(?![\d-])"), _room),
    (re.compile(r"(?<![\d-])(?P<room>\d{3,4})\s*(?:室|房|号房)"), _room),
    (re.compile(r"(?<=[楼栋幢座元])\s*(?P<room>\d{3,4})(?![\d号])"), _room),
    (re.compile(r"\b(?:room|flat)\s*(?P<room>\d{3,4})\b"), _room),
    (re.compile(r"[路街巷弄道村里园]\s*(\d{1,4})\s*号(?![楼栋幢座]|单元)"), _one(STREET_NUMBER)),
)

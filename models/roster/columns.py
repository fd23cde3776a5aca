"""The roster's columns and levels by every name that people give them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.roster.cell_text import clean, folded, shown
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells, column_letter

REQUIRED = ("code", "name", "level", "parent")
HEADER_WITHIN = 10  # rows: titles and remarks may stand above the header

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "code": ("编码", ("网格编码", "网格编号", "编号", "代码", "grid code")),
    "name": ("名称", ("网格名称", "grid name")),
    "level": ("级别", ("层级", "网格级别", "网格层级")),
    "parent": ("上级编码", ("上级", "上级网格", "上级网格编码", "上级编号", "parent code")),
    "leader": ("网格长", ("网格长姓名", "负责人", "责任人", "leader name")),
    "leader_phone": ("电话", ("网格长电话", "网格长手机", "联系电话", "手机", "手机号", "负责人电话", "责任人电话")),
    "members": ("网格员", ("网格员姓名及电话", "专职网格员", "member")),
    "backup": ("B岗", ("AB岗", "B岗人员", "备岗", "backups")),
    "police": ("片区民警", ("民警", "社区民警", "责任民警", "驻区民警", "police officer")),
    "adopting": ("包片干部", ("包片领导", "包片", "分包干部", "分包领导", "分包", "包保干部", "adopting official")),
    "team": ("检查小组", ("检查组", "检查组成员", "检查小组成员", "inspection team")),
    "certificates": ("证书", ("持证", "证书及有效期", "上岗证", "持证上岗")),
    "supervision_phone": ("监督电话", ("举报电话", "投诉电话")),
    "duty_phone": ("值班电话", ("值守电话", "24小时电话", "公开电话")),
    "published": ("公示号码", ("公示电话", "公开号码")),
    "address": ("地址", ("详细地址", "位置")),
    "boundary": ("边界", ("网格边界", "范围", "geojson")),
    "boundary_datum": ("坐标系", ("边界坐标系", "坐标系统", "datum")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}

_LEVELS: dict[str, tuple[str, ...]] = {
    "district": ("区县", "区", "县", "市", "县区", "市区", "区级", "县级"),
    "street": ("街道", "镇", "乡", "乡镇", "镇街", "街镇", "街道办", "街道办事处", "大网格", "town"),
    "community": ("社区", "村", "村居", "居委会", "行政村", "中网格", "village"),
    "grid": ("网格", "小网格", "基础网格", "村民小组", "片区"),
    "cell": ("单元格", "微网格", "单元", "楼栋", "楼道"),
}
LEVEL_TITLES = {level: f"{level}{words[0]}" for level, words in _LEVELS.items()}


def _joined(english: str, chinese: Iterable[str]) -> set[str]:
    first = folded(english)
    return {first} | {name for other in map(folded, chinese) for name in (other, first + other, other + first)}


def columns_by_name(columns: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """Each column by all its names: in English, in Chinese, and in both."""
    return {name: key for key, (title, more) in columns.items() for name in _joined(key, (title, *more))}


_DATUMS: dict[str, tuple[str, ...]] = {
    "wgs84": ("天地图", "国家2000", "CGCS2000", "GPS"),
    "gcj02": ("高德", "高德地图", "腾讯", "腾讯地图", "火星坐标", "火星坐标系"),
    "bd09": ("百度", "百度地图", "BD09LL"),
    "unknown": ("不详", "未知", "不清楚", "不知道"),
}
_DATUM_OF = {folded(name): key for key, names in _DATUMS.items() for name in (key, *names)}


def datum_of(text: str) -> str | None:
    """On which map a boundary was drawn; wgs84 where nothing is said."""
    return _DATUM_OF.get(folded(text)) if text else "wgs84"


_LEVEL_OF = {name: key for key, words in _LEVELS.items() for name in _joined(key, words)}


_ROLES: dict[str, tuple[str, ...]] = {
    "leader": ("网格长", "负责人"),
    "member": ("网格员", "专职网格员"),
    "backup": ("B岗", "AB岗"),
    "masked": ("不公示", "不公开", "保密"),
}
PUBLISHED_TITLES = {word: f"{word}{words[0]}" for word, words in _ROLES.items()}
_PUBLISHED = {
    **{name: (word,) for word, words in _ROLES.items() for name in _joined(word, words)},
    **dict.fromkeys(_joined("all", ("全部", "所有人")), ("leader", "member", "backup")),
    folded("members"): ("member",),
}


def published_of(text: str) -> tuple[str, ...]:
    """Whose numbers are published; empty where the word is not known."""
    return _PUBLISHED.get(folded(text), ())


def level_of(text: str) -> str | None:
    return _LEVEL_OF.get(folded(text))


@dataclass(frozen=True)
class Columns:
    """Of one kind of sheet: each by its names, those it must have, those whose absence is worth a note, and those of
    dates and times, where a spreadsheet may keep these as such.
    """

    of: Mapping[str, str]
    required: tuple[str, ...]
    noted: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()


ROSTER = Columns(columns_by_name(_COLUMNS), REQUIRED, ("leader",))


@dataclass(frozen=True)
class Header:
    """Where each column stands; `row` counts from 1."""

    row: int
    places: dict[str, int]
    width: int
    problems: tuple[SheetProblem, ...]
    dates: frozenset[str] = frozenset()


def find_header(rows: Sequence[Cells], columns: Columns = ROSTER) -> Header:
    """The row among the first ten that names most columns."""
    named = [sum(folded(cell) in columns.of for cell in cells) for cells in rows[:HEADER_WITHIN]]
    at = named.index(max(named, default=0)) if named else 0
    return _header(at + 1, rows[at] if rows else [], columns)


def _header(row: int, cells: Cells, columns: Columns) -> Header:
    places: dict[str, int] = {}
    problems: list[SheetProblem] = []
    for place, cell in enumerate(cells):
        column = columns.of.get(folded(cell))
        if column is None:
            problems += _unknown(row, place, cell)
        elif column in places:
            problems.append(SheetProblem(row, column, "column_twice", {"value": shown(clean(cell))}))
        else:
            places[column] = place
    problems += [SheetProblem(row, column, "column_missing") for column in columns.required if column not in places]
    problems += [SheetProblem(row, column, "column_absent") for column in columns.noted if column not in places]
    width = max((place for place, cell in enumerate(cells, 1) if clean(cell)), default=0)
    return Header(row, places, width, tuple(problems), columns.dates)


def _unknown(row: int, place: int, cell: str) -> list[SheetProblem]:
    name = clean(cell)
    letter = column_letter(place)
    return [SheetProblem(row, "", "column_unknown", {"value": shown(name), "letter": letter})] if name else []

"""The sheet of places: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.places.codes import can_be_code, plain_code
from models.places.exchange.kit import KitItem, kit_in
from models.places.exchange.slots import slots_in
from models.places.kinds import Cycle, PlaceKinds
from models.places.slots import Slot
from models.places.tables import Risk
from models.roster.cell_text import folded
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, limited, phone_in, read_entries, repeated
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import Entry, EntrySheet, SheetProblem
from models.roster.row import LONGEST_NAME, RosterRow, holds_phone
from models.spreadsheet.sheet import Cells

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "code": ("编码", ("点位编码", "编号", "点位编号", "place code")),
    "kind": ("类别", ("类型", "种类", "场所类型", "点位类型", "type")),
    "name": ("名称", ("场所名称", "单位名称", "点位名称", "place name")),
    "grid": ("网格编码", ("网格", "所属网格", "所属网格编码", "grid code")),
    "address": ("地址", ("详细地址", "位置")),
    "latitude": ("纬度", ("lat",)),
    "longitude": ("经度", ("lon", "lng")),
    "responsible": ("责任人", ("负责人", "消防安全责任人", "联系人", "responsible person")),
    "phone": ("电话", ("责任人电话", "负责人电话", "联系电话", "手机", "手机号")),
    "risk": ("风险等级", ("风险", "风险级别", "risk class")),
    "cycle": ("检查周期", ("周期", "check cycle")),
    "guard_group": ("联防组", ("户户联防", "店包店", "联防小组", "mutual guard")),
    "slots": ("值班时段", ("时段", "值守时段", "值班", "时间网格", "duty slots")),
    "kit": ("器材", ("器材配置", "配备器材", "equipment")),
    "exempt": ("免检至", ("免检",)),  # is written out, never read in: a leader exempts a place in the chat
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(columns_by_name(_COLUMNS), required=("kind", "name", "grid"))
LONGEST = {"name": 120, "address": 200, "responsible": LONGEST_NAME, "guard_group": 80}
DEGREES = {"latitude": 90, "longitude": 180}

_RISKS: dict[str, tuple[str, tuple[str, ...]]] = {
    Risk.MAJOR: ("重大", ("重大风险", "红", "红色", "极高")),
    Risk.CONSIDERABLE: ("较大", ("较大风险", "橙", "橙色", "高", "高风险", "high")),
    Risk.ORDINARY: ("一般", ("一般风险", "黄", "黄色", "中", "中风险", "medium")),
    Risk.LOW: ("低", ("低风险", "蓝", "蓝色")),
}
_CYCLES: dict[str, tuple[str, tuple[str, ...]]] = {
    Cycle.DAILY: ("每日", ("每天", "日", "一日一查")),
    Cycle.WEEKLY: ("每周", ("周", "一周一查")),
    Cycle.HALF_MONTHLY: ("每半月", ("半月", "半月一查")),
    Cycle.MONTHLY: ("每月", ("月", "一月一查")),
    Cycle.QUARTERLY: ("每季度", ("每季", "季度", "季")),
    Cycle.YEARLY: ("每年", ("年", "一年一查")),
}
RISK_TITLES = {risk: f"{risk}{title}" for risk, (title, _) in _RISKS.items()}
CYCLE_TITLES = {cycle: f"{cycle}{title}" for cycle, (title, _) in _CYCLES.items()}
RISK_OF, CYCLE_OF = columns_by_name(_RISKS), columns_by_name(_CYCLES)


@dataclass(frozen=True)
class PlaceEntry(Entry):
    """One place, as its row tells it: `grid` is a code, empty where there is none; `values` are columns of the table,
    those alone that its row fills in; `kit` and `slots` are None where it says nothing of them. `old_kind`: its kind is
    none that there is now, and good for a place that has it.
    """

    code: str
    grid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    kit: tuple[KitItem, ...] | None = None
    slots: tuple[Slot, ...] | None = None
    old_kind: bool = False


PlaceSheet = EntrySheet[PlaceEntry]


def check_file(path: Path, kinds: PlaceKinds) -> PlaceSheet:
    return _checked(read_pages(path, COLUMNS), kinds)


def check_rows(rows: Sequence[Cells], kinds: PlaceKinds) -> PlaceSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS), kinds)


def _checked(pages: Pages, kinds: PlaceKinds) -> PlaceSheet:
    return read_entries(pages, TITLES, lambda line: _read(line, kinds), _twice)


def _read(line: RosterRow, kinds: PlaceKinds) -> PlaceEntry:
    filled(line, "name")
    values: dict[str, Any] = {
        column: text for column, limit in LONGEST.items() if (text := limited(line, column, limit))
    }
    values["kind"] = _kind(line, kinds)
    values |= _degrees(line)
    values["phone"] = phone_in(line)
    if holds_phone(values.get("responsible", "")):
        line.fault("responsible", "responsible_has_phone", values["responsible"])
    values["risk"] = _word(line, "risk", RISK_OF, "risk_unknown")
    values["cycle"] = _word(line, "cycle", CYCLE_OF, "cycle_unknown")
    told = {column: value for column, value in values.items() if value is not None}
    code, kind = _code(line), values["kind"]
    old = bool(code and kind) and kinds.named(kind) is None
    kit, slots = kit_in(line, kinds), slots_in(line)
    return PlaceEntry(line.row, code, line.text("grid"), told, kit, slots, old_kind=old, sheet=line.sheet)


def _code(line: RosterRow) -> str:
    code = plain_code(line.text("code"))
    if code and not can_be_code(code):
        line.fault("code", "place_code_unreadable", code)
    return code


def _kind(line: RosterRow, kinds: PlaceKinds) -> str:
    """One that is not known may still be that of a place with a code."""
    text = line.text("kind")
    found = kinds.named(text)
    if not text or (found is None and not line.text("code")):
        line.fault("kind", "kind_unknown" if text else "cell_empty", text, kinds=kind_words(kinds))
    return found.kind if found else text


def kind_words(kinds: PlaceKinds) -> str:
    return " ".join(each.words[0] if each.words else each.kind for each in kinds.every)


def _word(line: RosterRow, column: str, words: Mapping[str, str], unknown: str) -> str | None:
    text = line.text(column)
    found = words.get(folded(text))
    if text and found is None:
        line.fault(column, unknown, text)
    return found


def _degrees(line: RosterRow) -> dict[str, float]:
    texts = {column: line.text(column) for column in DEGREES}
    if not all(texts.values()):
        if any(texts.values()):
            line.fault("latitude", "degrees_uneven")
        return {}
    found = {column: degrees for column, text in texts.items() if (degrees := _number(line, column, text)) is not None}
    return found if len(found) == len(DEGREES) else {}


def _number(line: RosterRow, column: str, text: str) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("inf")
    if not abs(degrees) <= DEGREES[column]:
        line.fault(column, "degrees_unreadable", text, limit=DEGREES[column])
        return None
    return degrees


def _known_by(entry: PlaceEntry) -> tuple[str, ...] | None:
    name = entry.values.get("name", "")
    if entry.code:
        return (entry.code,)
    return (entry.grid, entry.values.get("kind", ""), name) if name else None


def _twice(entries: Sequence[PlaceEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, _known_by):
        if entry.code:
            yield entry.repeats(first, "code", "place_code_twice", entry.code)
        else:
            yield entry.repeats(first, "name", "place_twice", entry.values["name"])

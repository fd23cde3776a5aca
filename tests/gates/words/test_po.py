from pathlib import Path

from tests.gates.words import po
from tests.gates.words.po import Entry

HAZARDS = Entry("{n} hazard", "{n} hazards", ("{n} 处隐患",), expected_forms=1)
DUE = Entry('Due "{at}"\nsoon', None, ("{at}\n即将到期",), expected_forms=1, notes=("on the card",))
ACCEPT = Entry("Accept", None, ("受理",), expected_forms=1, fuzzy=True)


def written(folder: Path, *entries: Entry) -> Path:
    path = folder / "hazards.po"
    po.write("zh_CN", path, entries)
    return path


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    written(tmp_path, HAZARDS, DUE, ACCEPT)
    back = po.read("zh_CN", tmp_path)
    assert [(each.msgid, each.plural, each.forms, each.fuzzy, each.notes) for each in back] == [
        (each.msgid, each.plural, each.forms, each.fuzzy, each.notes) for each in (ACCEPT, DUE, HAZARDS)
    ]


def test_a_catalogue_is_the_same_bytes_whatever_the_order_it_came_in(tmp_path: Path) -> None:
    first = written(tmp_path / "a", HAZARDS, ACCEPT).read_bytes()
    assert written(tmp_path / "b", ACCEPT, HAZARDS).read_bytes() == first


def test_an_entry_knows_the_line_it_stands_on(tmp_path: Path) -> None:
    path = written(tmp_path, ACCEPT)
    line = path.read_text("utf-8").splitlines().index('msgid "Accept"') + 1
    assert [each.place for each in po.read("zh_CN", tmp_path)] == [f"hazards.po:{line}"]


def test_chinese_has_one_form_and_english_two() -> None:
    assert (po.plural_forms("zh_CN"), po.plural_forms("en")) == (1, 2)

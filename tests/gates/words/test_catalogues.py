import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gates.source import ROOT, place, python_files
from tests.gates.words import po
from tests.gates.words.catalogues import CATALOGUES, LOCALES, findings, folder, problems, quarrels, update, wanted
from tests.gates.words.messages import SPEAKING, Message, Unreadable, messages_in
from tests.gates.words.po import Entry

HAZARDS = ROOT / "handlers/hazards/card/view.py"
GRIDS = ROOT / "handlers/grids/view.py"

CLOSED = Message("{code} is closed", None, HAZARDS, 7)
COUNTED = Message("{n} hazard", "{n} hazards", HAZARDS, 9)
CLOSED_ZH = Entry("{code} is closed", None, ("{code} 已办结",), 1, place="hazards.po:6")
COUNTED_ZH = Entry("{n} hazard", "{n} hazards", ("{n} 处隐患",), 1, place="hazards.po:9")


def told(*entries: Entry) -> list[str]:
    return list(problems("zh_CN", wanted([CLOSED, COUNTED]), list(entries)))


def test_a_complete_catalogue_is_nothing_to_speak_of() -> None:
    assert told(CLOSED_ZH, COUNTED_ZH) == []


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (replace(CLOSED_ZH, fuzzy=True), "fuzzy"),
        (replace(CLOSED_ZH, forms=("",)), "not translated"),
        (replace(CLOSED_ZH, forms=("已办结",)), "only on one side"),
        (replace(CLOSED_ZH, forms=("<b>{code} 已办结",)), "tags"),
        (replace(CLOSED_ZH, plural="{code} are closed"), "plural"),
    ],
)
def test_a_fault_is_named_with_its_line_in_the_catalogue(entry: Entry, problem: str) -> None:
    first, *_ = told(entry, COUNTED_ZH)
    assert first.startswith("hazards.po:6: ")
    assert problem in first


def test_a_missing_message_is_named_with_the_line_that_says_it() -> None:
    assert told(COUNTED_ZH) == ["handlers/hazards/card/view.py:7: '{code} is closed' is missing in zh_CN"]


def test_an_unused_message_is_named() -> None:
    unused = Entry("Gone", None, ("没了",), 1, place="grids.po:3")
    assert told(CLOSED_ZH, COUNTED_ZH, unused) == ["grids.po:3: 'Gone' is in the catalogue, but nothing says it"]


def test_a_message_in_two_catalogues_is_named() -> None:
    twice = replace(CLOSED_ZH, place="core.po:4")
    assert told(CLOSED_ZH, twice, COUNTED_ZH) == ["core.po:4: '{code} is closed' is also at hazards.po:6"]


def test_every_form_of_a_plural_is_asked_for() -> None:
    english = Entry("{n} hazard", "{n} hazards", ("{n} hazard", ""), 2, place="hazards.po:9")
    assert list(problems("en", wanted([COUNTED]), [english])) == ["hazards.po:9: '{n} hazard' is not translated"]


def test_two_plurals_of_one_message_are_a_quarrel() -> None:
    other = replace(COUNTED, plural="{n} dangers", line=12)
    assert list(quarrels([COUNTED, CLOSED, other])) == [
        "handlers/hazards/card/view.py:12: another plural of '{n} hazard' than elsewhere"
    ]


def test_an_update_adds_to_the_catalogue_of_the_feature(tmp_path: Path) -> None:
    update(wanted([CLOSED, replace(CLOSED, msgid="Grid", path=GRIDS)]), locales=tmp_path)
    assert sorted(path.name for path in folder("en", tmp_path).iterdir()) == ["grids.po", "hazards.po"]
    assert [each.forms for each in po.read("en", folder("en", tmp_path))] == [("Grid",), ("{code} is closed",)]
    assert [each.forms for each in po.read("zh_CN", folder("zh_CN", tmp_path))] == [("",), ("",)]


def test_a_message_two_features_say_moves_to_the_core_and_keeps_its_translation(tmp_path: Path) -> None:
    po.write("zh_CN", folder("zh_CN", tmp_path) / "hazards.po", [CLOSED_ZH])
    update(wanted([CLOSED, replace(CLOSED, path=GRIDS)]), locales=tmp_path)
    back = po.read("zh_CN", folder("zh_CN", tmp_path))
    assert [(each.forms, each.place.partition(":")[0]) for each in back] == [(("{code} 已办结",), "core.po")]


def test_an_update_drops_what_nothing_says(tmp_path: Path) -> None:
    update(wanted([CLOSED, COUNTED]), locales=tmp_path)
    update(wanted([COUNTED]), locales=tmp_path)
    assert [each.msgid for each in po.read("en", folder("en", tmp_path))] == ["{n} hazard"]


def test_a_catalogue_that_nothing_says_any_more_is_removed(tmp_path: Path) -> None:
    update(wanted([CLOSED, replace(CLOSED, msgid="Grid", path=GRIDS)]), locales=tmp_path)
    update(wanted([CLOSED]), locales=tmp_path)
    assert [path.name for path in folder("zh_CN", tmp_path).iterdir()] == ["hazards.po"]


def test_a_message_that_gets_another_plural_keeps_its_translation(tmp_path: Path) -> None:
    po.write("zh_CN", folder("zh_CN", tmp_path) / "hazards.po", [COUNTED_ZH])
    update(wanted([replace(COUNTED, plural="{n} dangers")]), locales=tmp_path)
    [back] = po.read("zh_CN", folder("zh_CN", tmp_path))
    assert (back.plural, back.forms) == ("{n} dangers", ("{n} 处隐患",))


def test_a_catalogue_that_an_update_would_change_is_named(tmp_path: Path) -> None:
    messages = wanted([CLOSED])
    for locale in LOCALES:
        po.write(locale, folder(locale, tmp_path) / "hazards.po", [CLOSED_ZH])
    assert list(findings(messages, tmp_path)) == []
    by_hand = folder("en", tmp_path) / "hazards.po"
    by_hand.write_text(f"# by hand\n{by_hand.read_text('utf-8')}", "utf-8")
    assert list(findings(messages, tmp_path)) == ["en/hazards.po is not as `make catalogues` leaves it; run that"]


def test_english_is_complete_after_an_update(tmp_path: Path) -> None:
    messages = wanted([CLOSED, COUNTED])
    update(messages, locales=tmp_path)
    assert list(problems("en", messages, po.read("en", folder("en", tmp_path)))) == []


def test_every_message_of_the_project_is_in_each_catalogue_once_and_translated() -> None:
    found = messages_in(python_files(*SPEAKING))
    messages = [each for each in found if isinstance(each, Message)]
    assert [place(each.path, each.line) for each in found if isinstance(each, Unreadable)] == []
    assert [*quarrels(messages), *findings(wanted(messages), CATALOGUES)] == []


def test_an_update_changes_nothing_in_the_catalogues_of_the_project(tmp_path: Path) -> None:
    shutil.copytree(CATALOGUES, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    messages = [each for each in messages_in(python_files(*SPEAKING)) if isinstance(each, Message)]
    update(wanted(messages), tmp_path)
    assert contents(tmp_path) == contents(CATALOGUES)


def contents(locales: Path) -> dict[str, bytes]:
    return {path.relative_to(locales).as_posix(): path.read_bytes() for path in locales.rglob("*.po")}

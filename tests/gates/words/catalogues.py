"""Are the catalogues complete, and level? With `--update`: writes what is missing, drops what is unused, sorts."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.gates.source import ROOT, place, python_files
from tests.gates.words import po
from tests.gates.words.messages import CORE, SPEAKING, Message, Unreadable, feature_of, messages_in
from tests.gates.words.po import Entry
from tests.gates.words.wording import differences

LOCALES = ("zh_CN", "en")
CATALOGUES = ROOT / "locales"
SOURCE_LOCALE = "en"


@dataclass(frozen=True)
class Wanted:
    """A message, every place that says it, and the catalogue it belongs in."""

    msgid: str
    plural: str | None
    places: tuple[str, ...]
    home: str


def folder(locale: str, locales: Path) -> Path:
    return locales / locale / "LC_MESSAGES"


def wanted(messages: Iterable[Message]) -> dict[str, Wanted]:
    by_msgid: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_msgid[message.msgid].append(message)
    return {msgid: gathered(uses) for msgid, uses in sorted(by_msgid.items())}


def gathered(uses: list[Message]) -> Wanted:
    homes = {feature_of(use.path) for use in uses}
    plural = next((use.plural for use in uses if use.plural), None)
    places = tuple(place(use.path, use.line) for use in uses)
    return Wanted(uses[0].msgid, plural, places, homes.pop() if len(homes) == 1 else CORE)


def quarrels(messages: Iterable[Message]) -> Iterator[str]:
    plurals: dict[str, str] = {}
    for use in messages:
        if use.plural and plurals.setdefault(use.msgid, use.plural) != use.plural:
            yield f"{place(use.path, use.line)}: another plural of {use.msgid!r} than elsewhere"


def problems(locale: str, messages: Mapping[str, Wanted], entries: list[Entry]) -> Iterator[str]:
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        held[entry.msgid].append(entry)
    for msgid, message in messages.items():
        if msgid not in held:
            yield f"{message.places[0]}: {msgid!r} is missing in {locale}"
    for msgid, here in held.items():
        if msgid not in messages:
            yield from (f"{each.place}: {msgid!r} is in the catalogue, but nothing says it" for each in here)
        else:
            yield from (f"{each.place}: {msgid!r} is also at {here[0].place}" for each in here[1:])
            yield from (f"{here[0].place}: {fault}" for fault in faults(messages[msgid], here[0]))


def faults(message: Wanted, entry: Entry) -> Iterator[str]:
    if entry.fuzzy:
        yield f"{entry.msgid!r} is fuzzy"
    if entry.plural != message.plural:
        yield f"{entry.msgid!r} has the plural {entry.plural!r}, the code {message.plural!r}"
    elif len(entry.forms) != entry.expected_forms or not all(form.strip() for form in entry.forms):
        yield f"{entry.msgid!r} is not translated"
    else:
        for index, form in enumerate(entry.forms):
            singular = index == 0 and entry.expected_forms > 1
            yield from differences(entry.msgid if singular else entry.plural or entry.msgid, form)


def levelled(locale: str, messages: Mapping[str, Wanted], entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries each catalogue should hold: translations are kept, wherever they stood."""
    known: dict[str, Entry] = {}
    for entry in entries:
        if entry.msgid not in known or any(entry.forms):
            known[entry.msgid] = entry
    homes: dict[str, list[Entry]] = defaultdict(list)
    for msgid, message in messages.items():
        old = known.get(msgid)
        homes[message.home].append(old if old and old.plural == message.plural else begun(locale, message, old))
    return homes


def begun(locale: str, message: Wanted, old: Entry | None) -> Entry:
    """What was translated stays where the code has given the message another plural, or none."""
    count = po.plural_forms(locale) if message.plural else 1
    english = (message.msgid, message.plural or message.msgid)[:count]
    forms = english if locale == SOURCE_LOCALE else ("",) * count
    kept = old.forms[:count] if old else ()
    notes, fuzzy = (old.notes, old.fuzzy) if old else ((), False)
    return Entry(message.msgid, message.plural, kept + forms[len(kept) :], count, fuzzy, notes)


def update(messages: Mapping[str, Wanted], locales: Path = CATALOGUES) -> None:
    """All is read before anything is written: what moves is never between two catalogues."""
    levels = {locale: levelled(locale, messages, po.read(locale, folder(locale, locales))) for locale in LOCALES}
    for locale, homes in levels.items():
        where = folder(locale, locales)
        for name, kept in homes.items():
            po.write(locale, where / f"{name}.po", kept)
        for path in where.glob("*.po"):
            if path.stem not in homes:
                path.unlink()


def findings(messages: Mapping[str, Wanted], locales: Path = CATALOGUES) -> Iterator[str]:
    for locale in LOCALES:
        where = folder(locale, locales)
        held = po.read(locale, where)
        yield from problems(locale, messages, held)
        yield from unlevelled(locale, where, levelled(locale, messages, held))


def unlevelled(locale: str, where: Path, homes: Mapping[str, list[Entry]]) -> Iterator[str]:
    for path in sorted(where.glob("*.po")):
        level = po.text(locale, homes[path.stem]) if path.stem in homes else ""
        if path.read_bytes() != level.encode():
            yield f"{locale}/{path.name} is not as `make catalogues` leaves it; run that"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    found = messages_in(python_files(*SPEAKING))
    messages = [each for each in found if isinstance(each, Message)]
    told = [f"{place(each.path, each.line)}: no literal message" for each in found if isinstance(each, Unreadable)]
    told += quarrels(messages)
    if options.update and not told:  # what cannot be read would be dropped as unused
        update(wanted(messages))
    told += findings(wanted(messages))
    print("\n".join(told) or f"{len(wanted(messages))} messages, complete in {' and '.join(LOCALES)}")
    return int(bool(told) and not options.update)


if __name__ == "__main__":
    sys.exit(main())

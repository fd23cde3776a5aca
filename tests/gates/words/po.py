"""Catalogue files: read with their lines, written without dates or places, so that two people's changes merge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize, read_po

from tests.gates.source import ROOT


@dataclass(frozen=True)
class Entry:
    msgid: str
    plural: str | None
    forms: tuple[str, ...]
    expected_forms: int
    fuzzy: bool = False
    notes: tuple[str, ...] = ()
    place: str = ""


def plural_forms(locale: str) -> int:
    return get_plural(Locale.parse(locale)).num_plurals


def read(locale: str, folder: Path) -> list[Entry]:
    return [entry for path in sorted(folder.glob("*.po")) for entry in entries(locale, path)]


def entries(locale: str, path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file, locale=locale, abort_invalid=True)
    for message in catalogue:
        if not message.id:
            continue
        one, *many = (message.id,) if isinstance(message.id, str) else message.id
        forms = (message.string,) if isinstance(message.string, str) else message.string
        yield Entry(
            one,
            many[0] if many else None,
            tuple(form or "" for form in forms or ()),
            plural_forms(locale) if many else 1,
            message.fuzzy,
            tuple(message.user_comments),
            f"{path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name}:{message.lineno}",
        )


def write(locale: str, path: Path, kept: Iterable[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(locale, kept), "utf-8", newline="\n")


def text(locale: str, kept: Iterable[Entry]) -> str:
    blocks = [header(locale), *(block(entry) for entry in sorted(kept, key=lambda entry: entry.msgid))]
    return "\n".join(blocks)


def header(locale: str) -> str:
    rule = get_plural(Locale.parse(locale))
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: nplurals={rule.num_plurals}; plural={rule.plural_expr};\\n"\n'
    )


def block(entry: Entry) -> str:
    lines = [f"# {note}".rstrip() for note in entry.notes]
    lines += ["#, fuzzy"] if entry.fuzzy else []
    lines += [f"msgid {quoted(entry.msgid)}"]
    if entry.plural is None:
        lines += [f"msgstr {quoted(entry.forms[0])}"]
    else:
        lines += [f"msgid_plural {quoted(entry.plural)}"]
        lines += [f"msgstr[{index}] {quoted(form)}" for index, form in enumerate(entry.forms)]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return normalize(text, width=0)

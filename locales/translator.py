"""Messages in a person's language, read straight from the .po files of each feature.

`t("Accepted by {name}", name=person.name)` gives HTML: what is filled in is escaped and cleaned,
unless it is Html already.
"""

import gettext
import html
import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}  # each by its own name
LOCALES = tuple(LANGUAGES)
FALLBACK = "zh_CN"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_KEPT = {"\n", "\u200d"}  # joiners hold emoji together


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "extract, translate later"
    return message


def visible(text: str) -> str:
    """Without control, direction and zero-width characters, which could hide or turn what a reader sees."""
    return "".join(ch for ch in text if ch in _KEPT or unicodedata.category(ch) not in _HIDDEN)


def escape(value: object) -> Html:
    """Any value as markup that shows exactly that value."""
    return value if isinstance(value, Html) else Html(html.escape(visible(str(value)), quote=False))


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, as Telegram counts, with an ellipsis where it was cut."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + "…"


BETWEEN = N_(", ")  # of what is listed


class Translator:
    def __init__(self, locale: str, catalogue: gettext.NullTranslations) -> None:
        self.locale = locale
        self._catalogue = catalogue

    def __call__(self, message: str, /, **values: object) -> Html:
        return self._fill(self._catalogue.gettext(message), values)

    def n(self, one: str, many: str, count: int, /, **values: object) -> Html:
        return self._fill(self._catalogue.ngettext(one, many, count), {"n": count, **values})

    def listed(self, items: Iterable[str]) -> str:
        """One after the other, on a line."""
        return self.plain(BETWEEN).join(items)

    def plain(self, message: str, /, **values: object) -> str:
        """For places without markup: button labels, toasts, files."""
        shown = {name: visible(str(value)) for name, value in values.items()}
        return self._catalogue.gettext(message).format_map(shown)

    @staticmethod
    def _fill(template: str, values: dict[str, object]) -> Html:
        return Html(template.format_map({name: escape(value) for name, value in values.items()}))


@cache
def translator(locale: str) -> Translator:
    known = locale if locale in LOCALES else FALLBACK
    merged = gettext.NullTranslations()
    for path in sorted((ROOT / known / "LC_MESSAGES").glob("*.po")):
        merged.add_fallback(_read(path))
    return Translator(known, merged)


def _read(path: Path) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=path.parts[-3]))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def closest(language_code: str | None) -> str | None:
    """The locale of ours for a Telegram `language_code` such as zh-hans, or None when we have none."""
    if not language_code:
        return None
    start = language_code.replace("_", "-").split("-")[0].lower()
    return next((locale for locale in LOCALES if locale.split("_")[0] == start), None)

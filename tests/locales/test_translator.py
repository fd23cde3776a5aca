import gettext
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from locales.translator import FALLBACK, LOCALES, N_, ROOT, Html, Translator, closest, cut, escape, translator, visible

HIDDEN = "\u202e\u200b\u200f\u2066\x00\x1b\ufeff"


@pytest.fixture
def t() -> Translator:
    """A Chinese catalogue of three messages."""
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("Accepted by {name}", "{name} 已受理")
    catalogue.add("<b>{what}</b>", "<b>{what}</b>")
    catalogue.add(("{n} hazard is open", "{n} hazards are open"), ("还有 {n} 处隐患",))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator("zh_CN", gettext.GNUTranslations(compiled))


def test_a_message_is_said_in_the_language(t: Translator) -> None:
    assert t("Accepted by {name}", name="林") == "林 已受理"


def test_an_unknown_message_is_said_as_it_is(t: Translator) -> None:
    assert t("Nobody is here") == "Nobody is here"


def test_what_is_filled_in_cannot_be_markup(t: Translator) -> None:
    assert t("Accepted by {name}", name="<b>A & B</b>") == "&lt;b&gt;A &amp; B&lt;/b&gt; 已受理"


def test_what_is_markup_already_stays(t: Translator) -> None:
    inner = t("<b>{what}</b>", what="1 < 2")
    assert t("Accepted by {name}", name=inner) == "<b>1 &lt; 2</b> 已受理"
    assert isinstance(inner, Html)


def test_what_is_filled_in_cannot_fill_in_more(t: Translator) -> None:
    assert t("Accepted by {name}", name="{name} {0} %s") == "{name} {0} %s 已受理"


def test_plain_text_is_not_escaped_but_cleaned(t: Translator) -> None:
    assert t.plain("Accepted by {name}", name=f"<A>{HIDDEN} & B") == "<A> & B 已受理"


def test_a_count_takes_its_form(t: Translator) -> None:
    english = Translator("en", gettext.NullTranslations())
    assert t.n("{n} hazard is open", "{n} hazards are open", 3) == "还有 3 处隐患"
    assert english.n("{n} hazard is open", "{n} hazards are open", 1) == "1 hazard is open"
    assert english.n("{n} hazard is open", "{n} hazards are open", 2) == "2 hazards are open"


def test_a_value_that_is_missing_is_an_error(t: Translator) -> None:
    with pytest.raises(KeyError, match="name"):
        t("Accepted by {name}")


def test_marking_changes_nothing() -> None:
    assert N_("Accept") == "Accept"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_hides_or_turns_text_is_taken_out(hidden: str) -> None:
    assert visible(f"3号{hidden}楼") == "3号楼"
    assert escape(f"3号{hidden}楼") == "3号楼"


@pytest.mark.parametrize("text", ["👩\u200d🚒", "一\n二", "é ñ ä", "🚒", "السلام"])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


def test_any_value_can_be_shown() -> None:
    assert (escape(412), escape(None), escape(1.5)) == ("412", "None", "1.5")


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("楼道", 2, "楼道"),
        ("楼道堆物", 3, "楼道…"),
        ("🚒🚒", 4, "🚒🚒"),
        ("🚒🚒", 3, "🚒…"),
        ("🚒🚒", 2, "…"),
        ("one two", 5, "one…"),
        ("", 1, ""),
    ],
)
def test_a_text_is_cut_between_characters(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_cut_text_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert units(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh", "zh_CN"),
        ("zh-hans", "zh_CN"),
        ("zh_TW", "zh_CN"),
        ("ZH-CN", "zh_CN"),
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", None),
        ("e", None),
        ("", None),
        (None, None),
    ],
)
def test_the_closest_locale_is_found_for_what_telegram_says(code: str | None, locale: str | None) -> None:
    assert closest(code) == locale


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translator_speaks_the_locale_it_was_asked_for(locale: str) -> None:
    assert translator(locale).locale == locale


def test_an_unknown_locale_gets_the_default() -> None:
    assert translator("fr").locale == FALLBACK


@pytest.mark.parametrize("path", sorted((ROOT / "zh_CN" / "LC_MESSAGES").glob("*.po")), ids=lambda path: path.stem)
def test_every_catalogue_of_a_locale_is_read(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    told = {each.id: each.string for each in catalogue if each.id and isinstance(each.id, str) and "{" not in each.id}
    assert told
    assert {source: translator("zh_CN").plain(source) for source in told} == told

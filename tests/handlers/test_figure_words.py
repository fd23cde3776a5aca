from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from handlers.figure_words import (
    CHECK_FIGURES,
    HAZARD_FIGURES,
    NOTICE_FIGURES,
    QUIZ_FIGURES,
    SHARE_FIGURES,
    FigureWords,
)
from locales.translator import translator
from models.figures.checks import Checks
from models.figures.hazards import Progress, Reported
from models.figures.notices import Confirmation
from models.figures.quiz import Participation

TABLES = (HAZARD_FIGURES, CHECK_FIGURES, NOTICE_FIGURES, QUIZ_FIGURES, SHARE_FIGURES)
ALL = [words for several in TABLES for words in several.values()]


@pytest.mark.parametrize(
    ("words", "counted", "derived"),
    [
        (HAZARD_FIGURES, (Reported, Progress), {"median_to_accept", "median_to_close"}),
        (CHECK_FIGURES, (Checks,), {"done"}),
        (NOTICE_FIGURES, (Confirmation,), set()),
        (QUIZ_FIGURES, (Participation,), set()),
    ],
)
def test_every_number_has_its_words(
    words: Mapping[str, FigureWords], counted: tuple[type[Any], ...], derived: set[str]
) -> None:
    assert words.keys() == {field.name for of in counted for field in fields(of)} | derived


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.name)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_is_named_and_explained_in_both_languages(words: FigureWords, language: str) -> None:
    t = translator(language)
    name, meaning = t.plain(words.name), t.plain(words.meaning)
    assert name
    assert meaning.endswith("." if language == "en" else "。")
    assert any("\u4e00" <= each <= "\u9fff" for each in meaning) == (language == "zh_CN")

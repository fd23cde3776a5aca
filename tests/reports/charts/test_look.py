from itertools import pairwise

import pytest

from reports.charts import look
from reports.charts.look import INK, PAPER, READABLE, SERIES, WARNING, contrast, ink_on, luminance, row_of, shade

WANTED = 3.0  # of what is to be told apart from its ground: WCAG 2.2, 1.4.11
STEPS = [step / 200 for step in range(201)]


def lightness(colour: str) -> float:
    """CIE L*, which is what a grey copy keeps: 0 to 100."""
    light = luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#F0E442", "#FFFFFF") == pytest.approx(1.32, abs=0.01)


def test_all_hues_can_be_told_from_the_paper() -> None:
    assert {colour: contrast(colour, PAPER) for colour in (*SERIES, WARNING) if contrast(colour, PAPER) < WANTED} == {}
    assert len({*SERIES, WARNING}) <= 4
    assert contrast(look.GREY, look.FAINT) >= 4.5
    assert contrast(look.GREY, look.ALARMED) >= 4.5


def test_series_that_stand_side_by_side_differ_in_grey() -> None:
    assert all(abs(lightness(one) - lightness(other)) >= 25 for one, other in pairwise(SERIES))
    assert all(abs(lightness(SERIES[at]) - lightness(WARNING)) >= 25 for at in (0, 2))


def test_more_is_darker_and_each_shade_bears_readable_letters() -> None:
    assert all(luminance(shade(one)) > luminance(shade(other)) for one, other in pairwise(STEPS))
    assert min(contrast(ink_on(shade(share)), shade(share)) for share in STEPS) >= READABLE
    assert {ink_on(shade(share)) for share in STEPS} == {INK, PAPER}


def test_many_rows_are_less_high_but_their_letters_no_smaller_than_can_be_read() -> None:
    high = [row_of(count, half=False) for count in (1, 10, 20, 40, 400)]
    assert high == sorted(high, reverse=True)
    assert all(letters >= look.LEAST and row >= letters * 1.35 for row, letters in high)

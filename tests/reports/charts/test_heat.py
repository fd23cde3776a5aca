from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from reports.charts.look import luminance
from reports.charts.page import Heat, HeatCell, HeatRow
from tests.reports.charts.pages import drawn, halves, heat, marks, texts, words

CELLS = (HeatCell(0.2, "20%"), HeatCell(1, "100%"), HeatCell(None, "休"), HeatCell(None, ""))
ROW = Heat("巡查", ["周一", "周二", "周六", "周日"], [HeatRow("甲", [])])


def of(*cells: HeatCell) -> Heat:
    return replace(ROW, rows=[HeatRow("甲", cells)])


def boxes(panel: Heat) -> list[Rectangle]:
    return [mark for mark in marks(drawn(panel)) if isinstance(mark, Rectangle)]


def test_more_is_darker_and_what_is_not_known_is_hatched_or_says_why() -> None:
    less, more, off, unknown = boxes(of(*CELLS))
    assert luminance(to_hex(more.get_facecolor())) < luminance(to_hex(less.get_facecolor()))
    assert [bool(box.get_hatch()) for box in (less, more, off, unknown)] == [False, False, False, True]


def test_texts_rows_and_columns_are_written() -> None:
    shown = words(drawn(of(*CELLS)))
    assert {"甲", "周一", "周二", "周六", "周日", "20%", "100%", "休"} <= set(shown)


@pytest.mark.parametrize("panels", [[heat(13)], [*halves(heat(13), heat(13))]], ids=["whole", "halves"])
def test_a_whole_hundred_fits_its_cell(panels: list[Heat]) -> None:
    cells = [cell.text for panel in panels for row in panel.rows for cell in row.cells]
    assert words(drawn(*panels)).count("100%") == cells.count("100%") > 0


def test_letters_on_dark_are_light() -> None:
    colours = {
        text.get_text(): text.get_color() for text in texts(drawn(of(*[HeatCell(0, "0%"), HeatCell(1, "1")] * 2)))
    }
    assert luminance(str(colours["1"])) > luminance(str(colours["0%"]))


@pytest.mark.parametrize("panel", [replace(ROW, rows=[]), Heat("巡查", [], [])])
def test_without_a_cell_a_hatched_strip_says_so(panel: Heat) -> None:
    (only,) = boxes(panel)
    assert only.get_hatch()

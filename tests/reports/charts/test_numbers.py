from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from reports.charts.look import ALARMED, WARNING
from reports.charts.page import Number, Numbers
from tests.reports.charts.pages import NUMBERS, drawn, marks, texts, words


def test_each_stands_with_its_label_and_its_note() -> None:
    shown = words(drawn(NUMBERS))
    assert all(each.label in shown and each.value in shown and each.note in shown for each in NUMBERS.items)


def test_only_the_alarming_one_is_in_the_warning_colour() -> None:
    figure = drawn(NUMBERS)
    colours = [to_hex(mark.get_facecolor()).upper() for mark in marks(figure) if isinstance(mark, Rectangle)]
    assert [colour == ALARMED for colour in colours] == [each.alarming for each in NUMBERS.items]
    boxes = [box for box in figure.findobj(Rectangle) if isinstance(box, Rectangle)]
    edges = [to_hex(box.get_facecolor()).upper() for box in boxes]
    assert edges.count(WARNING) == 1


def test_a_long_value_is_set_smaller_before_it_is_cut() -> None:
    figure = drawn(Numbers([Number("时长", "123 天 12 小时"), Number("件", "5"), *NUMBERS.items[:3]]))
    size = {text.get_text(): float(text.get_fontsize()) for text in texts(figure)}
    assert size["123 天 12 小时"] < size["5"]

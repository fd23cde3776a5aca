"""The other side: the same panels as most would draw them, with pyplot, in line.

Prints the seconds, of the clock and of the processor, that so many pictures take once the library is loaded and one
was drawn.
"""

import io
import sys
import time

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.axes import Axes

from reports.characters import SANS, paths
from reports.charts.page import Bars, Heat, Map, Numbers, Page, Panel, Trend
from tests.bench.pictures import of_week

WIDE, HIGH, DPI = 12.8, 25.6, 100


def picture(page: Page) -> bytes:
    figure, axes = plt.subplots(4, 2, figsize=(WIDE, HIGH), dpi=DPI)
    figure.suptitle(f"{page.title}\n{page.subtitle}")
    for ax, panel in zip(axes.flat, page.panels, strict=False):
        _panel(ax, panel)
    axes.flat[-1].set_axis_off()
    plt.tight_layout()
    made = io.BytesIO()
    plt.savefig(made, format="png")
    plt.close(figure)
    return made.getvalue()


def _panel(ax: Axes, panel: Panel) -> None:
    if not isinstance(panel, Numbers):
        ax.set_title(panel.title)
    match panel:
        case Numbers(items):
            ax.set_axis_off()
            for place, item in enumerate(items):
                ax.text(place / len(items), 0.5, f"{item.label}\n{item.value}\n{item.note}", parse_math=False)
        case Bars():
            _bars(ax, panel)
        case Trend(labels=labels, lines=lines):
            for line in lines:
                ax.plot(labels, [float("nan") if each is None else each for each in line.values], label=line.name)
            ax.legend()
        case Heat():
            _heat(ax, panel)
        case Map():
            _map(ax, panel)


def _bars(ax: Axes, panel: Bars) -> None:
    places, thick = range(len(panel.rows)), 0.8 / len(panel.series)
    for number, name in enumerate(panel.series):
        values = [row.values[number] or 0 for row in panel.rows]
        drawn = ax.barh([place + number * thick for place in places], values, thick, label=name)
        ax.bar_label(drawn)
    ax.set_yticks(places, [row.label for row in panel.rows])
    ax.legend()


def _heat(ax: Axes, panel: Heat) -> None:
    ax.imshow([[cell.share or 0 for cell in row.cells] for row in panel.rows], cmap="Blues", aspect="auto")
    for down, row in enumerate(panel.rows):
        for across, cell in enumerate(row.cells):
            ax.text(across, down, cell.text, ha="center", va="center")
    ax.set_xticks(range(len(panel.columns)), panel.columns)
    ax.set_yticks(range(len(panel.rows)), [row.label for row in panel.rows])


def _map(ax: Axes, panel: Map) -> None:
    """Tiles where there are no outlines."""
    ax.set_axis_off()
    for place, area in enumerate(panel.areas):
        down, across = divmod(place, 5)
        tile = [(across, -down), (across + 1, -down), (across + 1, -down - 1), (across, -down - 1)]
        x, y = zip(*(area.rings[0] if area.rings else tile), strict=True)
        ax.fill(x, y, color=str(1 - (area.level or 0) / 2))
        ax.text(sum(x) / len(x), sum(y) / len(y), f"{area.label}\n{area.text}", ha="center", va="center")


def main() -> None:
    font_manager.fontManager.addfont(str(paths()[SANS]))
    mpl.rcParams["font.family"] = font_manager.FontProperties(fname=str(paths()[SANS])).get_name()
    picture(of_week(0))
    begun, busy = time.perf_counter(), time.process_time()
    for number in range(int(sys.argv[1])):
        picture(of_week(number))
    print(time.perf_counter() - begun, time.process_time() - busy)


if __name__ == "__main__":
    main()

"""Pages of charts for tests, and what can be found out of a picture that was drawn of one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from reports.charts.page import (
    Area,
    BarRow,
    Bars,
    Heat,
    HeatCell,
    HeatRow,
    Line,
    Map,
    Number,
    Numbers,
    Page,
    Panel,
    Ring,
    Trend,
)
from reports.charts.picture import draw

COMMUNITIES = (
    *("望城路社区", "兴南路社区", "凤凰湖社区", "大南门社区", "泸州街社区", "卫星湖社区", "红旗河社区"),
    *("昌州路社区", "黄瓜山村", "八角寺村", "石松村", "双龙桥村", "永铜村"),
)
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
HOSTILE = (
    *("王🔥强👍", "𠮷野家", "$x^2$ 与 \\frac{1}{2}", "很长的名字" * 40, "", " "),
    *("两\n行\t字", "\x00\u200d\ufe0f", "a_{b}$", "\ud800"),
)

NUMBERS = Numbers(
    [
        Number("上报", "57", "上周 72"),
        Number("办结", "49", "上周 61"),
        Number("超期", "5", "上周 2", alarming=True),
        Number("受理中位时长", "1.8 小时", "上周 2.4 小时"),
        Number("知识答题参与", "63%", "正确率 81%"),
    ]
)
KINDS = Bars(
    "隐患类别",
    ["本周"],
    [BarRow("电动自行车违规充电", [15]), BarRow("疏散通道堵塞", [12]), BarRow("燃气隐患", [4]), BarRow("其他", [0])],
    more="其余 6 类无上报",
)


def square(west: float, south: float, size: float = 0.01) -> Ring:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def bars(count: int) -> Bars:
    names = [COMMUNITIES[at] if at < len(COMMUNITIES) else f"望城路{at}网格" for at in range(count)]
    rows = [BarRow(name, [at * 5 % 14, at * 3 % 11, at % 4 if at % 3 == 0 else 0]) for at, name in enumerate(names)]
    return Bars("各社区本周隐患", ["上报", "办结", "超期"], rows, more="其余 388 个网格", alarming=[2])


def trend(periods: int) -> Trend:
    def values(step: int, least: int) -> list[float | None]:
        return [least + at * step % 23 for at in range(periods)]

    before: list[float | None] = [None if at == 2 else value for at, value in enumerate(values(5, 38))]
    lines = [Line("上报", values(7, 44)), Line("办结", values(3, 40)), Line("去年上报", before, faint=True)]
    return Trend("走势", [f"第{at + 1}周" for at in range(periods)], lines, "第3周有专项行动，上报增多属正常。")


def heat(count: int) -> Heat:
    def cell(row: int, day: int) -> HeatCell:
        share = (row * 3 + day * 2) % 11 / 10
        return HeatCell(share, f"{share:.0%}") if day < 5 else HeatCell(None, "休" if day == 5 else "")

    names = [COMMUNITIES[at] if at < len(COMMUNITIES) else f"望城路{at}网格" for at in range(count)]
    rows = [HeatRow(name, [cell(row, day) for day in range(7)]) for row, name in enumerate(names)]
    return Heat("巡查完成率", DAYS, rows)


def areas(count: int, columns: int = 4) -> list[Area]:
    return [
        Area(
            COMMUNITIES[at] if at < len(COMMUNITIES) else f"望城路{at}网格",
            f"{at} 件",
            None if at % 7 == 6 else at % 12 / 11,
            [square(105.9 + at % columns * 0.01, 29.3 + at // columns * 0.01)],
        )
        for at in range(count)
    ]


def street_map(count: int, columns: int = 4) -> Map:
    return Map("每百户未办结隐患", areas(count, columns), "颜色越深，每百户未办结隐患越多；数字为件数；斜线表示无数据")


def tiles(count: int) -> Map:
    return replace(street_map(count), areas=[replace(area, rings=()) for area in areas(count)])


def page(*panels: Panel) -> Page:
    return Page(
        title="本周隐患比上周少 21%，黄瓜山村 3 件超期",
        subtitle="南大街街道 · 2026年第46周（11月9日至11月15日）· 数据截至周一 00:00",
        panels=panels,
        footer="数字口径见“说明”。迟到的上报计入下周“补报”，上周数字不再改动。",
    )


def halves(*panels: Bars | Trend | Heat | Map) -> Iterator[Panel]:
    """To stand two to a row."""
    return (replace(panel, half=True) for panel in panels)


def street() -> Page:
    """As a street hears on Monday."""
    return page(NUMBERS, *halves(bars(13), heat(13), trend(8), KINDS, street_map(13), tiles(7)))


def hostile() -> Page:
    """Names as chats have them, in each place where there is one."""
    return Page(
        title="$" + "👍标题" * 60,
        subtitle="𠮷" * 90,
        footer="$x_1$" * 90,
        panels=[
            Numbers([Number(name, name, name, alarming=True) for name in HOSTILE[:5]]),
            Bars(HOSTILE[3], HOSTILE[:3], [BarRow(name, [1, None, 0], HOSTILE[1:4]) for name in HOSTILE], HOSTILE[3]),
            Trend(HOSTILE[0], HOSTILE, [Line(name, [1] * len(HOSTILE)) for name in HOSTILE[1:4]], HOSTILE[3]),
            Heat(HOSTILE[2], HOSTILE, [HeatRow(name, [HeatCell(0.5, name)] * len(HOSTILE)) for name in HOSTILE]),
            Map("", [Area(name, name, 0.5, [square(at, 0, 1)]) for at, name in enumerate(HOSTILE)], HOSTILE[3]),
            Map("", [Area(name, name, None) for name in HOSTILE], HOSTILE[0]),
        ],
    )


def drawn(*panels: Panel) -> Figure:
    return draw(page(*panels))[0].figure


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in texts(figure)]


def marks(figure: Figure) -> list[Patch | Line2D]:
    found = figure.findobj(lambda artist: str(artist.get_gid()).startswith("mark-"))
    return [artist for artist in found if isinstance(artist, Patch | Line2D)]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if _shared(a, b)]


def _shared(one: Bbox, other: Bbox) -> bool:
    """By more than a pixel each way."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide > 1 and high > 1)


def outside(figure: Figure) -> list[str]:
    def within(box: Bbox) -> bool:
        right, top = figure.bbox.width, figure.bbox.height
        return bool(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= right and box.y1 <= top)

    return [text.get_text() for text in texts(figure) if not within(text.get_window_extent())]


def sizes(figure: Figure) -> Sequence[float]:
    """Of letters, in pixels."""
    return [float(text.get_fontsize()) * figure.dpi / 72 for text in texts(figure)]

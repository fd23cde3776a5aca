"""公示牌: a poster that tells everybody who is in charge of a grid, of what, and whom to ring."""

from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.fonts import bold
from reports.paper import HIGH, WIDE, new_paper, scan_code, write
from reports.sheets.grid_map import GridMap
from reports.sheets.people import GridSheet, Staff

TITLE = "消防安全网格公示牌"
MARGIN = 14.0
INNER = WIDE - 2 * MARGIN
HEAD = 34.0
FOOT = 24.0
CODE = 42.0
MAP_HIGH = 80.0
RED = (176, 24, 24)
ROW = 9.6
ROWS = 9
DUTIES = {
    "网格长": "负责本网格消防安全工作，组织巡查和宣传，督促隐患整改，发现不能处置的隐患及时上报。",
    "网格员": "每个工作日开展防火巡查，劝导制止违规行为，受理居民上报的隐患并跟踪到底，入户宣传防火知识。",
    "B岗": "网格长、网格员请假或者外出时，代为履行以上职责。",
}
RESIDENTS = "居民发现楼道堵塞、消防设施损坏、违规充电等火灾隐患，请扫码上报，办理结果会告诉您。"


def make(sheet: GridSheet, drawn: GridMap | None, made: datetime) -> bytes:
    """Without a map the list of staff has the whole width."""
    pdf = new_paper(f"{TITLE} {sheet.name}", sheet.office, made, margin=MARGIN)
    pdf.add_page()
    _head(pdf, sheet)
    below = _staff(pdf, sheet, HEAD + 8)
    if drawn is not None:
        drawn.draw(pdf, MARGIN, below + 4, INNER - CODE - 8, MAP_HIGH)
    _code(pdf, sheet, below + 4)
    below = _duties(pdf, below + 4 + (MAP_HIGH if drawn is not None else CODE + 28) + 4)
    _equipment(pdf, sheet, below)
    _foot(pdf, sheet, made)
    return bytes(pdf.output())


def _head(pdf: FPDF, sheet: GridSheet) -> None:
    pdf.set_fill_color(*RED)
    pdf.rect(0, 0, WIDE, HEAD, style="F")
    pdf.set_text_color(255)
    with bold(pdf, SANS, 30):
        pdf.set_draw_color(255)
        write(pdf, TITLE, MARGIN, 6, INNER, 14, Align.C)
    pdf.set_draw_color(0)
    pdf.set_font(SANS, size=15)
    write(pdf, f"{sheet.office}　{sheet.name}", MARGIN, 22, INNER, 8, Align.C, most=1)
    pdf.set_text_color(0)


def _staff(pdf: FPDF, sheet: GridSheet, top: float) -> float:
    pdf.set_font(SERIF, size=11)
    if sheet.address:
        top = write(pdf, f"网格范围：{sheet.address}", MARGIN, top - 2, INNER, 6, most=2) + 2
    leaders = [Staff(f"{name}负责人", each.name, each.phone) for name, each in sheet.above if each is not None]
    people = [*sheet.staff[: ROWS - len(leaders)], *leaders]
    for number, each in enumerate((Staff("岗位", "姓名", "联系电话"), *people)):
        _row(pdf, each, top + number * ROW, "请拨打值班电话" if sheet.duty_phone else "", heading=number == 0)
    return top + (len(people) + 1) * ROW


def _row(pdf: FPDF, each: Staff, top: float, instead: str, *, heading: bool) -> None:
    pdf.set_line_width(0.2)
    if heading:
        pdf.set_fill_color(244, 228, 226)
        pdf.rect(MARGIN, top, INNER, ROW, style="F")
    pdf.set_font(SANS if heading else SERIF, size=14)
    left = MARGIN
    widths = (INNER * 0.42, INNER * 0.22, INNER * 0.36)
    for text, width in zip((each.role, each.name, each.phone or instead), widths, strict=True):
        pdf.rect(left, top, width, ROW)
        write(pdf, text, left + 2, top + 1.3, width - 4, 7, Align.C, most=1)
        left += width


def _code(pdf: FPDF, sheet: GridSheet, top: float) -> None:
    left = WIDE - MARGIN - CODE
    scan_code(pdf, sheet.link, left, top, CODE)
    pdf.set_font(SANS, size=12)
    below = write(pdf, "扫码上报隐患", left, top + CODE, CODE, 6.5, Align.C)
    pdf.set_font(SERIF, size=9)
    write(pdf, RESIDENTS, left + 1, below + 1, CODE - 2, 4.4)


def _duties(pdf: FPDF, top: float) -> float:
    for role, duty in DUTIES.items():
        pdf.set_font(SANS, size=12.5)
        write(pdf, role, MARGIN, top, 20, 6.4)
        pdf.set_font(SERIF, size=12.5)
        top = write(pdf, duty, MARGIN + 20, top, INNER - 20, 6.4) + 1.6
    return top


def _equipment(pdf: FPDF, sheet: GridSheet, top: float) -> None:
    """Where there is room for it."""
    if not sheet.equipment or top + 2 * 5.2 > HIGH - FOOT - 6:
        return
    pdf.set_font(SERIF, size=11)
    write(pdf, f"就近消防器材：{'；'.join(sheet.equipment)}", MARGIN, top, INNER, 5.2, most=2)


def _foot(pdf: FPDF, sheet: GridSheet, made: datetime) -> None:
    top = HIGH - FOOT
    pdf.set_fill_color(*RED)
    pdf.rect(0, top, WIDE, FOOT, style="F")
    pdf.set_text_color(255)
    pdf.set_font(SANS, size=20)
    write(pdf, "火警电话　119", MARGIN, top + 3, INNER, 10, Align.C)
    pdf.set_font(SANS, size=11)
    phones = [("值班电话", sheet.duty_phone), ("监督电话", sheet.supervision_phone)]
    told = "　　".join(f"{name}：{phone}" for name, phone in phones if phone)
    write(pdf, told, MARGIN, top + 13, INNER, 6, Align.C, most=1)
    pdf.set_text_color(0)
    pdf.set_font(SERIF, size=8)
    write(pdf, f"{sheet.code}　{made:%Y年%m月}制", MARGIN, top - 5, INNER, 4, Align.R)

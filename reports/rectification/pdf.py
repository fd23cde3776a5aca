"""《隐患整改通知书》 as an A4 document. Runs in the pool: no database, no Telegram, nothing but its argument."""

import io
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align
from PIL import Image

from reports.characters import SANS, SERIF, drawable
from reports.fonts import add_fonts, bold
from reports.line_breaking import wrap
from reports.paper import number_pages, scan_code
from reports.rectification.text import CONSEQUENCES, PHOTOS, TITLE, RectificationNotice, in_chinese

MARGIN = 22.0  # millimetres, as all lengths here
WIDTH = 210.0 - 2 * MARGIN
LABEL = 30.0
LINE = 6.2
BODY = 11.0
SMALL = 9.5
GAP = 3.0
PAD = 3.0
THIN = 0.2
BOTTOM = 16.0
NAME_LINE = 5.0
QR = 23.0
PHOTO_HEIGHT = 112.0
PHOTO_PIXELS = 1100


def make(notice: RectificationNotice) -> bytes:
    pictures = [picture for path in notice.photos[:PHOTOS] if (picture := _picture(path)) is not None]
    missing = notice.photos_missing + len(notice.photos[:PHOTOS]) - len(pictures)
    pdf = _sheet(notice)
    notice = _drawable(notice)
    _head(pdf, notice)
    _opening(pdf, notice)
    _fields(pdf, notice, shown=len(pictures), missing=missing)
    _demands(pdf, notice)
    _contact(pdf, notice)
    _signatures(pdf, notice)
    if pictures:
        _photos(pdf, notice.code, pictures)
    number_pages(pdf, MARGIN, SMALL)
    return bytes(pdf.output())


def _sheet(notice: RectificationNotice) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_margins(MARGIN, 16, MARGIN)
    pdf.set_auto_page_break(True, BOTTOM)  # noqa: FBT003 - the library's own order
    pdf.set_creation_date(notice.made)
    pdf.set_title(f"{TITLE} {notice.shown_number}")
    pdf.set_author(notice.office)
    pdf.set_lang("zh-CN")
    add_fonts(pdf)
    pdf.add_page()
    return pdf


def _drawable(notice: RectificationNotice) -> RectificationNotice:
    """A name with a character that the fonts have not got is not printed as another name."""
    values = {field.name: getattr(notice, field.name) for field in fields(notice)}
    texts: dict[str, Any] = {name: drawable(value) for name, value in values.items() if isinstance(value, str)}
    for name in ("extended", "corrected"):
        if (changed := getattr(notice, name)) is not None:
            texts[name] = replace(changed, reason=drawable(changed.reason))
    return replace(notice, **texts)


def _write(pdf: FPDF, text: str, height: float = LINE, align: Align = Align.L, width: float = WIDTH) -> None:
    left = pdf.get_x()
    for line in wrap(text, width, pdf.get_string_width):
        pdf.cell(width, height, line, align=align)
        pdf.set_xy(left, pdf.get_y() + height)
    pdf.set_x(MARGIN)


def _head(pdf: FPDF, notice: RectificationNotice) -> None:
    pdf.c_margin = 0
    pdf.set_font(SANS, size=15)
    _write(pdf, notice.office, 9, Align.C)
    with bold(pdf, SERIF, 25):
        _write(pdf, TITLE, 15, Align.C)
    pdf.set_font(SERIF, size=BODY)
    _write(pdf, notice.shown_number, LINE, Align.C)
    _rule(pdf)


def _rule(pdf: FPDF) -> None:
    top = pdf.get_y() + 1.5
    for below, thick in ((0.0, 0.7), (1.1, THIN)):
        pdf.set_line_width(thick)
        pdf.line(MARGIN, top + below, MARGIN + WIDTH, top + below)
    pdf.set_y(top + 1.1 + GAP)


def _opening(pdf: FPDF, notice: RectificationNotice) -> None:
    pdf.set_font(SANS, size=BODY + 0.5)
    _write(pdf, f"{notice.responsible}：")
    pdf.set_font(SERIF, size=BODY)
    for paragraph in notice.opening():
        _write(pdf, f"　　{paragraph}")
    pdf.ln(1.5)


def _fields(pdf: FPDF, notice: RectificationNotice, *, shown: int, missing: int) -> None:
    """A table of names and values; the values may run over several lines."""
    for name, value in notice.fields(shown, missing):
        _field(pdf, name, value)
    pdf.ln(GAP)


def _field(pdf: FPDF, name: str, value: str) -> None:
    pdf.set_font(SERIF, size=BODY)
    inner = WIDTH - LABEL - 2 * PAD
    height = LINE * len(wrap(value, inner, pdf.get_string_width)) + 1.2
    _keep_together(pdf, height)
    top = pdf.get_y()
    pdf.set_line_width(THIN)
    pdf.rect(MARGIN, top, LABEL, height)
    pdf.rect(MARGIN + LABEL, top, WIDTH - LABEL, height)
    pdf.set_xy(MARGIN + LABEL + PAD, top + 0.6)
    _write(pdf, value, width=inner)
    pdf.set_font(SANS, size=BODY)
    pdf.set_xy(MARGIN, top)
    pdf.cell(LABEL, height, name, align=Align.C)
    pdf.set_xy(MARGIN, top + height)


def _keep_together(pdf: FPDF, height: float) -> None:
    """What follows, so high, stands on one page."""
    if pdf.will_page_break(height):
        pdf.add_page()


def _demands(pdf: FPDF, notice: RectificationNotice) -> None:
    _heading(pdf, "整改要求")
    for number, demand in enumerate(notice.demands(), 1):
        pdf.cell(6, LINE, f"{number}．")
        _write(pdf, demand, width=WIDTH - 6)
    _heading(pdf, "逾期未整改")
    _write(pdf, f"　　{CONSEQUENCES}")
    pdf.ln(2)


def _heading(pdf: FPDF, text: str) -> None:
    _keep_together(pdf, 3 * LINE)
    pdf.set_font(SANS, size=BODY)
    _write(pdf, text, LINE + 0.6)
    pdf.set_font(SERIF, size=BODY)


def _contact(pdf: FPDF, notice: RectificationNotice) -> None:
    """Whom to call, beside the code that leads back to the hazard."""
    _keep_together(pdf, QR + 6)
    top = pdf.get_y()
    scan_code(pdf, notice.link, MARGIN + WIDTH - QR, top, QR, error="m", border=1)
    pdf.set_font(SERIF, size=8)
    pdf.set_xy(MARGIN + WIDTH - QR - PAD, top + QR)
    pdf.cell(QR + 2 * PAD, 4, "扫码查看办理情况", align=Align.C)
    pdf.set_xy(MARGIN, top + 2)
    for name, value in notice.contacts():
        pdf.set_font(SANS, size=BODY)
        pdf.cell(LABEL, LINE, name)
        pdf.set_font(SERIF, size=BODY)
        _write(pdf, value, width=WIDTH - LABEL - QR - 2 * PAD)
    pdf.set_y(max(pdf.get_y(), top + QR + 4) + 2)


def _signatures(pdf: FPDF, notice: RectificationNotice) -> None:
    """Both sides sign and date; the boxes stand on one page, side by side and equally high."""
    half = WIDTH / 2
    sides = (
        ("签发单位（盖章）", notice.office, f"签发人：{notice.signed_by}", f"日　期：{in_chinese(notice.issued)}"),
        ("责任单位（人）签收", notice.responsible, "签收人（签名）：", "日　期：　　　　年　　月　　日"),
    )
    pdf.set_font(SERIF, size=SMALL)
    names = max(len(wrap(side[1], half - 2 * PAD, pdf.get_string_width)) for side in sides)
    height = 29 + names * NAME_LINE
    _keep_together(pdf, height + 6)
    top = pdf.get_y()
    for column, side in enumerate(sides):
        pdf.set_line_width(THIN)
        pdf.rect(MARGIN + column * half, top, half, height)
        _signature(pdf, MARGIN + column * half + PAD, top, half - 2 * PAD, height, side)
    pdf.set_xy(MARGIN, top + height + 1)
    pdf.set_font(SERIF, size=SMALL)
    _write(pdf, "本通知书一式两份，签发单位和责任单位（人）各执一份。", NAME_LINE)


def _signature(
    pdf: FPDF, left: float, top: float, width: float, height: float, side: tuple[str, str, str, str]
) -> None:
    heading, name, signed, dated = side
    pdf.set_font(SANS, size=BODY)
    pdf.set_xy(left, top + 1.5)
    pdf.cell(width, LINE, heading)
    pdf.set_font(SERIF, size=SMALL)
    pdf.set_xy(left, top + 1.5 + LINE)
    _write(pdf, name, NAME_LINE, width=width)
    pdf.set_font(SERIF, size=BODY)
    for text, above_bottom in ((signed, 16.5), (dated, 8.5)):
        pdf.set_xy(left, top + height - above_bottom)
        pdf.cell(width, LINE, text)


def _photos(pdf: FPDF, code: str, pictures: list[Image.Image]) -> None:
    """On a page of their own: one below the other, or two in a row."""
    pdf.add_page()
    pdf.set_font(SANS, size=14)
    _write(pdf, f"附：{code}整改前照片", 10, Align.C)
    columns = 1 if len(pictures) < 3 else 2
    width = (WIDTH - GAP * (columns - 1)) / columns
    top = pdf.get_y() + 2
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        _place(pdf, picture, MARGIN + column * (width + GAP), top + row * (PHOTO_HEIGHT + GAP), width)


def _picture(path: Path) -> Image.Image | None:
    try:
        with Image.open(path) as image:
            image.draft("RGB", (PHOTO_PIXELS, PHOTO_PIXELS))
            image.thumbnail((PHOTO_PIXELS, PHOTO_PIXELS))
            return image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _place(pdf: FPDF, picture: Image.Image, left: float, top: float, width: float) -> None:
    """As large as fits, in the middle of its place."""
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=82)
    scale = min(width / picture.width, PHOTO_HEIGHT / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    pdf.image(encoded, left + (width - wide) / 2, top + (PHOTO_HEIGHT - high) / 2, wide, high)

"""Responsibility letters as PDF: a page each, with lines to sign on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.fonts import bold
from reports.letters.text import CALLED, FOOT, Letter
from reports.paper import HIGH, WIDE, lines_of, new_paper, write

MARGIN = 24.0
INNER = WIDE - 2 * MARGIN
HALF = (INNER - 8) / 2
SIGNED = HIGH - 78.0  # where the two parties sign
LINE, TEXT, GAP = 7.6, 12.5, 1.2
SHORT = 18  # letters of a title that fill a line


def make(letters: Sequence[Letter], made: datetime) -> bytes:
    """Each on a page of its own, in this order."""
    first = letters[0]
    pdf = new_paper(first.title, first.office, made, margin=MARGIN)

    @cache
    def broken(text: str) -> list[str]:
        """Most letters of a file say the same, and to break lines takes longest."""
        return lines_of(pdf, f"　　{text}", INNER, most=6)

    for letter in letters:
        pdf.add_page()
        _letter(pdf, letter, broken)
    return bytes(pdf.output())


def _letter(pdf: FPDF, letter: Letter, broken: Callable[[str], list[str]]) -> None:
    with bold(pdf, SANS, 22 if len(letter.title) <= SHORT else 15):
        top = write(pdf, letter.title, MARGIN, 24, INNER, 9, Align.C, most=3)
    pdf.set_font(SERIF, size=TEXT)
    top += 5
    texts = [broken(text) for text in (letter.opening(), *letter.articles(), letter.closing())]
    room = SIGNED - 4 - top - GAP * len(texts)
    line = min(LINE, room / sum(map(len, texts)))
    for text in texts:
        top += GAP
        for words in text:
            pdf.set_xy(MARGIN, top)
            pdf.cell(INNER, line, words)
            top += line
    _party(pdf, MARGIN, "甲方（盖章）", letter.office, "代表签名：")
    _party(pdf, MARGIN + HALF + 8, "乙方", letter.party, f"{CALLED[letter.signatory]}签名：", letter.name)
    pdf.set_font(SERIF, size=9)
    write(pdf, FOOT, MARGIN, HIGH - 17, INNER - 26, 4.6, most=1)
    write(pdf, letter.code, MARGIN, HIGH - 17, INNER, 4.6, Align.R, most=1)


def _party(pdf: FPDF, left: float, heading: str, party: str, signed: str, name: str = "") -> None:
    """The name of who signs is printed small, beside the line: a signature is written by hand."""
    pdf.set_font(SANS, size=TEXT)
    write(pdf, f"{heading}：", left, SIGNED, HALF, LINE)
    pdf.set_font(SERIF, size=TEXT)
    write(pdf, party, left, SIGNED + LINE, HALF, LINE, most=2)
    write(pdf, signed, left, SIGNED + 4 * LINE, HALF, LINE)
    edge = left + pdf.get_string_width(signed)
    pdf.line(edge, SIGNED + 5 * LINE - 1, left + HALF, SIGNED + 5 * LINE - 1)
    if name:
        pdf.set_font(SERIF, size=9)
        write(pdf, f"（{name}）", edge, SIGNED + 5 * LINE - 0.5, HALF - (edge - left), 4.6, Align.R, most=1)
    pdf.set_font(SERIF, size=TEXT)
    write(pdf, "日期：　　　年　　月　　日", left, SIGNED + 6 * LINE, HALF, LINE)

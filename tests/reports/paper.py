"""Reading back what a PDF of ours says: the texts of each page, in the order they were drawn."""

import re
import zlib
from dataclasses import dataclass

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
MAPPED = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4,})>$", re.MULTILINE)
DRAWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
NAMED = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}

Letters = dict[bytes, str]


@dataclass(frozen=True)
class Paper:
    pages: list[list[str]]
    images: int
    links: list[str]

    @property
    def text(self) -> str:
        return "".join(text for page in self.pages for text in page)


def read(pdf: bytes) -> Paper:
    contents = [_inflated(found[1]) for found in STREAM.finditer(pdf)]
    fonts = [_letters(content) for content in contents if b"beginbfchar" in content]
    pages = [list(_texts(content, fonts)) for content in contents if b" Tj" in content]
    links = [link.decode() for link in re.findall(rb"/URI \((.*?)\)", pdf)]
    return Paper(pages, pdf.count(b"/Subtype /Image"), links)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _letters(cmap: bytes) -> Letters:
    pairs = ((bytes.fromhex(code.decode()), bytes.fromhex(text.decode())) for code, text in MAPPED.findall(cmap))
    return {code: text.decode("utf-16-be", "replace") for code, text in pairs}


def _texts(content: bytes, fonts: list[Letters]) -> list[str]:
    """Fonts are numbered in the order they were added."""
    texts, letters = [], fonts[0]
    for found in DRAWN.finditer(content):
        if found[1]:
            letters = fonts[int(found[1]) - 1]
        else:
            codes = ESCAPED.sub(lambda escape: NAMED.get(escape[1], escape[1]), found[2])
            texts.append("".join(letters[codes[at : at + 2]] for at in range(0, len(codes), 2)))
    return texts

"""What the server takes out of every text before it looks at it."""

import re
from bisect import bisect_left

from sandbox.formatting.mark import Mark

DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")  # separators, bidi embedding, over- and underlines
BLANKED = {code: " " for code in range(32) if chr(code) not in "\n\r"}
MARK_RUN = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
INVISIBLE = (
    " \n\u00a0\u1680\u180e\u202f\u205f\u2800\u3000\ufffc\ufeff"
    + "".join(map(chr, range(0x2000, 0x2010)))
    + "".join(map(chr, range(0xE0000, 0xE0080)))
)


def cleaned(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    gone = [match.start() for match in DROPPED.finditer(text)]
    if gone:
        text = DROPPED.sub("", text)
        marks = [_shifted(mark, gone) for mark in marks]
    text = MARK_RUN.sub("\u200c", text.translate(BLANKED))
    return text, [mark for mark in marks if mark.start < mark.end]


def trimmed(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Blanks go from the end, and from the beginning up to the first mark; a text of nothing visible goes whole."""
    if not text.strip(INVISIBLE):
        return "", []
    text = text.rstrip(" \n")
    marks = [mark.moved(mark.start, min(mark.end, len(text))) for mark in marks if mark.start < len(text)]
    first = min((mark.start for mark in marks), default=len(text))
    lead = min(first, len(text) - len(text.lstrip(" \n")))
    return text[lead:], [mark.moved(mark.start - lead, mark.end - lead) for mark in marks]


def _shifted(mark: Mark, gone: list[int]) -> Mark:
    return mark.moved(mark.start - bisect_left(gone, mark.start), mark.end - bisect_left(gone, mark.end))

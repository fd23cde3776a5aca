"""Breaking Chinese text into lines: none begins with a closing mark or ends with an opening one, numbers stay whole."""

import re
from collections.abc import Callable, Iterator

NOT_FIRST = frozenset("，。、；：？！）》」』〕】’”…·,.;:?!)]}%℃")
NOT_LAST = frozenset("（《「『〔【‘“([{")
CARRIED_MOST = 4
RUN = re.compile(r"([^\w\s])\1{9,}")
PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._:/-]*|.", re.DOTALL)

Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Lines no wider than `width`, as `measure` says; paragraphs begin anew, a long run of one mark is three of it."""
    short = RUN.sub(r"\1\1\1", text)
    return [line for paragraph in short.splitlines() or [""] for line in _lines(paragraph, width, measure)]


def _lines(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line: list[str] = []
    room = width
    for piece in _pieces(paragraph, width, measure):
        wide = measure(piece)
        if line and wide > room:
            carried = _carried(line, piece)
            yield "".join(line)
            line, room = carried, width - sum(map(measure, carried))
        line.append(piece)
        room -= wide
    yield "".join(line)


def _pieces(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    for found in PIECE.finditer(paragraph):
        piece = found.group()
        yield from (piece if measure(piece) > width else (piece,))


def _carried(line: list[str], piece: str) -> list[str]:
    """Taken off the line's end, to go before `piece`; nothing, where marks follow upon marks."""
    carried: list[str] = []
    first = piece
    while first[0] in NOT_FIRST or line[-1] in NOT_LAST:
        if len(line) == 1 or len(carried) == CARRIED_MOST:
            line += carried
            return []
        first = line.pop()
        carried.insert(0, first)
    return carried

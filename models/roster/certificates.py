"""Certificates of post as a roster lists them: name:kind:number:last day, the number may be left out; ; between."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from models.roster.records import HolderCertificate, RosterHolder
from models.roster.row import RosterRow

COLUMN = "certificates"
LONGEST = 40  # of a kind, and of a number
PIECES = re.compile(r"\s*[:：]\s*")
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
MARKS = re.compile(r"[:：;；、，,\s]+")


def read_certificates(line: RosterRow, holders: Sequence[RosterHolder]) -> Iterator[HolderCertificate]:
    """Of those who hold a post in this row; what is wrong is named in `line.problems`."""
    for part in line.parts(COLUMN):
        pieces = PIECES.split(part)
        if len(pieces) not in (3, 4) or not all(pieces):
            line.fault(COLUMN, "certificate_unreadable", part)
            continue
        name, kind, *number, last = pieces
        phones = {holder.phone for holder in holders if holder.name == name}
        until = read_day(last)
        if len(phones) != 1:
            line.fault(COLUMN, "certificate_who", name)
        elif until is None:
            line.fault(COLUMN, "day_unreadable", last)
        elif max(map(len, (kind, *number))) > LONGEST:
            line.fault(COLUMN, "text_long", part, limit=LONGEST)
        else:
            yield HolderCertificate(phones.pop(), kind, "".join(number), until)


def read_day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def written(name: str, certificate: HolderCertificate) -> str:
    """As read_certificates() reads it."""
    pieces = (MARKS.sub(" ", each) for each in (name, certificate.kind, certificate.number) if each)
    return ":".join([*pieces, certificate.until.isoformat()])

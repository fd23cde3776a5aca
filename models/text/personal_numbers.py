"""Numbers that lead to a person, in what people write: phones and identity cards; a group sees them without their
middle.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

from models.text.phones import REGION

SHOWN_FIRST, SHOWN_LAST = 3, 4
OF_PEOPLE = frozenset(  # and no hotlines
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
    }
)
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-8]\d{5}"
    r"(?:(\d{4})(\d\d)(\d\d)\d{3}[\dXxＸｘ]|(\d\d)(\d\d)(\d\d)\d{3})"
    r"(?![\dA-Za-z])"
)
_BETWEEN = re.compile(r"[^\dXxＸｘ]+")


def masked(text: str) -> str:
    """The text with each such number as 138****0000."""
    for start, end in sorted(chain(_phones(text), _identities(text)), reverse=True):
        text = text[:start] + _without_middle(text[start:end]) + text[end:]
    return text


def numbers_in(text: str) -> list[str]:
    """As a group would see them, in their order."""
    spans = sorted(chain(_phones(text), _identities(text)))
    return [_without_middle(text[start:end]) for start, end in spans]


def _without_middle(number: str) -> str:
    digits = re.sub(r"^86(?=1\d{10}$)", "", _BETWEEN.sub("", number))
    return f"{digits[:SHOWN_FIRST]}****{digits[-SHOWN_LAST:]}"


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in PhoneNumberMatcher(text, REGION):
        if number_type(found.number) in OF_PEOPLE:
            yield found.start, found.end


def _identities(text: str) -> Iterator[tuple[int, int]]:
    """Of eighteen signs, or of the fifteen of before: only those that hold a day of birth."""
    for found in _IDENTITY.finditer(text):
        year, month, day = found[1] or f"19{found[4]}", found[2] or found[5], found[3] or found[6]
        if _is_day(int(year), int(month), int(day)):
            yield found.span()


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= 1900
    except ValueError:
        return False

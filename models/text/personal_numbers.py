"""Numbers that lead to a person, in what people write: phones and identity cards; a group sees them without their
middle, and of a landline without its area code the end alone.
"""

import re
from collections.abc import Iterator
from datetime import date

from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

from models.text.phones import REGION

SHOWN_FIRST, SHOWN_LAST = 3, 4
SHORT = 9  # digits that need their beginning hidden, too
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
_LANDLINE = re.compile(  # without its area code it is any number, unless the words before it speak of a phone
    r"(?:电话|座机|固话|手机|联系|致电|拨打|号码|\b(?:tel|phone|call|ring))[^\d\n，。；,;]{0,8}"
    r"(?<!\d)(?P<number>[2-8]\d{2,3}[- ]?\d{4})(?![\d-])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[^\dXxＸｘ]+")


def masked(text: str) -> str:
    """The text with each such number as 138****0000."""
    for start, end in reversed(_spans(text)):
        text = text[:start] + without_middle(text[start:end]) + text[end:]
    return text


def numbers_in(text: str) -> list[str]:
    """As a group would see them, in their order."""
    return [without_middle(text[start:end]) for start, end in _spans(text)]


def _spans(text: str) -> list[tuple[int, int]]:
    whole = [*_phones(text), *_identities(text)]
    short = [span for span in _landlines(text) if not any(start < span[1] and span[0] < end for start, end in whole)]
    return sorted([*whole, *short])


def without_middle(number: str) -> str:
    """Of what is known to be such a number."""
    digits = re.sub(r"^86(?=1\d{10}$)", "", _BETWEEN.sub("", number))
    return f"{digits[: SHOWN_FIRST if len(digits) > SHORT else 0]}****{digits[-SHOWN_LAST:]}"


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in PhoneNumberMatcher(text, REGION):
        if number_type(found.number) in OF_PEOPLE:
            yield found.start, found.end


def _landlines(text: str) -> Iterator[tuple[int, int]]:
    return (found.span("number") for found in _LANDLINE.finditer(text))


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

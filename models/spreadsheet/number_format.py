"""What a workbook's number format makes of a number, as far as codes and phones need it: dates and leading zeros."""

import re
from collections.abc import Iterator

BUILT_IN = {1: "0", 2: "0.00", 49: "@"}
DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # in each country's own words
_ASIDE = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.", re.IGNORECASE)  # colours, conditions, gaps; not [h]
_PART = re.compile(r'"([^"]*)"|\\(.)|(.)', re.DOTALL)
_OF_DATES = frozenset("ymdhs年月日")
_DIGITS = frozenset("0#?")
_COMPUTED = frozenset(".,%/E@")


def is_date(number: int, code: str) -> bool:
    """Whether the format, by its number and its own code if it has one, shows a date or a time."""
    if not code:
        return number in DATES
    if code.casefold() == "general":
        return False
    return any(not quoted and sign.casefold() in _OF_DATES for sign, quoted in _parts(code))


def shown(value: int, code: str) -> str:
    """A whole number with the zeros and the signs that the format puts around and between its digits."""
    parts = list(_parts(code))
    bare = [sign for sign, quoted in parts if not quoted]
    if not _DIGITS.intersection(bare) or not _COMPUTED.isdisjoint(bare) or value < 0 or "general" in code.casefold():
        return str(value)
    digits = list(str(value))
    text: list[str] = []
    places = sum(sign in _DIGITS and not quoted for sign, quoted in parts)
    for sign, quoted in reversed(parts):
        if quoted or sign not in _DIGITS:
            text.append(sign)
            continue
        places -= 1
        if digits:
            text.append(digits.pop())
        elif sign == "0":
            text.append("0")
        if not places:
            text += reversed(digits)
            digits = []
    return "".join(reversed(text))


def _parts(code: str) -> Iterator[tuple[str, bool]]:
    """Of the section for positive numbers, each sign or text, and whether it stands for itself."""
    for quoted, escaped, sign in _PART.findall(_ASIDE.sub("", code)):
        if sign == ";":
            return
        if quoted or escaped or sign:
            yield (sign, False) if sign else (quoted or escaped, True)

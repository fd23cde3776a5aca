"""Phone numbers as people write them, and as they are kept: E.164."""

import re
import unicodedata

import phonenumbers

REGION = "CN"
HOME = "+86"
LONGEST = 24
SHORTEST_AT_HOME = 9  # a landline without its area code is shorter, and could be in any city
MOBILE_DIGITS = 11
_MOBILE = re.compile(r"1[3-9]")
_BETWEEN = re.compile(r"[\s()\[\].·]")
_NUMBER = re.compile(r"\+?\d{5,17}")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")
_PUBLIC = re.compile(r"[\d+\-() ,;/、，；转接分机ext.]{3,40}")


def e164(text: str) -> str | None:
    """The number in E.164, or None when it cannot be one."""
    found = _NUMBER.fullmatch(_digits(text)) if len(text) <= LONGEST else None
    if found is None:
        return None
    try:
        number = phonenumbers.parse(found[0], REGION)
    except phonenumbers.NumberParseException:
        return None
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or _slipped(kept):
        return None
    return kept


def of_contact(text: str) -> str | None:
    """The same, of a number as a shared contact gives it: the country code first, the plus often missing.

    Digits that are nobody's number that way are read as written at home.
    """
    given = unicodedata.normalize("NFKC", text).strip()
    abroad = e164("+" + given.removeprefix("+"))
    if given.startswith("+") or (abroad and phonenumbers.is_valid_number(phonenumbers.parse(abroad))):
        return abroad
    return e164(given) or abroad


def as_written(number: str) -> str:
    """An E.164 number as it is written in a roster; `e164` reads it back."""
    home = number.removeprefix(HOME) if number.startswith(HOME) else ""
    written = home if re.fullmatch(r"1\d{10}|[48]00\d{7}", home) else f"0{home}"
    return written if home and e164(written) == number else f"00{number.removeprefix('+')}"


def rounded(text: str) -> bool:
    """Whether a spreadsheet has shortened the number, as in 1.99E+10."""
    return _ROUNDED.fullmatch(text.strip()) is not None


def can_be_public(text: str) -> bool:
    """A supervision phone is only read by people: hotlines and extensions are fine."""
    plain = unicodedata.normalize("NFKC", text)
    return _PUBLIC.fullmatch(plain) is not None and sum(ch.isdigit() for ch in plain) >= 3


def _digits(text: str) -> str:
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return "".join(ch for ch in plain if unicodedata.category(ch) not in {"Pd", "Cf"})


def _slipped(number: str) -> bool:
    """A mobile number with a digit too many or too few, or a landline without its area code."""
    home = number.removeprefix(HOME)
    if not number.startswith(HOME):
        return False
    return len(home) != MOBILE_DIGITS if _MOBILE.match(home) else len(home) < SHORTEST_AT_HOME

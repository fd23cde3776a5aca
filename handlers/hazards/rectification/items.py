"""What a correction of a notice changed, in words."""

from collections.abc import Collection

from locales.translator import N_, Translator

ITEMS = {
    "responsible": N_("responsible party"),
    "place": N_("place"),
    "facts": N_("facts"),
    "due": N_("deadline"),
}


def items(t: Translator, changed: Collection[str]) -> str:
    """Not what they were or are: a wrong party is told nothing of the right one."""
    return t.listed(t.plain(words) for item, words in ITEMS.items() if item in changed)

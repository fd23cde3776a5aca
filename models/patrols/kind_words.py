"""The kind of a round as people write it after /checkin."""

from models.patrols.tables import RoundKind

WORDS = {
    RoundKind.DAILY: ("日常", "日常巡查", "daily"),
    RoundKind.KEY: ("重点", "重点巡查", "key"),
    RoundKind.SURPRISE: ("突击", "突击检查", "突击巡查", "surprise"),
    RoundKind.INSPECTION_DAY: ("检查日", "排查日", "inspection"),
}
KINDS = {word: kind for kind, words in WORDS.items() for word in words}


def kind_in(words: str) -> tuple[RoundKind, str]:
    """The kind that the first word names, or the daily one, and the words without it."""
    first, _, rest = words.strip().partition(" ")
    kind = KINDS.get(first.lower())
    return (kind, rest.strip()) if kind else (RoundKind.DAILY, words.strip())

"""What people write on patrol: the words on buttons instead of a command, and the kind of a round after /checkin."""

import re

from models.patrols.tables import RoundKind

CHECKS_IN, CHECKS_OUT = ("签到", "打卡"), ("签退",)
AROUND = re.compile(r"\A[\W_]+|[\W_]+\Z")

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


def bare(words: str) -> str:
    """Without signs around them."""
    return AROUND.sub("", words)

"""How long delivery waits before it tries again, in seconds."""

from datetime import timedelta

from models.outbox.tables import Lane

LONGEST_PAUSE = 300.0
FIRST_OUTAGE = 1.0
LONGEST_OUTAGE = 15.0
DOUBT = 60.0  # in which a press or a reply may show that a copy which was never answered stands


def pause_after(tries: int) -> float:
    """1, 2, 4 … up to five minutes."""
    return float(min(2.0 ** min(tries, 20), LONGEST_PAUSE))


def pause_in_doubt(tries: int, lane: int) -> float:
    """Before what may have been said is said a second time: a call for help does not wait."""
    return pause_after(tries) if lane == Lane.URGENT else max(pause_after(tries), DOUBT)


def outage_after(outage: float) -> float:
    """Nobody is spoken to for 1, 2, 4 … 15 seconds while Telegram answers nobody."""
    return min(max(FIRST_OUTAGE, 2 * outage), LONGEST_OUTAGE)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)

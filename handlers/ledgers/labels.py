"""Why a ledger cannot be had, in words that say what to do."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator
from models.ledgers.tables import Failure

REFUSALS: Mapping[str, str] = {
    "ledger.not_leader": N_("The ledgers of this grid are for its leaders and those above. Please ask one of them."),
    "ledger.not_entitled": N_(
        "Personal data go to who leads the grid alone. Please press “Without personal data”, or ask its leader."
    ),
    "ledger.under_way": N_("This ledger is being made for you already; it comes by itself."),
    "ledger.many": N_("{most} ledgers are being made for you. Please wait until one of them has come."),
    "ledger.no_grid": N_("This grid is no longer in the roster. Please send /ledger again."),
}
COMPLAINTS: Mapping[str, str] = {
    "days_unreadable": N_("Please press a period, or write it like 2026-11, 2026-W46 or 2026-11-01 to 2026-11-15."),
    "days_ahead": N_("That time is still ahead. Please give one that has begun."),
    "no_such_grid": N_("I know no such grid. Please press one, or reply with its code."),
    "purpose_length": N_("Please say in {least} to {most} characters what the personal data are for."),
}
FAILURES: Mapping[Failure, str] = {
    Failure.NOT_ALLOWED: N_("You do not lead this grid any more, so it was not made."),
    Failure.TOO_BIG: N_(
        "The file is larger than the 50 MB that can be sent here. Please ask for shorter times, such as month by month."
    ),
    Failure.NOT_MADE: N_("It could not be made. Please tell the operator, and ask for it again later."),
    Failure.UNSAID: N_("It could not be sent. Please ask for it again."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain({**REFUSALS, **COMPLAINTS}[code], **data)

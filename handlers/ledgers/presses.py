from dataclasses import dataclass

from handlers.callbacks import Press
from models.ledgers.columns import LedgerName

CHOOSE = "ledgers.choose"


@dataclass(frozen=True)
class LedgerOf(Press, form="ldg:{kind}", on=(CHOOSE,)):
    kind: LedgerName


PRESSES: tuple[type[Press], ...] = (LedgerOf,)

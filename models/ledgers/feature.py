from sqlalchemy import select
from sqlmodel import col

from models.feature import Domain
from models.ledgers.queue import LEDGERS, STATUS, WAITS
from models.ledgers.tables import LedgerExport

LEDGER_DOMAIN = Domain(
    "ledgers",
    tables=(LedgerExport,),
    queues=(LEDGERS,),
    standing=(STATUS,),
    live=(select(col(LedgerExport.id)).where(WAITS),),
)

from models.evidence.attach import forget_loose
from models.evidence.tables import Evidence
from models.feature import Chore, Domain

EVIDENCE = Domain("evidence", tables=(Evidence,), chores=(Chore("forget_loose_evidence", forget_loose),))

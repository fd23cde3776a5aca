from models.evidence.attach import forget_loose
from models.evidence.looks import PhotoLook, forget_looks
from models.evidence.tables import Evidence
from models.feature import Chore, Domain

EVIDENCE = Domain(
    "evidence",
    tables=(Evidence, PhotoLook),
    chores=(Chore("forget_loose_evidence", forget_loose), Chore("forget_looks", forget_looks)),
)

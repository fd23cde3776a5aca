from models.cap.tables import ReceivedCap
from models.feature import Domain

CAP = Domain("cap", tables=(ReceivedCap,))

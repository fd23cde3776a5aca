from models.brigades.find import of_stations
from models.brigades.tables import Brigade, BrigadeMember, CallOut
from models.feature import Domain
from models.places.kit.reminders import kit_reminders

BRIGADES = Domain("brigades", tables=(Brigade, BrigadeMember, CallOut), due=(kit_reminders(of_stations),))

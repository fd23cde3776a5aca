from models.feature import Chore, Domain
from models.fires.asking import FIRES_DUE, ask_for_calls
from models.fires.recording import PAGE
from models.fires.tables import Fire, FireEvent

FIRE_DOMAIN = Domain(
    "fires",
    tables=(Fire, FireEvent),
    due=(FIRES_DUE,),
    chores=(Chore("fires_of_calls", ask_for_calls, seconds=60),),
    standing=(PAGE,),
)

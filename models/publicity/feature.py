from models.feature import Domain
from models.publicity.tables import PublicityPlan, PublicitySaid, PublicityText, PublicityTurn, QuietChat
from models.publicity.turns import BEGIN_TURNS, PUBLICITY_TURNS

PUBLICITY = Domain(
    "publicity",
    tables=(PublicitySaid, PublicityPlan, PublicityTurn, PublicityText, QuietChat),
    due=(PUBLICITY_TURNS,),
    chores=(BEGIN_TURNS,),
)

from models.feature import Domain
from models.members.leave import FILED, LEAVES, UNCOVERED
from models.members.sightings import Sighting
from models.members.tables import Leave, Person, Post

MEMBERS = Domain("members", tables=(Person, Post, Leave, Sighting), due=(LEAVES,), standing=(FILED, UNCOVERED))

"""What can be asked of many, as declarations: of whom, with which proof, by when, and how often one is reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models.activities.tables import ActivityKind
from models.obligations.reminders import Reminders
from models.obligations.workflow import Act

DAY = timedelta(days=1)


class TaskKind(StrEnum):
    LETTER = "letter"
    DRILL = "drill"
    BRIGADE_DRILL = "brigade_drill"
    SELF_ASSESSMENT = "self_assessment"
    JOINT_MEETING = "joint_meeting"
    WORK_MEETING = "work_meeting"
    DECISION = "decision"
    TRAINING = "training"
    CONVENTION = "convention"
    OPINION = "opinion"
    WHISTLE = "whistle"


class Owners(StrEnum):
    """Of whom it is asked: those who hold posts, places of chosen kinds, grids, or departments; `joint`: the leaders of
    the level below and the departments.
    """

    LEADERS = "leaders"
    MEMBERS = "members"
    STAFF = "staff"
    PLACES = "places"
    LOWEST = "lowest"
    BRIGADES = "brigades"
    GRIDS = "grids"
    BELOW = "below"
    JOINT = "joint"
    DEPARTMENTS = "departments"


class Proof(StrEnum):
    """What an obligation is done with; an `answer` is words for a resident."""

    NOTHING = "nothing"
    WORDS = "words"
    PHOTO = "photo"
    ABILITIES = "abilities"
    ANSWER = "answer"


class Paper(StrEnum):
    """What is drawn for each owner, to be printed: a letter to be signed, or a convention to be put up."""

    LETTER = "letter"
    CONVENTION = "convention"


class Ability(StrEnum):
    """四个能力: what a key unit must be able to do."""

    FIND = "find"
    FIGHT = "fight"
    EVACUATE = "evacuate"
    TEACH = "teach"


class Series(StrEnum):
    """How often it comes back by itself."""

    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Level(StrEnum):
    """How far an ability is there."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Kind:
    """What `meets` has a time and a place, and attendance taken by whoever set it. `series`: how often it may repeat.
    `days` until it is due unless told otherwise. `place_kinds` are of those that it is offered for. A `paper` is
    drawn for each owner. `set_by_task`: by leaders with /task. What `closes_itself` is closed once the last
    share of it is done. What is `urgent` is told and reminded of at night, too; who has answered it is reminded no
    more, and who has not by the due time is named to the leaders of the level above. An `activity` is written into the
    ledger of publicity. What is `of_resident` is asked by a resident of one leader, and climbs when it is overdue.
    """

    owners: tuple[Owners, ...]
    proof: Proof
    days: int
    reminders: Reminders
    acts: frozenset[Act] = frozenset({Act.DONE})
    place_kinds: tuple[str, ...] = ()
    paper: Paper | None = None
    set_by_task: bool = True
    closes_itself: bool = True
    urgent: bool = False
    meets: bool = False
    of_resident: bool = False
    series: tuple[Series, ...] = ()
    activity: ActivityKind | None = None


WEEKS = Reminders(before=(7 * DAY, DAY, 0 * DAY), after=(DAY, 3 * DAY), every=7 * DAY)
MET = Reminders(before=(DAY, timedelta(hours=1)))
AT_MEETINGS = frozenset({Act.COMING, Act.LEAVE, Act.ATTEND})
KINDS: Mapping[TaskKind, Kind] = {
    TaskKind.LETTER: Kind(
        (Owners.STAFF, Owners.LEADERS, Owners.MEMBERS, Owners.PLACES),
        Proof.PHOTO,
        30,
        WEEKS,
        paper=Paper.LETTER,
        series=(Series.YEARLY,),
    ),
    TaskKind.CONVENTION: Kind(
        (Owners.GRIDS,),
        Proof.PHOTO,
        30,
        WEEKS,
        frozenset({Act.PUBLISH, Act.DONE}),
        paper=Paper.CONVENTION,
        series=(Series.YEARLY,),
    ),
    TaskKind.DRILL: Kind(
        (Owners.LOWEST, Owners.PLACES),
        Proof.PHOTO,
        90,
        WEEKS,
        series=(Series.YEARLY,),
        activity=ActivityKind.DRILL,
    ),
    TaskKind.BRIGADE_DRILL: Kind(
        (Owners.BRIGADES,),
        Proof.PHOTO,
        30,
        WEEKS,
        series=(Series.QUARTERLY, Series.YEARLY),
        activity=ActivityKind.DRILL,
    ),
    TaskKind.SELF_ASSESSMENT: Kind(
        (Owners.PLACES,), Proof.ABILITIES, 30, WEEKS, place_kinds=("key_unit",), series=(Series.YEARLY,)
    ),
    TaskKind.JOINT_MEETING: Kind(
        (Owners.JOINT, Owners.BELOW),
        Proof.NOTHING,
        14,
        MET,
        AT_MEETINGS,
        closes_itself=False,
        meets=True,
        series=(Series.BIMONTHLY, Series.QUARTERLY),
        activity=ActivityKind.MEETING,
    ),
    TaskKind.WORK_MEETING: Kind(
        (Owners.BELOW, Owners.LEADERS, Owners.STAFF, Owners.MEMBERS),
        Proof.NOTHING,
        7,
        MET,
        AT_MEETINGS,
        closes_itself=False,
        meets=True,
        series=(Series.MONTHLY, Series.QUARTERLY),
        activity=ActivityKind.MEETING,
    ),
    TaskKind.TRAINING: Kind(
        (Owners.STAFF, Owners.LEADERS, Owners.MEMBERS, Owners.PLACES, Owners.BRIGADES),
        Proof.NOTHING,
        30,
        MET,
        AT_MEETINGS,
        closes_itself=False,
        meets=True,
        series=(Series.YEARLY,),
        activity=ActivityKind.TRAINING,
    ),
    TaskKind.DECISION: Kind((Owners.BELOW,), Proof.WORDS, 14, WEEKS, set_by_task=False),
    TaskKind.WHISTLE: Kind(
        (Owners.DEPARTMENTS,),
        Proof.NOTHING,
        1,
        Reminders(),  # each has its own: remind_after
        frozenset({Act.COMING, Act.ARRIVED, Act.DONE}),
        set_by_task=False,
        urgent=True,
    ),
    TaskKind.OPINION: Kind(
        (Owners.LEADERS,),
        Proof.ANSWER,
        7,
        Reminders(before=(2 * DAY, 0 * DAY), after=(DAY, 3 * DAY), every=7 * DAY),
        frozenset({Act.DONE, Act.HAND_UP, Act.HAZARD}),
        set_by_task=False,
        of_resident=True,
    ),
}

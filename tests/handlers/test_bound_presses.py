"""Each kind of press under the message that it was made for, under that of another, and under one we do not know."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.features import VIEWS
from bot.updates.work import Dispatch
from handlers.activities.presses import (
    ActivitiesMonth,
    ActivitiesPage,
    ActivityDo,
    ActivityEdit,
    ActivityEnters,
    ActivityOpen,
)
from handlers.assessment.presses import (
    BelowOpen,
    BelowPage,
    DutyObjection,
    ObjectionDo,
    ScoreDo,
    ScoreOpen,
    SoFarBelow,
    SoFarDo,
    SoFarOpen,
    SoFarPage,
    StandardOpen,
    StandardPage,
    StarsDraft,
)
from handlers.brigades.presses import BrigadeCallOut, BrigadeOpen, BrigadesPage
from handlers.callbacks import Press
from handlers.checks.presses import ChecklistDo, ItemReport, ItemTurn, SeeCheckPieces
from handlers.departments.presses import UnbindDepartment
from handlers.digests.presses import DigestAsk
from handlers.emergencies.presses import (
    AnotherHazard,
    AskToEnd,
    ChooseGrid,
    ConfirmFinding,
    DutyCall,
    End,
    Help,
    KeepOn,
    Reopen,
    SeeAdded,
    SeeMoreAdded,
    TakeBack,
)
from handlers.fires.presses import FireDo, FireNew, FireOpen
from handlers.grids.presses import Unbind
from handlers.hazards.presses import (
    ChooseSeveral,
    CorrectKind,
    CorrectSeverity,
    DoneOnTheSpot,
    HazardAct,
    IntakeDo,
    IntakeGrid,
    IntakePage,
    LeaveAsItIs,
    ListPage,
    OpenListed,
    OpenOwn,
    ReportSlowed,
    ReportThis,
    SameAsKnown,
    SeeEvidence,
    SeeMoreEvidence,
    ToggleChosen,
    WithChosen,
)
from handlers.ledgers.presses import LedgerOf
from handlers.mandatory_reports.presses import DutyMatter, MatterDo, SeeMoreOfMatter
from handlers.members.presses import EndLeave
from handlers.mutual_reviews.presses import (
    AppraiserOut,
    CardDo,
    CardMark,
    CardOpen,
    ResultOpen,
    ResultSaid,
    StreetDo,
)
from handlers.notices.presses import (
    AudienceDo,
    ConsentDo,
    DraftDo,
    ProgressDo,
    ReceiptDo,
    SendNotice,
    ShowNotice,
    SpeakFor,
    TurnKind,
    TurnLevel,
)
from handlers.obligations.presses import (
    DutyTask,
    ItemDo,
    ItemOpen,
    ItemsPage,
    OpinionDo,
    OpinionOpen,
    OwnerDo,
    PrintPart,
    RequirementOpen,
    RollDo,
    SeeFiles,
    SetterDo,
    TaskNew,
    TaskOpen,
    TasksPage,
)
from handlers.obligations.whistles.presses import WhistleDo, WhistleHazard, WhistleToggle
from handlers.patrols.presses import (
    AlsoAStop,
    CheckInHere,
    DutyRound,
    ExplainFlag,
    OpenDrawn,
    PatrolDo,
    ReviewPage,
    StopDo,
)
from handlers.periods.presses import PeriodDo, PeriodLeft, PeriodLeftPage, PeriodNew, PeriodOpen, PeriodsPage
from handlers.places.presses import (
    DutyPlace,
    OpenCheck,
    PlaceDo,
    PlaceEdit,
    PlaceNod,
    PlaceOpen,
    PlacesPage,
    SeeCheck,
    ShowLacking,
)
from handlers.plans.presses import PlanHolds, PlanIn, SeePlan
from handlers.publicity.presses import (
    CalendarDo,
    CalendarMonth,
    CalendarOpen,
    QuietDo,
    SetDayRule,
    SetWeekday,
    TextDo,
    TextOpen,
    TextsPage,
)
from handlers.questions.presses import Answer, Cancel
from handlers.quiz.presses import GroupAnswer, OwnTraining, TrainingAnswer, TrainingDo
from handlers.sheets.presses import CodesRenew, CodesRenewed, SheetMake, SheetsBelow, SheetsOf
from handlers.shifts.presses import ShiftConfirm
from handlers.visits.presses import (
    DutyVisits,
    HouseholdAdd,
    HouseholdDo,
    HouseholdEdit,
    HouseholdOpen,
    HouseholdsPage,
)
from handlers.work_log.presses import (
    AnswerAbout,
    CorrectEntry,
    DigestPage,
    DutyRounds,
    OwnPieces,
    PersonsPieces,
    ReviewDo,
    SeeLog,
)
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow
from models.activities.tables import Activity
from models.assessment.criteria import Unit
from models.assessment.kept import rules_kept
from models.assessment.rules import built_in as built_in_rules
from models.assessment.tables import Assessment, AssessmentObjection, AssessmentScore, AssessmentState
from models.brigades.tables import Brigade
from models.checks.checklists.tables import Checklist, Found
from models.checks.tables import Outcome, PlaceCheck
from models.db.database import Database
from models.departments.tables import Department
from models.emergencies.tables import Call
from models.fires.tables import Fire, FireState
from models.grids.tables import Binding
from models.hazards.reporting.private_draft import Intake
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Leave, Post
from models.mutual_reviews.tables import (
    Appraiser,
    BodyKind,
    MutualReview,
    ReviewCard,
    ReviewResult,
    ReviewState,
    Side,
)
from models.notices.audience import Audience
from models.notices.tables import Notice
from models.obligations.kinds import Owners, TaskKind
from models.obligations.owners import Asked
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import State as Answered
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop
from models.periods.tables import Period, PeriodKind, PeriodState
from models.places.tables import Place, PlaceAct, PlaceProposal
from models.plans.tables import Plan
from models.quiz.bank import built_in
from models.quiz.tables import QuizRound, QuizTraining
from models.schedule.report_periods.periods import PeriodKind as ReportPeriodKind
from models.schema import open_database
from models.shifts.tables import Shift, ShiftState
from models.visits.tables import Household
from models.work_log.tables import LogEntry, LogReview
from tests.databases import counted, everything, kept_as_it_is, sqlite_at, undone
from tests.handlers.pressing import BUTTONS, NO_LONGER
from tests.handlers.room import Room
from tests.street import GROUP, Street, build

RESIDENT, MEMBER, LEADER, ADMIN = 11, 12, 14, 90
DEPARTMENT = -2002
QUESTION, HERE, WRONG = 800, 901, 902


class Scene(NamedTuple):
    database: Database
    ids: dict[str, Any]  # of what stands there, by name


class Made(NamedTuple):
    """`data` is about the first of two rows, under a message of `kind` about `subject`, pressed by whom and where."""

    data: str
    kind: str
    subject: str
    by: int
    where: int


BOUND: dict[type[Press], Made] = {
    HazardAct: Made("hz:accept:1", "hazards.card", "hazard", MEMBER, GROUP),
    DoneOnTheSpot: Made("hzx:1", "hazards.ping", "hazard", MEMBER, MEMBER),
    SameAsKnown: Made("hzd:1:no", "hazards.same", "hazard", MEMBER, MEMBER),
    CorrectKind: Made("hzk:1:k:fire_lane", "hazards.classify", "hazard", MEMBER, GROUP),
    CorrectSeverity: Made("hzk:1:s:urgent", "hazards.classify", "hazard", MEMBER, GROUP),
    LeaveAsItIs: Made("hzk:1", "hazards.classify", "hazard", MEMBER, GROUP),
    SeeEvidence: Made("hze:1", "hazards.transferred", "hazard", MEMBER, MEMBER),
    SeeMoreEvidence: Made("hze:1:10", "hazards.piece", "hazard", MEMBER, MEMBER),
    ReportSlowed: Made("hzf:{person}", "hazards.slow", "person", RESIDENT, GROUP),
    ReportThis: Made("hzr", "hazards.offer", "nothing", RESIDENT, GROUP),
    OpenListed: Made("hzo:1", "hazards.ping_list", "nothing", MEMBER, MEMBER),
    ListPage: Made("hzl:1", "hazards.morning", "nothing", MEMBER, MEMBER),
    ChooseSeveral: Made("hzn", "hazards.morning", "nothing", LEADER, LEADER),
    ToggleChosen: Made("hzn:1", "hazards.ping_list", "nothing", LEADER, LEADER),
    WithChosen: Made("hzn:do:leave", "hazards.morning", "nothing", LEADER, LEADER),
    OpenOwn: Made("hzs:1", "hazards.mine", "nothing", RESIDENT, RESIDENT),
    IntakeDo: Made("hzp:{intake}:no", "hazards.intake", "intake", RESIDENT, RESIDENT),
    IntakeGrid: Made("hzp:{intake}:in:{grid}", "hazards.intake", "intake", RESIDENT, RESIDENT),
    IntakePage: Made("hzp:{intake}:page:0", "hazards.intake", "intake", RESIDENT, RESIDENT),
    MatterDo: Made("hzm:{matter}:got", "hazards.matter", "matter", LEADER, LEADER),
    SeeMoreOfMatter: Made("hzm:{matter}:see:10", "hazards.matter_piece", "matter", LEADER, LEADER),
    Answer: Made("hza:{question}:mistake", "hazards.told", "question", LEADER, GROUP),
    Cancel: Made("hza:{question}", "hazards.told", "question", LEADER, GROUP),
    DutyPage: Made("duty:0", "hazards.duty", "person", MEMBER, MEMBER),
    DutyShow: Made("duty:show:late", "hazards.duty", "person", MEMBER, MEMBER),
    DutyIn: Made("duty:in:{grid}", "hazards.duty", "person", MEMBER, MEMBER),
    DutyCall: Made("duty:call:1", "hazards.duty", "person", MEMBER, MEMBER),
    DutyMatter: Made("duty:matter:{matter}", "hazards.duty", "person", LEADER, LEADER),
    DutyPlace: Made("duty:place:{place}", "hazards.duty", "person", MEMBER, MEMBER),
    ActivityOpen: Made("av:open:{activity}", "activities.list", "nothing", MEMBER, MEMBER),
    ActivitiesPage: Made("av:page:1", "activities.list", "nothing", MEMBER, MEMBER),
    ActivitiesMonth: Made("av:month:1", "activities.list", "nothing", MEMBER, MEMBER),
    ActivityEnters: Made("av:in:school:{activity}", "activities.page", "activity", MEMBER, MEMBER),
    ActivityEdit: Made("av:set:reached:{activity}", "activities.page", "activity", MEMBER, MEMBER),
    ActivityDo: Made("av:withdraw:{activity}", "activities.page", "activity", MEMBER, MEMBER),
    SeePlan: Made("pln:see:{plan}", "emergencies.alarm", "nothing", MEMBER, MEMBER),
    PlanIn: Made("pln:in:{grid}", "plans.which", "nothing", LEADER, LEADER),
    PlanHolds: Made("pln:holds:{plan}", "plans.confirm", "plan", LEADER, LEADER),
    BrigadeOpen: Made("bgd:open:{brigade}", "brigades.list", "nothing", MEMBER, MEMBER),
    BrigadesPage: Made("bgd:page:1", "brigades.list", "nothing", MEMBER, MEMBER),
    BrigadeCallOut: Made("bgd:out:{brigade}:{call}", "emergencies.alarm", "call", LEADER, LEADER),
    WhistleToggle: Made("wh:on:{department}", "obligations.whistle", "grid", LEADER, LEADER),
    WhistleDo: Made("wh:all", "obligations.whistle", "grid", LEADER, LEADER),
    WhistleHazard: Made("wh:hz:{requirement}", "obligations.progress", "requirement", LEADER, LEADER),
    PlaceOpen: Made("plc:open:{place}", "places.list", "nothing", MEMBER, MEMBER),
    PlacesPage: Made("plc:page:1", "places.list", "nothing", MEMBER, MEMBER),
    PlaceDo: Made("plc:confirm:{place}", "places.page", "place", MEMBER, MEMBER),
    PlaceEdit: Made("plc:set:name:{place}", "places.page", "place", MEMBER, MEMBER),
    PlaceNod: Made("plc:nod:agree:{proposal}", "places.proposed", "proposal", LEADER, LEADER),
    ShowLacking: Made("plc:lack:grid", "places.coverage", "nothing", LEADER, LEADER),
    DigestAsk: Made("dig:before:{grid}:2026-W46", "digests.page", "grid", LEADER, LEADER),
    FireNew: Made("fire:new", "fires.list", "nothing", LEADER, LEADER),
    FireOpen: Made("fire:open:{fire}", "fires.list", "nothing", LEADER, LEADER),
    FireDo: Made("fire:none:{fire}", "fires.page", "fire", LEADER, LEADER),
    LedgerOf: Made("ldg:hazards", "ledgers.choose", "nothing", LEADER, LEADER),
    SheetsOf: Made("sht:of:{grid}", "sheets.choice", "nothing", LEADER, LEADER),
    SheetsBelow: Made("sht:below:{grid}", "sheets.offer", "grid", LEADER, LEADER),
    SheetMake: Made("sht:poster:{grid}", "sheets.offer", "grid", LEADER, LEADER),
    CodesRenew: Made("sht:renew:{grid}", "sheets.offer", "grid", LEADER, LEADER),
    CodesRenewed: Made("sht:renewed:{grid}:1", "sheets.renewal", "grid", LEADER, LEADER),
    DutyVisits: Made("duty:visits:{member}", "hazards.duty", "member", MEMBER, MEMBER),
    PeriodNew: Made("prd:new:campaign", "periods.list", "nothing", LEADER, LEADER),
    PeriodOpen: Made("prd:open:{period}", "periods.list", "nothing", LEADER, LEADER),
    PeriodsPage: Made("prd:page:1", "periods.list", "nothing", LEADER, LEADER),
    PeriodLeft: Made("prd:left:{period}", "periods.own", "nothing", MEMBER, MEMBER),
    PeriodLeftPage: Made("prd:left_page:1", "periods.left", "period", MEMBER, MEMBER),
    PeriodDo: Made("prd:report:{period}", "periods.page", "period", LEADER, LEADER),
    ScoreOpen: Made("as:open:{score}", "assessment.own", "nothing", MEMBER, MEMBER),
    ScoreDo: Made("as:do:why:{score}", "assessment.score", "score", MEMBER, MEMBER),
    BelowOpen: Made("as:below:{assessment}:{grid}", "assessment.own", "nothing", LEADER, LEADER),
    BelowPage: Made("as:page:1", "assessment.below", "assessment", LEADER, LEADER),
    ObjectionDo: Made("as:ob:uphold:{objection}", "assessment.objection", "objection", LEADER, LEADER),
    StarsDraft: Made("as:stars:{assessment}:{grid}", "assessment.stars", "assessment", LEADER, LEADER),
    StandardOpen: Made("as:std:{grid}", "assessment.own", "nothing", LEADER, LEADER),
    StandardPage: Made("as:stdp:1", "assessment.standard", "grid", LEADER, LEADER),
    SoFarOpen: Made("as:far", "assessment.own", "nothing", MEMBER, MEMBER),
    SoFarDo: Made("as:far:why:grid:{grid}", "assessment.so_far", "nothing", MEMBER, MEMBER),
    SoFarBelow: Made("as:farb:{grid}", "assessment.so_far", "nothing", LEADER, LEADER),
    SoFarPage: Made("as:farp:1", "assessment.below_so_far", "grid", LEADER, LEADER),
    DutyObjection: Made("duty:objection:{objection}", "hazards.duty", "person", LEADER, LEADER),
    CardDo: Made("mrv:show:{mutual_card}:{community}", "mutual_reviews.card", "mutual_card", MEMBER, MEMBER),
    CardMark: Made("mrv:mark:{mutual_card}:{community}:0:0", "mutual_reviews.card", "mutual_card", MEMBER, MEMBER),
    CardOpen: Made("mrvo:{mutual_card}", "mutual_reviews.reminder", "mutual_card", MEMBER, MEMBER),
    StreetDo: Made("mrvs:card:{top}", "mutual_reviews.home", "nothing", MEMBER, MEMBER),
    AppraiserOut: Made("mrva:{appraiser}", "mutual_reviews.home", "nothing", LEADER, LEADER),
    ResultOpen: Made("mrvr:{mutual_review}:{grid}:0", "mutual_reviews.home", "nothing", LEADER, LEADER),
    ResultSaid: Made("mrvw:{mutual_result}:0", "mutual_reviews.result", "nothing", LEADER, LEADER),
    TaskNew: Made("tk:new:letter", "obligations.choose", "nothing", LEADER, LEADER),
    TaskOpen: Made("tk:open:{obligation}", "obligations.own", "nothing", MEMBER, MEMBER),
    RequirementOpen: Made("tk:see:{requirement}", "obligations.own", "nothing", LEADER, LEADER),
    TasksPage: Made("tk:page:1", "obligations.own", "nothing", LEADER, LEADER),
    OpinionOpen: Made("tk:mine:{opinion}", "obligations.mine", "nothing", RESIDENT, RESIDENT),
    SetterDo: Made("tk:s:remind:{requirement}", "obligations.progress", "requirement", LEADER, LEADER),
    ItemsPage: Made("tk:list:{requirement}:0", "obligations.progress", "requirement", LEADER, LEADER),
    PrintPart: Made("tk:print:{requirement}:0", "obligations.progress", "requirement", LEADER, LEADER),
    ItemOpen: Made("tk:item:{obligation}", "obligations.items", "nothing", LEADER, LEADER),
    RollDo: Made("tk:roll:{obligation}", "obligations.items", "nothing", LEADER, LEADER),
    ItemDo: Made("tk:i:excuse:{obligation}", "obligations.item", "obligation", LEADER, LEADER),
    OwnerDo: Made("tk:o:paper:{obligation}", "obligations.card", "obligation", MEMBER, MEMBER),
    SeeFiles: Made("tk:files:{obligation}:10", "obligations.file", "obligation", MEMBER, MEMBER),
    OpinionDo: Made("tk:op:satisfied:{opinion}", "obligations.answer", "opinion", RESIDENT, GROUP),
    DutyTask: Made("duty:task:{obligation}", "hazards.duty", "person", MEMBER, MEMBER),
    HouseholdOpen: Made("vis:open:{household}", "visits.list", "nothing", MEMBER, MEMBER),
    HouseholdsPage: Made("vis:page:1", "visits.list", "nothing", MEMBER, MEMBER),
    HouseholdAdd: Made("vis:add:{member}", "visits.list", "member", MEMBER, MEMBER),
    HouseholdDo: Made("vis:met:{household}", "visits.page", "household", MEMBER, MEMBER),
    HouseholdEdit: Made("vis:set:name:{household}", "visits.page", "household", MEMBER, MEMBER),
    ShiftConfirm: Made("shf:got:{shift}", "shifts.begins", "shift", MEMBER, MEMBER),
    OpenCheck: Made("chk:open:{place}", "places.page", "place", MEMBER, MEMBER),
    SeeCheck: Made("chk:see:{place}:{check}", "places.page", "place", MEMBER, MEMBER),
    SeeCheckPieces: Made("chk:pieces:{check}:10", "checks.piece", "check", MEMBER, MEMBER),
    ChecklistDo: Made("chk:submit:{checklist}", "checks.checklist", "checklist", MEMBER, MEMBER),
    ItemTurn: Made("chk:item:{checklist}:0", "checks.checklist", "checklist", MEMBER, MEMBER),
    ItemReport: Made("chk:report:{checklist}:0", "checks.checklist", "checklist", MEMBER, MEMBER),
    DutyRound: Made("duty:round:{round}", "hazards.duty", "person", MEMBER, MEMBER),
    PatrolDo: Made("pt:stop:{round}", "patrols.card", "round", MEMBER, GROUP),
    StopDo: Made("pts:undo:{stop}", "patrols.stop", "stop", MEMBER, MEMBER),
    CheckInHere: Made("ptg:{grid}", "patrols.which", "person", LEADER, LEADER),
    AlsoAStop: Made("pta", "patrols.also", "round", MEMBER, MEMBER),
    ExplainFlag: Made("ptf:{flag}", "patrols.flagged", "round", MEMBER, MEMBER),
    ReviewPage: Made("ptr:1", "patrols.review", "nothing", LEADER, LEADER),
    OpenDrawn: Made("pto:{place}", "patrols.drawn", "nothing", LEADER, LEADER),
    CorrectEntry: Made("wl:fix:{entry}", "work_log.saved", "entry", MEMBER, MEMBER),
    SeeLog: Made("wl:see:{member}", "work_log.digest", "nothing", LEADER, LEADER),
    DigestPage: Made("wl:page:1", "work_log.digest", "nothing", LEADER, LEADER),
    ReviewDo: Made("wl:read:{review}", "work_log.review", "review", LEADER, LEADER),
    OwnPieces: Made("wl:own:739936:0", "work_log.day", "nothing", MEMBER, MEMBER),
    PersonsPieces: Made("wl:shown:{review}:0", "work_log.review", "review", LEADER, LEADER),
    AnswerAbout: Made("wl:answer:{review}", "work_log.question", "review", MEMBER, MEMBER),
    TrainingAnswer: Made("qz:{training}:0:0", "quiz.training", "training", MEMBER, MEMBER),
    TrainingDo: Made("qz:stop:{training}", "quiz.training", "training", MEMBER, MEMBER),
    OwnTraining: Made("qzb:{member}", "quiz.team", "member", MEMBER, MEMBER),
    GroupAnswer: Made("qzv:{week}:0", "quiz.round", "week", RESIDENT, GROUP),
    CalendarOpen: Made("pub:g:{grid}", "publicity.choose", "nothing", LEADER, LEADER),
    CalendarDo: Made("pub:on:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    CalendarMonth: Made("pub:m:1:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    SetWeekday: Made("pub:w:3:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    SetDayRule: Made("pub:d:day 5:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    TextsPage: Made("pub:t:1:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    TextOpen: Made("pub:x:hot_pot:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    TextDo: Made("pub:leave:hot_pot:{grid}", "publicity.calendar", "grid", LEADER, LEADER),
    QuietDo: Made("pubq:quiet:{grid}", "publicity.group", "grid", MEMBER, GROUP),
    DutyRounds: Made("duty:rounds:all", "hazards.duty", "person", LEADER, LEADER),
    DraftDo: Made("nt:d:asks:{notice}", "notices.draft", "notice", LEADER, LEADER),
    AudienceDo: Made("nt:a:open:{notice}", "notices.draft", "notice", LEADER, LEADER),
    TurnLevel: Made("nt:l:grid:{notice}", "notices.audience", "notice", LEADER, LEADER),
    TurnKind: Made("nt:k:shop:{notice}", "notices.audience", "notice", LEADER, LEADER),
    SpeakFor: Made("nt:g:{grid}:{notice}", "notices.whose", "notice", LEADER, LEADER),
    SendNotice: Made("nt:s:{notice}:1", "notices.confirm", "notice", LEADER, LEADER),
    ConsentDo: Made("nt:c:agree:{notice}:1", "notices.consent", "notice", LEADER, LEADER),
    ReceiptDo: Made("nt:r:received:{notice}", "notices.copy", "notice", MEMBER, GROUP),
    ProgressDo: Made("nt:p:withdraw:{notice}", "notices.progress", "notice", LEADER, LEADER),
    ShowNotice: Made("nt:o:{notice}", "notices.under_way", "grid", LEADER, LEADER),
    EndLeave: Made("leave:off:{leave}", "members.leave", "leave", RESIDENT, RESIDENT),
    Unbind: Made("unbind:{binding}", "grids.unbind", "binding", ADMIN, GROUP),
    UnbindDepartment: Made("undept:{department}", "hazards.department_unbind", "department", ADMIN, DEPARTMENT),
    Help: Made("sos:going:1", "emergencies.card", "call", MEMBER, GROUP),
    ConfirmFinding: Made("sos:fire:1", "emergencies.alarm", "call", MEMBER, MEMBER),
    AskToEnd: Made("sos:nothing:1", "emergencies.asked", "call", MEMBER, MEMBER),
    TakeBack: Made("sos:mistake:1", "emergencies.card", "call", RESIDENT, GROUP),
    Reopen: Made("sos:reopen:1", "emergencies.alarm", "call", MEMBER, MEMBER),
    SeeAdded: Made("sos:added:1", "emergencies.alarm", "call", MEMBER, MEMBER),
    SeeMoreAdded: Made("sos:added:1:10", "emergencies.file", "call", MEMBER, MEMBER),
    End: Made("sosend:out:1", "emergencies.ending", "call", MEMBER, GROUP),
    KeepOn: Made("sosend:keep:1", "emergencies.ending", "call", MEMBER, GROUP),
    AnotherHazard: Made("sosapart:no:1", "emergencies.another_hazard", "call", RESIDENT, RESIDENT),
    ChooseGrid: Made("sosgrid:1:{grid}", "emergencies.where", "call", RESIDENT, RESIDENT),
}


LISTS: dict[str, Any] = {
    "page": 0,
    "first": "2026-11-23",
    "last": "2026-11-29",
    "outcome": "out",
    "hazards": [],
    "words": "堆物",
}
ARGS = LISTS | {"round_kind": "daily", "found": [], "position": None, "from": None}


@pytest.fixture(scope="session")
async def scene(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, now: datetime, dispatch: Dispatch
) -> AsyncIterator[Scene]:
    """A street with what the presses are about, made once for all of them."""
    url = sqlite_at(Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("scene") / "wangge.db")))
    database = open_database(url)
    async with database.write() as session:
        street = await build(session, now)
        ids = await furnish(Room(session, now, dispatch, VIEWS, admins={ADMIN}), street)
    await database.close()
    async with kept_as_it_is(url) as opened:
        yield Scene(opened, ids)


@pytest.fixture
async def session(scene: Scene) -> AsyncIterator[AsyncSession]:
    async with undone(scene.database) as opened:
        yield opened


@pytest.fixture
def room(session: AsyncSession, now: datetime, dispatch: Dispatch) -> Room:
    """Where the numbers of messages go on behind those of the scene."""
    return Room(session, now, dispatch, VIEWS, admins={ADMIN}, numbers=count(100))


@pytest.fixture
def ids(scene: Scene) -> dict[str, Any]:
    return scene.ids


async def furnish(room: Room, street: Street) -> dict[str, Any]:
    """What the presses are about; two hazards and two calls, of which the second is another."""
    grid, now, resident = street.grid, room.now, street.resident
    about: dict[str, Any] = {"grid_id": grid.id, "created_at": now}
    hazards = [Hazard(state=State.OPEN, chat_id=GROUP, reporter_id=resident.id, **about) for _ in range(2)]
    calls = [Call(number=n, chat_id=RESIDENT, caller_id=resident.id, **about) for n in (1, 2)]
    place = Place(code="P1", kind="shop", name="副食店", grid_id=grid.id, opened_at=now, confirmed_at=now)
    rows: dict[str, Any] = {
        "place": place,
        "proposal": PlaceProposal(place_id=place.id, act=PlaceAct.CLOSE, person_id=street.member.id, at=now),
        "period": Period(
            grid_id=grid.id,
            kind=PeriodKind.CAMPAIGN,
            name="行动",
            first=now.date(),
            last=now.date(),
            opened_at=now,
            state=PeriodState.RUNNING,
        ),
        "activity": Activity(
            grid_id=grid.id, person_id=street.member.id, held_on=now.date(), said_at=now, received_at=now
        ),
        "plan": Plan(grid_id=grid.id, set_by=street.leader.id, set_at=now),
        "fire": Fire(number=900, grid_id=grid.id, state=FireState.ASKED, happened_at=now, begun_at=now),
        "brigade": Brigade(grid_id=grid.id, founded_at=now),
        "household": Household(
            grid_id=grid.id, kind="elderly", address="3号楼", name="王秀英", added_at=now, due_from=now, due_until=now
        ),
        "intake": Intake(person_id=resident.id, chat_id=RESIDENT, text="堆物", touched_at=now),
        "matter": MandatoryReport(kind="letting", **about),
        "department": Department(grid_id=grid.id, name="派出所", chat_id=DEPARTMENT),
        "leave": Leave(person_id=resident.id, begins_at=now, ends_at=now, filed_at=now),
        "round": PatrolRound(grid_id=grid.id, chat_id=GROUP, started_at=now, due_at=now),
    }
    wrong = [{"item": "gas", "name": "", "report": "用气隐患", "found": Found.PROBLEM, "before": False}]
    rows["checklist"] = Checklist(place_id=place.id, person_id=street.member.id, items=wrong, opened_at=now)
    rows["check"] = PlaceCheck(
        place_id=place.id, person_id=street.member.id, outcome=Outcome.ORDER, said_at=now, received_at=now
    )
    on_call: dict[str, Any] = {
        "begins_at": now,
        "ends_at": now + timedelta(days=1),
        "name": "傅勇",
        "phone": "+8619900000012",
    }
    rows["shift"] = Shift(grid_id=grid.id, **on_call, state=ShiftState.ASKED, due_at=now, person_id=street.member.id)
    on_patrol = {"round_id": rows["round"].id, "person_id": street.member.id}
    rows["part"] = PatrolPerson(**on_patrol, joined_at=now)
    rows["stop"] = PatrolStop(**on_patrol, said_at=now, received_at=now)
    rows["flag"] = PatrolFlag(**on_patrol, stop_id=rows["stop"].id, kind=FlagKind.LATE, flagged_at=now)
    rows["notice"] = await notice_of(room, street)
    rows["requirement"] = Requirement(
        number=1,
        kind=TaskKind.LETTER,
        author_id=street.leader.id,
        chat_id=LEADER,
        asked=Asked(Owners.MEMBERS).kept(),
        due_at=now + timedelta(days=9),
        **about,
    )
    post = (await room.session.scalars(select(Post).where(col(Post.person_id) == street.member.id))).one()
    due = now + timedelta(days=9)
    of_post: dict[str, Any] = {"grid_id": grid.id, "post_id": post.id, "role": post.role, "due_at": due}
    rows["obligation"] = Obligation(requirement_id=rows["requirement"].id, hazard_id=hazards[0].id, **of_post)
    written: dict[str, Any] = {"number": 2, "kind": TaskKind.OPINION, "author_id": resident.id, "chat_id": GROUP}
    rows["opinion"] = Requirement(**written, due_at=due, **about)
    rows["answered"] = Obligation(requirement_id=rows["opinion"].id, grid_id=grid.id, state=Answered.DONE, due_at=due)
    rows["assessment"] = Assessment(
        grid_id=street.street.id,
        kind=ReportPeriodKind.QUARTER,
        first=now.date(),
        last=now.date(),
        state=AssessmentState.PROVISIONAL,
        rules=rules_kept(built_in_rules()),
        object_until=due,
    )
    rows["score"] = AssessmentScore(
        assessment_id=rows["assessment"].id,
        unit=Unit.POST,
        grid_id=grid.id,
        post_id=post.id,
        person_id=street.member.id,
        peers="member grid",
    )
    rows["objection"] = AssessmentObjection(
        score_id=rows["score"].id, person_id=street.member.id, level_id=grid.id, created_at=now, answer_by=due
    )
    rows["entry"] = LogEntry(person_id=street.member.id, said_at=now, received_at=now)
    asked = next(iter(built_in().questions))
    rows["training"] = QuizTraining(person_id=street.member.id, questions=[asked], begun_at=now)
    rows["week"] = QuizRound(
        grid_id=grid.id, chat_id=GROUP, question=asked, right=0, asked_at=now, closes_at=now + timedelta(days=7)
    )
    span: dict[str, Any] = {"first": now.date(), "last": now.date(), "opened_at": now}
    rows["review"] = LogReview(leader_id=street.leader.id, person_id=street.member.id, **span)
    rows |= mutual_review(street, now)
    for row in (*hazards, *calls, *rows.values()):
        room.session.add(row)
        await room.session.flush()
    [binding] = (await room.session.scalars(select(Binding))).all()
    question = await room.standing(GROUP, "hazards.ask", QUESTION, hazards[0].id, act="dismiss", of=LEADER, given={})
    for by, where in {(case.by, case.where) for case in BOUND.values()}:
        await room.presses(by, where, "x")  # who is seen for the first time is written down
    rows["member"] = street.member
    named = {"hazard": hazards[0], "call": calls[0], "person": resident, "grid": grid, "binding": binding, **rows}
    named |= {"member": street.member, "community": street.community, "top": street.street}
    others = {"question": question.id, "other": hazards[1].id, "nothing": None}
    return {**{name: row.id for name, row in named.items()}, **others}


def mutual_review(street: Street, now: datetime) -> dict[str, Any]:
    about: dict[str, Any] = {"grid_id": street.street.id, "year": now.year, "first": now.date(), "last": now.date()}
    review = MutualReview(**about, state=ReviewState.OPEN, secret="s", set_at=now)
    of: dict[str, Any] = {"side": Side.RESIDENTS, "kind": BodyKind.GRID, "people": 5, "counts": [None] * 4}
    return {
        "mutual_review": review,
        "mutual_card": ReviewCard(review_id=review.id, person_id=street.member.id),
        "mutual_result": ReviewResult(review_id=review.id, body_id=street.grid.id, words=["好"], **of),
        "appraiser": Appraiser(grid_id=street.community.id, person_id=street.resident.id, joined_at=now),
    }


async def notice_of(room: Room, street: Street) -> Notice:
    post = (await room.session.scalars(select(Post).where(col(Post.person_id) == street.leader.id))).one()
    about: dict[str, Any] = {"grid_id": street.grid.id, "author_id": street.leader.id, "post_id": post.id}
    audience = Audience().kept()
    return Notice(
        number=1, chat_id=LEADER, words="停电", audience=audience, holds_hours=1, created_at=room.now, **about
    )


async def pressed(room: Room, case: Made, ids: dict[str, Any], on: int | None = None) -> str:
    """What the toast says."""
    request = await room.presses(case.by, case.where, case.data.format_map(ids), on=on)
    return request.toast.text if request.toast else ""


def test_every_button_that_is_bound_is_tried() -> None:
    assert set(BOUND) == {button for button in BUTTONS if not button.anywhere}


@pytest.mark.parametrize("case", BOUND.values())
async def test_under_the_message_that_it_was_made_for_a_button_does_what_it_says(
    room: Room, ids: dict[str, Any], case: Made
) -> None:
    await room.standing(case.where, case.kind, HERE, ids[case.subject], **ARGS, chosen=[1])
    assert "失效" not in await pressed(room, case, ids, on=QUESTION if case.subject == "question" else HERE)


@pytest.mark.parametrize(("button", "case"), BOUND.items())
async def test_under_the_message_of_another_it_no_longer_works_and_writes_nothing(
    room: Room, ids: dict[str, Any], button: type[Press], case: Made
) -> None:
    """What names many rows works under every message of its kinds, and under none of another."""
    await room.standing(case.where, case.kind, HERE, ids[case.subject], **ARGS)
    if not button.about:
        await room.standing(case.where, "hazards.card", WRONG, ids["hazard"])
    else:
        await room.standing(case.where, case.kind, WRONG, ids["other"], page=0, outcome="out")
    before = await everything(room.session)
    assert await pressed(room, case, ids, on=WRONG) == NO_LONGER
    assert await everything(room.session) == before


@pytest.mark.parametrize("case", BOUND.values())
async def test_under_a_message_that_is_not_recorded_yet_it_is_a_matter_of_permission(
    room: Room, ids: dict[str, Any], case: Made
) -> None:
    await room.standing(case.where, case.kind, HERE, ids[case.subject], **ARGS)
    toast = await pressed(room, case, ids)
    unsayable = (
        "duty:0",
        "duty:show:late",
        "duty:in:{grid}",
        "hzl:1",
        "ptr:1",
        "wl:page:1",
        "wl:see:{member}",
        "hzr",
        "hzn",
        "pln:in:{grid}",
        "bgd:page:1",
        "wh:all",
        "wh:on:{department}",
        "as:page:1",
        "as:stdp:1",
        "as:farp:1",
        "av:page:1",
        "av:month:1",
        "plc:page:1",
        "prd:page:1",
        "prd:left_page:1",
        "pub:m:1:{grid}",
        "pub:t:1:{grid}",
        "pub:x:hot_pot:{grid}",
        "tk:page:1",
        "vis:page:1",
    )  # which page, list or words
    assert "失效" not in toast or case.data.startswith(unsayable)


@pytest.mark.parametrize("case", BOUND.values())
async def test_whose_message_it_is_takes_one_query(room: Room, ids: dict[str, Any], case: Made) -> None:
    connection = (await room.session.connection()).sync_connection
    for on in (None, HERE):
        if on:
            await room.standing(case.where, case.kind, HERE, ids["other"], **ARGS)
        with counted(connection) as statements:
            await pressed(room, case, ids, on=on)
        assert len([each for each in statements if "JOIN delivered" in each]) == 1


async def test_a_digest_opens_each_hazard_that_it_names(room: Room, ids: dict[str, Any]) -> None:
    await room.standing(MEMBER, "hazards.ping_list", HERE)
    for number in (1, 2):
        await room.presses(MEMBER, MEMBER, f"hzo:{number}", on=HERE)
    opened = [each.subject_id for each in await room.messages(MEMBER) if each.kind == "hazards.ping"]
    assert opened == [ids["hazard"], ids["other"]]

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features import VIEWS
from handlers.activities import presses as activities
from handlers.assessment import presses as assessment
from handlers.brigades.presses import BrigadeCallOut, BrigadeOpen, BrigadesPage
from handlers.callbacks import LIMIT, Id, Number, Press, unambiguous
from handlers.checks.presses import ChecklistAct, ChecklistDo, ItemReport, ItemTurn, SeeCheckPieces
from handlers.departments.presses import UnbindDepartment
from handlers.digests.presses import Ask, DigestAsk
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
from handlers.fires.presses import FireButton, FireDo, FireNew, FireOpen
from handlers.grids.presses import ConfirmBinding, Unbind
from handlers.hazards.presses import (
    ChooseSeveral,
    CorrectKind,
    CorrectSeverity,
    DoneOnTheSpot,
    HazardAct,
    IntakeDo,
    IntakeGrid,
    IntakePage,
    IntakeStep,
    LeaveAsItIs,
    ListPage,
    OpenListed,
    OpenOwn,
    ReportSlowed,
    ReportThis,
    SameAsKnown,
    SeeEvidence,
    SeeMoreEvidence,
    SeveralStep,
    ToggleChosen,
    WithChosen,
    YesNo,
)
from handlers.ledgers.presses import LedgerOf
from handlers.mandatory_reports.presses import DutyMatter, MatterDo, MatterStep, SeeMoreOfMatter
from handlers.members.presses import ChooseLanguage, EndLeave
from handlers.mutual_reviews import presses as mutual_reviews
from handlers.notices.presses import (
    AudienceAct,
    AudienceDo,
    ConsentAct,
    ConsentDo,
    DraftAct,
    DraftDo,
    ProgressAct,
    ProgressDo,
    ReceiptAct,
    ReceiptDo,
    SendNotice,
    ShowNotice,
    SpeakFor,
    TurnKind,
    TurnLevel,
)
from handlers.obligations.presses import (
    DutyTask,
    ItemAct,
    ItemDo,
    ItemOpen,
    ItemsPage,
    OpinionAct,
    OpinionDo,
    OpinionOpen,
    OwnerAct,
    OwnerDo,
    PrintPart,
    RequirementOpen,
    RollDo,
    SeeFiles,
    SetterAct,
    SetterDo,
    TaskNew,
    TaskOpen,
    TasksPage,
)
from handlers.obligations.whistles.presses import WhistleAct, WhistleDo, WhistleHazard, WhistleToggle
from handlers.patrols.presses import (
    AlsoAStop,
    CheckInHere,
    DutyRound,
    ExplainFlag,
    OpenDrawn,
    PatrolDo,
    ReviewPage,
    RoundAct,
    StopAct,
    StopDo,
)
from handlers.periods.presses import (
    PeriodButton,
    PeriodDo,
    PeriodLeft,
    PeriodLeftPage,
    PeriodNew,
    PeriodOpen,
    PeriodsPage,
)
from handlers.places.presses import (
    DutyPlace,
    Editable,
    Nod,
    OpenCheck,
    PageButton,
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
    CalendarAct,
    CalendarDo,
    CalendarMonth,
    CalendarOpen,
    QuietAct,
    QuietDo,
    SetDayRule,
    SetWeekday,
    TextAct,
    TextDo,
    TextOpen,
    TextsPage,
)
from handlers.questions.presses import Answer, Cancel
from handlers.quiz.presses import GroupAnswer, OwnTraining, TrainingAnswer, TrainingDo, TrainingStep
from handlers.sheets.gathering import SheetKind
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
from handlers.visits.presses import Editable as HouseholdField
from handlers.visits.presses import PageButton as VisitButton
from handlers.work_log.presses import (
    AnswerAbout,
    CorrectEntry,
    DigestPage,
    DutyRounds,
    OwnPieces,
    PersonsPieces,
    ReviewAct,
    ReviewDo,
    SeeLog,
)
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow, Show
from models.activities.tables import Enters
from models.assessment.criteria import Unit
from models.emergencies.workflow import CallAct, Finding, Outcome
from models.grids.tables import Level
from models.hazards.workflow import Act, Severity
from models.ledgers.columns import LedgerName
from models.obligations.kinds import TaskKind
from models.outbox.tables import OutboxMessage
from models.periods.tables import PeriodKind
from models.places.coverage import Lacks
from tests.handlers.pressing import BUTTONS, NO_NUMBERS, WORDS, largest, presses

ID = 515_000_000_000_000_001
STAND_IN_OLD_CHATS = [
    ("hz:accept:412", HazardAct(Act.ACCEPT, 412)),
    ("hz:classify:412", HazardAct(Act.CLASSIFY, 412)),
    ("hz:broken_again:999999999", HazardAct(Act.BROKEN_AGAIN, 999_999_999)),
    (f"hza:{ID}:no_hazard", Answer(ID, "no_hazard")),
    (f"hza:{ID}:{ID}", Answer(ID, str(ID))),
    (f"hza:{ID}", Cancel(ID)),
    ("hzk:412", LeaveAsItIs(412)),
    ("hzn", ChooseSeveral()),
    ("hzn:412", ToggleChosen(412)),
    *((f"hzn:do:{step}", WithChosen(step)) for step in SeveralStep),
    ("hzx:412", DoneOnTheSpot(412)),
    ("hzr", ReportThis()),
    ("hzd:412:yes", SameAsKnown(412, YesNo.YES)),
    ("hzd:412:no", SameAsKnown(412, YesNo.NO)),
    (f"hzf:{ID}", ReportSlowed(ID)),
    ("hzk:412:k:fire_lane", CorrectKind(412, "fire_lane")),
    ("hzk:412:s:urgent", CorrectSeverity(412, Severity.URGENT)),
    ("hze:412", SeeEvidence(412)),
    ("hze:412:10", SeeMoreEvidence(412, 10)),
    ("hzo:412", OpenListed(412)),
    ("hzl:1", ListPage(1)),
    ("hzs:412", OpenOwn(412)),
    (f"hzp:{ID}:send", IntakeDo(ID, IntakeStep.SEND)),
    (f"hzp:{ID}:no", IntakeDo(ID, IntakeStep.DROP)),
    (f"hzp:{ID}:grid", IntakeDo(ID, IntakeStep.GRID)),
    (f"hzp:{ID}:up", IntakeDo(ID, IntakeStep.UP)),
    (f"hzp:{ID}:apart", IntakeDo(ID, IntakeStep.APART)),
    (f"hzp:{ID}:same", IntakeDo(ID, IntakeStep.SAME)),
    (f"hzp:{ID}:in:{ID}", IntakeGrid(ID, ID)),
    (f"hzp:{ID}:page:0", IntakePage(ID, 0)),
    (f"hzm:{ID}:got", MatterDo(ID, MatterStep.GOT)),
    (f"hzm:{ID}:hazard", MatterDo(ID, MatterStep.HAZARD)),
    (f"hzm:{ID}:see", MatterDo(ID, MatterStep.SEE)),
    (f"hzm:{ID}:see:10", SeeMoreOfMatter(ID, 10)),
    (f"chk:open:{ID}", OpenCheck(ID)),
    (f"chk:see:{ID}:{ID}", SeeCheck(ID, ID)),
    (f"chk:pieces:{ID}:10", SeeCheckPieces(ID, 10)),
    (f"chk:item:{ID}:0", ItemTurn(ID, 0)),
    (f"chk:report:{ID}:39", ItemReport(ID, 39)),
    *((f"chk:{act}:{ID}", ChecklistDo(act, ID)) for act in ChecklistAct),
    ("duty:0", DutyPage(0)),
    *((f"duty:show:{what}", DutyShow(what)) for what in Show),
    (f"duty:in:{ID}", DutyIn(ID)),
    ("duty:call:7", DutyCall(7)),
    (f"duty:matter:{ID}", DutyMatter(ID)),
    (f"duty:place:{ID}", DutyPlace(ID)),
    (f"plc:open:{ID}", PlaceOpen(ID)),
    ("plc:page:1", PlacesPage(1)),
    *((f"plc:{button}:{ID}", PlaceDo(button, ID)) for button in PageButton),
    *((f"plc:set:{what}:{ID}", PlaceEdit(what, ID)) for what in Editable),
    (f"plc:nod:agree:{ID}", PlaceNod(Nod.AGREE, ID)),
    (f"plc:nod:decline:{ID}", PlaceNod(Nod.DECLINE, ID)),
    *((f"dig:{ask}:{ID}:2026-W46", DigestAsk(ask, ID, "2026-W46")) for ask in Ask),
    (f"sht:of:{ID}", SheetsOf(ID)),
    (f"sht:below:{ID}", SheetsBelow(ID)),
    *((f"sht:{sheet}:{ID}", SheetMake(sheet, ID)) for sheet in SheetKind),
    (f"sht:renew:{ID}", CodesRenew(ID)),
    (f"sht:renewed:{ID}:412", CodesRenewed(ID, 412)),
    ("fire:new", FireNew()),
    (f"fire:open:{ID}", FireOpen(ID)),
    *((f"fire:{button}:{ID}", FireDo(button, ID)) for button in FireButton),
    *((f"ldg:{kind}", LedgerOf(kind)) for kind in LedgerName),
    (f"shf:got:{ID}", ShiftConfirm(ID)),
    (f"duty:visits:{ID}", DutyVisits(ID)),
    (f"av:open:{ID}", activities.ActivityOpen(ID)),
    ("av:page:1", activities.ActivitiesPage(1)),
    ("av:month:1", activities.ActivitiesMonth(1)),
    *((f"av:in:{enters}:{ID}", activities.ActivityEnters(enters, ID)) for enters in Enters),
    *((f"av:set:{what}:{ID}", activities.ActivityEdit(what, ID)) for what in activities.Editable),
    *((f"av:{button}:{ID}", activities.ActivityDo(button, ID)) for button in activities.PageButton),
    (f"pln:see:{ID}", SeePlan(ID)),
    (f"pln:in:{ID}", PlanIn(ID)),
    (f"pln:holds:{ID}", PlanHolds(ID)),
    (f"bgd:open:{ID}", BrigadeOpen(ID)),
    ("bgd:page:1", BrigadesPage(1)),
    (f"bgd:out:{ID}:{ID}", BrigadeCallOut(ID, ID)),
    (f"wh:on:{ID}", WhistleToggle(ID)),
    *((f"wh:{act}", WhistleDo(act)) for act in WhistleAct),
    (f"wh:hz:{ID}", WhistleHazard(ID)),
    *((f"prd:new:{kind}", PeriodNew(kind)) for kind in PeriodKind),
    (f"prd:open:{ID}", PeriodOpen(ID)),
    ("prd:page:1", PeriodsPage(1)),
    (f"prd:left:{ID}", PeriodLeft(ID)),
    ("prd:left_page:1", PeriodLeftPage(1)),
    *((f"prd:{button}:{ID}", PeriodDo(button, ID)) for button in PeriodButton),
    (f"as:open:{ID}", assessment.ScoreOpen(ID)),
    *((f"as:do:{step}:{ID}", assessment.ScoreDo(step, ID)) for step in assessment.ScoreStep),
    (f"as:below:{ID}:{ID}", assessment.BelowOpen(ID, ID)),
    ("as:page:1", assessment.BelowPage(1)),
    *((f"as:ob:{step}:{ID}", assessment.ObjectionDo(step, ID)) for step in assessment.ObjectionStep),
    (f"as:stars:{ID}:{ID}", assessment.StarsDraft(ID, ID)),
    (f"as:std:{ID}", assessment.StandardOpen(ID)),
    ("as:stdp:1", assessment.StandardPage(1)),
    ("as:far", assessment.SoFarOpen()),
    *(
        (f"as:far:{step}:{unit}:{ID}", assessment.SoFarDo(step, unit, ID))
        for step in assessment.SoFarStep
        for unit in Unit
    ),
    (f"as:farb:{ID}", assessment.SoFarBelow(ID)),
    ("as:farp:1", assessment.SoFarPage(1)),
    (f"duty:objection:{ID}", assessment.DutyObjection(ID)),
    *((f"mrv:{step}:{ID}:{ID}", mutual_reviews.CardDo(step, ID, ID)) for step in mutual_reviews.CardStep),
    (f"mrv:mark:{ID}:{ID}:4:3", mutual_reviews.CardMark(ID, ID, 4, 3)),
    (f"mrvo:{ID}", mutual_reviews.CardOpen(ID)),
    *((f"mrvs:{step}:{ID}", mutual_reviews.StreetDo(step, ID)) for step in mutual_reviews.StreetStep),
    (f"mrva:{ID}", mutual_reviews.AppraiserOut(ID)),
    (f"mrvr:{ID}:{ID}:1", mutual_reviews.ResultOpen(ID, ID, 1)),
    (f"mrvw:{ID}:1", mutual_reviews.ResultSaid(ID, 1)),
    *((f"tk:new:{kind}", TaskNew(kind)) for kind in TaskKind),
    *((f"tk:s:{act}:{ID}", SetterDo(act, ID)) for act in SetterAct),
    *((f"tk:o:{act}:{ID}", OwnerDo(act, ID)) for act in OwnerAct),
    *((f"tk:i:{act}:{ID}", ItemDo(act, ID)) for act in ItemAct),
    (f"tk:open:{ID}", TaskOpen(ID)),
    (f"tk:see:{ID}", RequirementOpen(ID)),
    (f"tk:item:{ID}", ItemOpen(ID)),
    (f"tk:roll:{ID}", RollDo(ID)),
    (f"tk:files:{ID}:10", SeeFiles(ID, 10)),
    (f"tk:list:{ID}:1", ItemsPage(ID, 1)),
    (f"tk:print:{ID}:1", PrintPart(ID, 1)),
    ("tk:page:1", TasksPage(1)),
    (f"duty:task:{ID}", DutyTask(ID)),
    *((f"tk:op:{act}:{ID}", OpinionDo(act, ID)) for act in OpinionAct),
    (f"tk:mine:{ID}", OpinionOpen(ID)),
    (f"vis:open:{ID}", HouseholdOpen(ID)),
    ("vis:page:1", HouseholdsPage(1)),
    (f"vis:add:{ID}", HouseholdAdd(ID)),
    *((f"vis:{button}:{ID}", HouseholdDo(button, ID)) for button in VisitButton),
    *((f"vis:set:{what}:{ID}", HouseholdEdit(what, ID)) for what in HouseholdField),
    *((f"plc:lack:{what}", ShowLacking(what)) for what in Lacks),
    (f"duty:round:{ID}", DutyRound(ID)),
    *((f"pt:{act}:{ID}", PatrolDo(act, ID)) for act in RoundAct),
    (f"pts:undo:{ID}", StopDo(StopAct.UNDO, ID)),
    (f"pts:report:{ID}", StopDo(StopAct.REPORT, ID)),
    (f"ptg:{ID}", CheckInHere(ID)),
    ("pta", AlsoAStop()),
    (f"ptf:{ID}", ExplainFlag(ID)),
    ("ptr:1", ReviewPage(1)),
    (f"pto:{ID}", OpenDrawn(ID)),
    ("duty:rounds:all", DutyRounds()),
    (f"wl:fix:{ID}", CorrectEntry(ID)),
    (f"wl:see:{ID}", SeeLog(ID)),
    ("wl:page:1", DigestPage(1)),
    *((f"wl:{act}:{ID}", ReviewDo(act, ID)) for act in ReviewAct),
    ("wl:own:739936:10", OwnPieces(739936, 10)),
    (f"wl:shown:{ID}:10", PersonsPieces(ID, 10)),
    (f"wl:answer:{ID}", AnswerAbout(ID)),
    *((f"nt:d:{act}:{ID}", DraftDo(act, ID)) for act in DraftAct),
    *((f"nt:a:{act}:{ID}", AudienceDo(act, ID)) for act in AudienceAct),
    *((f"nt:l:{level}:{ID}", TurnLevel(level, ID)) for level in Level),
    (f"nt:k:e_bike:{ID}", TurnKind("e_bike", ID)),
    (f"nt:s:{ID}:2", SendNotice(ID, 2)),
    *((f"nt:c:{act}:{ID}:2", ConsentDo(act, ID, 2)) for act in ConsentAct),
    *((f"nt:r:{act}:{ID}", ReceiptDo(act, ID)) for act in ReceiptAct),
    (f"nt:g:{ID}:{ID}", SpeakFor(ID, ID)),
    (f"nt:o:{ID}", ShowNotice(ID)),
    *((f"nt:p:{act}:{ID}", ProgressDo(act, ID)) for act in ProgressAct),
    (f"qz:{ID}:11:2", TrainingAnswer(ID, 11, 2)),
    *((f"qz:{step}:{ID}", TrainingDo(step, ID)) for step in TrainingStep),
    (f"qzb:{ID}", OwnTraining(ID)),
    (f"qzv:{ID}:3", GroupAnswer(ID, 3)),
    (f"pub:g:{ID}", CalendarOpen(ID)),
    *((f"pub:{act}:{ID}", CalendarDo(act, ID)) for act in CalendarAct),
    (f"pub:m:1:{ID}", CalendarMonth(1, ID)),
    (f"pub:w:0:{ID}", SetWeekday(0, ID)),
    (f"pub:w:7:{ID}", SetWeekday(7, ID)),
    (f"pub:d:working mon:{ID}", SetDayRule("working mon", ID)),
    (f"pub:d:none:{ID}", SetDayRule("none", ID)),
    (f"pub:t:1:{ID}", TextsPage(1, ID)),
    (f"pub:x:hot_pot:{ID}", TextOpen("hot_pot", ID)),
    *((f"pub:{act}:hot_pot:{ID}", TextDo(act, "hot_pot", ID)) for act in TextAct),
    *((f"pubq:{act}:{ID}", QuietDo(act, ID)) for act in QuietAct),
    (f"leave:off:{ID}", EndLeave(ID)),
    ("lang:zh_CN", ChooseLanguage("zh_CN")),
    ("bind:K7MPQ2XW9RTA", ConfirmBinding("K7MPQ2XW9RTA")),
    (f"unbind:{ID}", Unbind(ID)),
    (f"undept:{ID}", UnbindDepartment(ID)),
    ("sos:going:7", Help(CallAct.GOING, 7)),
    ("sos:arrived:7", Help(CallAct.ARRIVED, 7)),
    ("sos:smoke:7", ConfirmFinding(Finding.SMOKE, 7)),
    ("sos:nothing:7", AskToEnd(Outcome.FALSE_ALARM, 7)),
    ("sos:out:7", AskToEnd(Outcome.FIRE_OUT, 7)),
    ("sos:mistake:7", TakeBack(7)),
    ("sos:reopen:7", Reopen(7)),
    ("sos:added:7", SeeAdded(7)),
    ("sos:added:7:10", SeeMoreAdded(7, 10)),
    ("sosend:nothing:7", End(Outcome.FALSE_ALARM, 7)),
    ("sosend:keep:7", KeepOn(7)),
    (f"sosgrid:7:{ID}", ChooseGrid(7, ID)),
    ("sosapart:yes:7", AnotherHazard(YesNo.YES, 7)),
    ("sosapart:no:7", AnotherHazard(YesNo.NO, 7)),
]


@dataclass(frozen=True)
class Sign(Press, form="sign:{number}", about="number"):
    number: Number


@dataclass(frozen=True)
class SignAll(Press, form="sign:all", on=("lists.all",)):
    pass


@dataclass(frozen=True)
class SignFor(Press, form="sign:{number}:{person}", about="person", on=("lists.all", "asked")):
    number: Number
    person: Id


@dataclass(frozen=True)
class Say(Press, form="say:{words}", anywhere="it names nothing"):
    words: Annotated[str, ("隐" * 30,)]


def read(data: str) -> list[Press]:
    return [press for button in BUTTONS if (press := button.read(data)) is not None]


@pytest.mark.parametrize(("data", "press"), STAND_IN_OLD_CHATS)
def test_buttons_that_stand_in_old_chats_are_read_and_written_as_ever(data: str, press: Press) -> None:
    assert read(data) == [press]
    assert press.pack() == data


def test_every_button_stands_in_the_table_of_old_ones() -> None:
    assert {type(press) for _, press in STAND_IN_OLD_CHATS} == set(BUTTONS)


@settings(max_examples=40)  # of each button
@given(st.data())
@pytest.mark.parametrize("button", BUTTONS)
def test_what_is_packed_is_read_again_by_its_own_kind_alone(button: type[Press], data: st.DataObject) -> None:
    press = data.draw(presses(button))
    assert read(press.pack()) == [press]


@pytest.mark.parametrize("button", BUTTONS)
def test_the_largest_numbers_and_the_longest_words_fit_into_a_button(button: type[Press]) -> None:
    assert len(largest(button).pack().encode()) <= LIMIT


@given(st.sampled_from(WORDS), st.lists(st.text() | st.integers().map(str), max_size=4))
def test_random_data_is_read_as_what_packs_to_it_or_not_at_all(word: str, parts: list[str]) -> None:
    data = ":".join([word, *parts])
    assert all(press.pack() == data for press in read(data))


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_of_ours_is_never_read_as_one(number: str) -> None:
    assert read(f"hz:accept:{number}") == []
    assert read(f"hzp:{number}:in:1") == []
    assert read(f"hzp:1:page:{number}") == []


@pytest.mark.parametrize("number", [0, -1, 10**9, 10**400, "7", None, 7.0])
def test_a_button_cannot_be_made_of_what_would_not_be_read(number: int) -> None:
    with pytest.raises(ValueError, match="Sign with number"):
        Sign(number)


def test_a_button_that_telegram_would_refuse_is_not_packed() -> None:
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        Say("隐" * 30).pack()


@pytest.mark.parametrize("features", [[(Sign, Sign)], [(Sign, SignAll)], [(Sign,), (SignFor,)], [(Sign,), (SignAll,)]])
def test_two_meanings_of_one_data_are_found_at_the_start(features: list[tuple[type[Press], ...]]) -> None:
    with pytest.raises(ValueError, match="are both for"):
        unambiguous(*features)


def test_every_button_under_a_message_is_packed_from_a_press() -> None:
    """Or opens a link."""
    for path in Path("handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Button":
                data = "".join(ast.unparse(each) for each in node.args[1:])
                assert data.endswith(".pack()") or node.keywords[0].arg == "url", f"{path}:{node.lineno}"


@pytest.mark.parametrize("declared", [{}, {"about": "nobody"}, {"about": "number", "anywhere": "both?"}])
def test_a_button_that_does_not_say_which_messages_it_is_made_for_is_no_button(declared: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="which messages it is made for"):
        type("Loose", (Press,), {"__annotations__": {"number": Number}}, form="loose:{number}", **declared)


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_names_its_subject_or_its_lists_or_says_why_it_needs_neither(button: type[Press]) -> None:
    assert button.about or button.on or " " in button.anywhere
    assert set(button.on) <= set(VIEWS)


@pytest.mark.parametrize(
    ("press", "named", "made"),
    [
        (SignFor(1, 7), None, ["asked 7"]),
        (SignFor(1, 8), None, []),
        (Sign(7), None, ["asked 7", "card 7"]),
        (Sign(1), 7, ["asked 7", "card 7"]),
        (SignFor(1, ID), None, ["asked 7", "lists.all None"]),
        (SignAll(), None, ["lists.all None"]),
        (Say("隐" * 30), None, ["asked 7", "card 7", "lists.all None"]),
    ],
)
def test_a_button_is_made_for_messages_about_what_it_names_and_of_the_kinds_that_it_names(
    press: Press, named: int | None, made: list[str]
) -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC)
    messages = [
        OutboxMessage(id=ID, chat_id=1, lane=1, kind=kind, subject_id=subject, not_before=now, created_at=now)
        for kind, subject in (("asked", 7), ("card", 7), ("lists.all", None))
    ]
    assert [f"{each.kind} {each.subject_id}" for each in messages if press.made_for(each, named)] == made


def test_forms_of_one_feature_may_share_their_word_when_nothing_fits_both() -> None:
    unambiguous((Sign, SignFor), (Say,))

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features import VIEWS
from handlers.callbacks import LIMIT, Id, Number, Press, unambiguous
from handlers.checks.presses import ChecklistAct, ChecklistDo, ItemReport, ItemTurn
from handlers.departments.presses import UnbindDepartment
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
    TakeBack,
)
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
from handlers.mandatory_reports.presses import DutyMatter, MatterDo, MatterStep
from handlers.members.presses import ChooseLanguage, EndLeave
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
    ShowLacking,
)
from handlers.questions.presses import Answer, Cancel
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
    ReviewAct,
    ReviewDo,
    SeeLog,
)
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow, Show
from models.emergencies.workflow import CallAct, Finding, Outcome
from models.hazards.workflow import Act, Severity
from models.outbox.tables import OutboxMessage
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
    (f"chk:open:{ID}", OpenCheck(ID)),
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
    (f"duty:visits:{ID}", DutyVisits(ID)),
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
    (f"wl:answer:{ID}", AnswerAbout(ID)),
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


def test_every_word_in_use_is_forged_by_the_tests() -> None:
    assert {button.form.partition(":")[0] for button in BUTTONS} == set(WORDS)


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

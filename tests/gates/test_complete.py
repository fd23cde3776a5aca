"""What a new act or kind of message must be entered in as well."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from bot.features import FEATURES as DECLARED
from bot.features import MENUS, VIEWS
from handlers.feature import Audience
from handlers.forms import COMPLAINTS
from handlers.hazards.act_labels import ACT_LABELS, ActLabel
from handlers.hazards.questions import STEPS
from handlers.system.menus import HELP
from locales.translator import LOCALES, translator
from models.hazards.workflow import TRANSITIONS, Act
from models.members.permissions import Who
from models.schema import metadata
from tests.gates.source import dotted, imported, module_of, place, python_files, tree_of

NOT_IN_THE_TIMELINE = {Act.DESCRIBE}  # the card's own words show it
REASON_BESIDE = {Act.DISMISS, Act.SEND_BACK, Act.OBJECT, Act.LIFT}  # on the card, or on messages of their own
ON_MESSAGES_OF_THEIR_OWN = {Who.REPORTER, Who.LIAISON}
WHILE_SUPERVISED = {Act.PROGRESS, Act.LIFT}  # a row of its own below the others
COLUMNS = {f"{table.name}.{column.name}" for table in metadata().sorted_tables for column in table.columns}
FEATURES = {kind.partition(".")[0] for kind in VIEWS}


def kinds_named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals that have the form of a kind of message, `feature.kind`; names of routers and columns have it, too."""
    routers = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg == "name"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in routers:
            feature, _, kind = node.value.partition(".")
            if feature in FEATURES and kind.isidentifier() and node.value not in COLUMNS:
                yield node.lineno, node.value


def kinds_posted() -> set[str]:
    """Kinds that stand in the code, as a literal or by a constant's name, elsewhere than as the key of a view."""
    constants: dict[str, str] = {}
    read: set[str] = set()
    for path in python_files("handlers", "models", "bot"):
        tree, module = tree_of(path), module_of(path)
        own = {f"{module}.{name}": kind for name, kind in constants_of(tree)}
        constants |= own
        names = {local: full for _, local, full in imported(tree)}
        names |= {full.rpartition(".")[2]: full for full in own}
        read |= set(read_in(tree, names))
    return {constants.get(name, name) for name in read} & VIEWS.keys()


def constants_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Name and kind of what the module assigns at its top, in tuples too."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            [target] = node.targets
            sides: Iterable[tuple[ast.expr, ast.expr]] = ((target, node.value),)
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                sides = zip(target.elts, node.value.elts, strict=True)
            for name, value in sides:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and value.value in VIEWS:
                    yield name.id, str(value.value)


def read_in(tree: ast.Module, names: dict[str, str]) -> Iterator[str]:
    """Full names that are read and kinds that are written out, but for keys and for the values of constants."""
    tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    left_out = {id(key) for table in tables for key in table.keys}
    assigned = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    left_out |= {id(each) for value in assigned if not isinstance(value, ast.Call) for each in ast.walk(value)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            yield dotted(node, names) or ""


@pytest.mark.parametrize("act", sorted(set(Act) - NOT_IN_THE_TIMELINE))
def test_every_act_has_its_words_in_the_timeline_and_a_button_and_a_toast_if_somebody_does_it(act: Act) -> None:
    assert act in ACT_LABELS, f"Act.{act.name} has no row in ACT_LABELS of handlers/hazards/act_labels.py"
    wanted = {"timeline", "button", "done"} if act in TRANSITIONS else {"timeline"}
    has = {name for name in ("timeline", "button", "done") if getattr(ACT_LABELS[act], name)}
    assert has == wanted, f"Act.{act.name} in handlers/hazards/act_labels.py: {has ^ wanted} missing, or too much"


@pytest.mark.parametrize("act", [act for act, steps in STEPS.items() if any(step.key == "reason" for step in steps)])
def test_every_reason_that_is_asked_for_can_be_read(act: str) -> None:
    label = ACT_LABELS[Act(act)]
    shown = any("{reason}" in words for words in (label.timeline, label.with_reason))
    assert shown is not (act in REASON_BESIDE), f"{act}: no {{reason}} in `timeline` or `with_reason` of its ActLabel"


@pytest.mark.parametrize("act", TRANSITIONS)
def test_every_button_stands_on_a_keyboard_and_only_in_states_in_which_its_act_can_be_done(act: Act) -> None:
    label, move = ACT_LABELS.get(act, ActLabel("")), TRANSITIONS[act]
    offered = label.group.keys() | label.staff.keys()
    assert offered <= set(move.before), f"Act.{act.name} is offered in {offered - set(move.before)}, and refused there"
    elsewhere = act in WHILE_SUPERVISED or move.who in ON_MESSAGES_OF_THEIR_OWN
    assert bool(offered) is not elsewhere, f"Act.{act.name} is on no keyboard: `group` and `staff` of its ActLabel"


def test_every_kind_of_message_named_in_the_code_has_a_view() -> None:
    named = [
        (place(path, line), kind)
        for path in python_files("handlers", "models", "bot")
        for line, kind in kinds_named(tree_of(path))
    ]
    assert len({kind for _, kind in named}) >= 50
    assert [(where, kind) for where, kind in named if kind not in VIEWS] == []


def test_every_view_is_of_a_kind_that_is_posted() -> None:
    assert VIEWS.keys() - kinds_posted() == set()


def test_every_complaint_about_an_answer_has_its_words_and_the_other_way_round() -> None:
    raised = {
        argument.value
        for path in python_files("handlers")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("BadAnswer", "last_day")
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    worded = [code for feature in DECLARED for form in feature.forms for code in form.complaints] + [*COMPLAINTS]
    assert raised == set(worded)


def test_every_command_that_is_heard_stands_in_a_menu_and_the_other_way_round() -> None:
    heard = {
        argument.value
        for path in python_files("handlers")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Says"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert heard == {command.name for command in (*MENUS.commands, HELP)}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_is_offered_to_somebody_with_a_description(locale: str) -> None:
    t = translator(locale)
    offered = {name: words for audience in Audience for name, words in MENUS.entries(t, audience)}
    assert {command.name for command in MENUS.commands} <= offered.keys()
    assert [name for name, words in offered.items() if not words.strip()] == []

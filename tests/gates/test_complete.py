"""What a new act or kind of message must be entered in as well."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from bot.features import FEATURES as DECLARED
from bot.features import MENUS, VIEWS
from handlers.feature import Audience
from handlers.forms import COMPLAINTS
from handlers.hazards.labels import ACT_DONE, BUTTONS
from handlers.hazards.timeline import STORY
from handlers.system.menus import HELP
from locales.translator import LOCALES, translator
from models.hazards.workflow import TRANSITIONS, Act
from models.schema import metadata
from tests.gates.source import dotted, imported, module_of, place, python_files, tree_of

NOT_IN_THE_STORY = {Act.DESCRIBE}  # the card's own words show it
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


def test_every_act_that_a_person_does_has_its_button_and_its_toast() -> None:
    assert set(TRANSITIONS) == set(BUTTONS) == set(ACT_DONE)


def test_every_act_has_its_words_in_the_story() -> None:
    assert set(Act) - set(STORY) == NOT_IN_THE_STORY


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

"""The messages in the code: `t("…")`, `t.plain("…")`, `t.n("one …", "many …", n)` and `N_("…")`."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.gates.source import ROOT, tree_of

SPEAKING = ("bot", "handlers", "reports", "locales")
FEATURES = ("grids", "members", "hazards", "escalation", "patrols", "notices", "reports")
CORE = "core"


@dataclass(frozen=True)
class Message:
    msgid: str
    plural: str | None
    path: Path
    line: int


@dataclass(frozen=True)
class Unreadable:
    path: Path
    line: int


def messages_in(paths: Iterable[Path]) -> list[Message | Unreadable]:
    return [found for path in paths for found in messages_of(path, tree_of(path))]


def messages_of(path: Path, tree: ast.Module) -> Iterator[Message | Unreadable]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            match form(node.func):
                case "n" if len(node.args) > 1:
                    yield plural_message(path, node)
                case "t" | "plain" | "N_":
                    yield from plain_messages(path, node.args[0])


def form(function: ast.expr) -> str | None:
    """Which way of marking a message this call is: `self.t.n` is `n`, `datetime.n` is none."""
    match function:
        case ast.Name(id="t" | "N_" as name):
            return name
        case ast.Attribute(attr="t"):
            return "t"
        case ast.Attribute(attr="n" | "plain" as name, value=owner) if form(owner) == "t":
            return name
    return None


def plural_message(path: Path, call: ast.Call) -> Message | Unreadable:
    match call.args[:2]:
        case [ast.Constant(value=str(one)), ast.Constant(value=str(many))]:
            return Message(one, many, path, call.lineno)
    return Unreadable(path, call.lineno)


def plain_messages(path: Path, argument: ast.expr) -> Iterator[Message | Unreadable]:
    """A name or an attribute stands for a constant that N_ marked elsewhere; text put together on the spot does not."""
    match argument:
        case ast.Constant(value=str(msgid)):
            yield Message(msgid, None, path, argument.lineno)
        case ast.IfExp(body=body, orelse=orelse):
            yield from plain_messages(path, body)
            yield from plain_messages(path, orelse)
        case ast.JoinedStr() | ast.BinOp() | ast.Constant():
            yield Unreadable(path, argument.lineno)


CATALOGUES_OF_VERBS = {
    "roster": "roster",
    "problems": "roster",
    "verb": "roster",
    "ladder": "escalation",
    "departments": "departments",
    "holidays": "schedule",
    "places": "places",
    "cycles": "checks",
}


def feature_of(path: Path) -> str:
    """handlers/hazards/card/view.py → hazards, bot/cli/rules/ladder.py → escalation, reports/… → reports, else core."""
    floor, *rest = path.relative_to(ROOT).parts
    if rest[0] == "cli":
        return CATALOGUES_OF_VERBS.get(rest[-1].removesuffix(".py"), CORE)
    if floor == "reports":
        return "reports"
    name = rest[0].removesuffix(".py")
    return name if floor == "handlers" and (len(rest) > 1 or name in FEATURES) else CORE

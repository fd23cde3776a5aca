import re

from bot.configuration.settings import VARIABLES, Settings, load
from tests.gates.source import ROOT

LINE = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


def shown() -> list[tuple[str, str]]:
    return LINE.findall((ROOT / ".env.example").read_text("utf-8"))


def test_the_example_names_every_variable_once() -> None:
    assert sorted(name for name, _ in shown()) == sorted(name for name, *_ in VARIABLES)


def test_the_example_shows_the_defaults() -> None:
    assert load(dict(shown())) == Settings()

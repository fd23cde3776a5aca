"""What is written for offices in Chinese stays level with the English, and names what there is.

Everything set as code (settings, defaults, commands, files) stands in both languages, sections and rows of tables
correspond, and blocks of code differ in their comments alone.
"""

import re
from collections import Counter
from datetime import timedelta

import pytest
from babel.messages.pofile import read_po

from bot.features import FEATURES
from handlers.system.menus import HELP
from models.escalation.tables import Aim, Lack
from models.hazards.alerting.ladder import LADDERS
from models.hazards.workflow import Severity
from tests.gates.source import ROOT

PAIRS = [("README.md", "README.zh-CN.md"), ("docs/operation.md", "docs/zh/operation.md")]
HANDBOOK = "docs/zh/handbook.md"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"\s*(?:# |-- ).*$", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def named(text: str) -> set[str]:
    """What is set as code within the text, however its lines are broken."""
    return {re.sub(r"\s+", " ", each) for each in re.findall(r"`([^`]+)`", FENCED.sub("", text))}


def blocks(text: str) -> list[tuple[str, str]]:
    return [(kind, re.sub(r"\s+", " ", COMMENT.sub("", body)).strip()) for kind, body in FENCED.findall(text)]


def sections(text: str) -> list[tuple[int, int]]:
    """Of each section its level and how many rows its tables have."""
    parts = re.split(r"^(#+) ", FENCED.sub("", text), flags=re.MULTILINE)[1:]
    return [(len(mark), body.count("\n|")) for mark, body in zip(parts[::2], parts[1::2], strict=True)]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_what_one_language_names_the_other_names_too(english: str, chinese: str) -> None:
    here, there = named(read(english)), named(read(chinese))
    assert sorted(here - there) == [], f"not in {chinese}"
    assert sorted(there - here) == [], f"not in {english}"


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_blocks_of_code_differ_in_their_comments_alone(english: str, chinese: str) -> None:
    assert blocks(read(english)) == blocks(read(chinese))


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_sections_and_their_tables_correspond(english: str, chinese: str) -> None:
    assert sections(read(english)) == sections(read(chinese))


@pytest.mark.parametrize("name", [chinese for _, chinese in PAIRS] + [HANDBOOK])
def test_links_lead_to_what_is_there(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", read(name))
    gone = [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()]
    assert targets
    assert gone == []


def test_every_button_that_the_handbook_names_stands_in_the_catalogues() -> None:
    said: set[str] = set()
    for path in sorted((ROOT / "locales/zh_CN/LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            said |= {str(message.string) for message in read_po(file)}
    buttons = set(re.findall(r"【([^】]+)】", read(HANDBOOK)))
    assert len(buttons) > 20
    assert sorted(buttons - said) == []


def test_every_command_that_the_handbook_names_is_heard_and_the_other_way_round() -> None:
    written = Counter(re.findall(r"`/([a-z]+)", read(HANDBOOK)))
    heard = {HELP.name, *(command.name for feature in FEATURES for command in feature.commands)}
    assert sorted(written.keys() ^ heard) == []


LADDER = "## 超时报给谁"
AIMS = {Aim.GRID: "网格长", Aim.COMMUNITY: "社区", Aim.STREET: "街道", Aim.DISTRICT: "区"}


@pytest.mark.parametrize("severity", list(Severity))
def test_the_handbook_tells_the_ladder_as_it_is(severity: Severity) -> None:
    rows = [line.strip("|").split("|") for line in read(HANDBOOK).partition(LADDER)[2].splitlines() if line[:1] == "|"]
    column = [row[list(Severity).index(severity) + 1] for row in rows]
    ladder = LADDERS[severity]
    for lack, cell in ((Lack.ACCEPTED, column[3]), (Lack.DONE, column[4]), (Lack.REVIEWED, column[6])):
        for step in (step for step in ladder.steps if step.lack is lack):
            told = f"{span(step.after)}：{AIMS[step.aim]}" if step.aim in AIMS else span(step.after)
            assert told in cell


def span(delay: timedelta) -> str:
    for unit, word in ((timedelta(days=1), "天"), (timedelta(hours=1), "小时"), (timedelta(minutes=1), "分钟")):
        if delay % unit == timedelta(0):
            return f"{delay // unit}{word}"
    raise AssertionError(delay)

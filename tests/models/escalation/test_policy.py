from datetime import timedelta

import pytest

from models.escalation.policy_text import as_text
from models.escalation.recipients import HEIGHT
from models.escalation.tables import Aim, Lack
from models.grids.tables import Level
from models.hazards.alerting.ladder import LADDERS, lacking
from models.hazards.workflow import ENDED, LIVE, Severity, State

DEFAULT = {
    Severity.URGENT: """
        told          grid street
        not accepted  5m told every 5m
        not accepted  10m community
        not accepted  15m district
        not done      2h above every 1h
        idle          1h workers every 1h
        not reviewed  30m above every 1h
        hours         always
    """,
    Severity.MAJOR: """
        told          grid
        not accepted  30m community
        not accepted  2h street
        not done      1d above every 1d
        idle          12h workers every 12h
        not reviewed  4h above every 1d
        hours         always
    """,
    Severity.ORDINARY: """
        told
        not accepted  2h grid
        not accepted  8h community
        not accepted  1d street
        not done      7d above every 1d
        idle          84h workers every 84h
        not reviewed  1d above every 1d
        hours         08:00-20:00
    """,
}


@pytest.mark.parametrize("severity", list(Severity))
def test_the_default_ladders_are_these(severity: Severity) -> None:
    rows = [line.strip() for line in DEFAULT[severity].strip().splitlines()]
    assert as_text(LADDERS[severity]).splitlines() == rows


@pytest.mark.parametrize("severity", list(Severity))
def test_every_ladder_rises_and_ends_in_steps_that_repeat(severity: Severity) -> None:
    ladder = LADDERS[severity]
    aims = [step.aim for step in ladder.of(Lack.ACCEPTED) if step.aim is not Aim.TOLD]
    heights = [HEIGHT[Level(aim)] for aim in aims]
    assert heights == sorted(heights)
    for lack in (Lack.DONE, Lack.PROGRESS, Lack.REVIEWED):
        assert ladder.of(lack)[-1].every is not None


@pytest.mark.parametrize("severity", list(Severity))
def test_idle_is_half_the_time_there_is(severity: Severity) -> None:
    ladder = LADDERS[severity]
    assert ladder.first(Lack.PROGRESS) * 2 == ladder.first(Lack.DONE)


@pytest.mark.parametrize(
    ("severity", "minutes"), [(Severity.URGENT, 5), (Severity.MAJOR, 30), (Severity.ORDINARY, 120)]
)
def test_the_deadline_shown_is_the_first_step(severity: Severity, minutes: int) -> None:
    assert LADDERS[severity].first(Lack.ACCEPTED) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("state", "lacks"),
    [
        (State.OPEN, {Lack.ACCEPTED, Lack.DONE}),
        (State.ACCEPTED, {Lack.DONE, Lack.PROGRESS}),
        (State.REVIEW, {Lack.REVIEWED}),
        (State.RECTIFYING, set()),
        (State.TRANSFERRED, set()),
    ],
)
def test_what_a_live_hazard_lacks(state: State, lacks: set[Lack]) -> None:
    assert state in LIVE
    assert {lack for lack in Lack if lacking(state, lack)} == lacks


@pytest.mark.parametrize("state", [State.DRAFT, *sorted(ENDED)])
def test_a_hazard_that_is_not_live_lacks_nothing(state: State) -> None:
    assert not any(lacking(state, lack) for lack in Lack)


def test_only_the_workers_are_chased_for_progress() -> None:
    aims = {step.aim for ladder in LADDERS.values() for step in ladder.of(Lack.PROGRESS)}
    assert aims == {Aim.WORKERS}

"""The whole loop under random people, presses and time: whatever happens, nothing reported is left lying.

WHOLE_LOOP_EXAMPLES=2000 runs that many, each time others, to hunt (`make hunt`); without it the same few run each time,
in `make test` three.
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.models.whole_loop.calls import Calls
from tests.models.whole_loop.hazards import Hazards
from tests.models.whole_loop.machine import START
from tests.models.whole_loop.mandatory_reports import MandatoryReports
from tests.models.whole_loop.patrols import Patrols
from tests.models.whole_loop.people import People
from tests.models.whole_loop.place_checks import PlaceChecks
from tests.models.whole_loop.town import set_stage

EXAMPLES = int(os.environ.get("WHOLE_LOOP_EXAMPLES", "0"))
STORIES = [EXAMPLES] if EXAMPLES else [3, pytest.param(20, marks=pytest.mark.long)]


class WholeLoop(Hazards, Calls, MandatoryReports, Patrols, PlaceChecks, People):
    """All of it at once."""


@pytest.mark.timeout(0 if EXAMPLES else 300)
@pytest.mark.parametrize("stories", STORIES)
def test_whatever_people_and_time_do_nothing_reported_is_left_lying(
    sqlite_template: Path, tmp_path: Path, stories: int
) -> None:
    stage = set_stage(sqlite_template, tmp_path, START)
    chosen = settings(
        max_examples=stories,
        stateful_step_count=60 if EXAMPLES else 30,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),  # to make a story shorter takes minutes, and one of thirty steps can be read
    )
    machine: Any = partial(WholeLoop, stage)
    run_state_machine_as_test(machine, settings=chosen)

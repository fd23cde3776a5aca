import os
import subprocess

import pytest
from honcho.environ import expand_processes, parse_procfile

from tests.gates.source import ROOT

ROLES = ["listen", "work", "speak", "clock"]


def processes() -> dict[str, str]:
    return dict(parse_procfile((ROOT / "Procfile").read_text("utf-8")).processes)


def printed(command: str, environment: dict[str, str]) -> str:
    ran = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def health_ports(given: dict[str, str]) -> dict[str, str]:
    """What each process started by honcho, with two of `work`, has as HEALTH_PORT."""
    environment = {name: value for name, value in os.environ.items() if name != "HEALTH_PORT"} | given
    asking = {
        role: command.replace(f"python -m bot {role}", "printenv HEALTH_PORT") for role, command in processes().items()
    }
    return {
        each.name: printed(each.cmd, each.env)
        for each in expand_processes(asking, concurrency={"work": 2}, env=environment, port=5000)
    }


def test_each_role_is_a_process_and_the_first_gets_the_port_from_the_environment() -> None:
    assert list(processes()) == ROLES
    assert [command.rpartition("python -m bot ")[2] for command in processes().values()] == ROLES


def test_each_process_answers_for_its_health_on_a_port_of_its_own() -> None:
    ports = {"listen.1": "9100", "work.1": "9110", "work.2": "9111", "speak.1": "9120", "clock.1": "9130"}
    assert health_ports({"HEALTH_PORT": "9100"}) == ports


@pytest.mark.parametrize("given", [{}, {"HEALTH_PORT": ""}])
def test_without_a_health_port_no_process_has_one(given: dict[str, str]) -> None:
    assert set(health_ports(given).values()) == {""}

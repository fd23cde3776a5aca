import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from bot.files.pool import Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(1) as pool:
        yield pool


def test_work_is_done_in_another_process(pool: Pool) -> None:
    assert pool.submit(os.getpid).result() != os.getpid()


def test_an_error_is_told_and_the_process_lives_on(pool: Pool) -> None:
    first = pool.submit(os.getpid).result()
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()
    assert pool.submit(os.getpid).result() == first


def test_a_pool_whose_process_died_works_again(pool: Pool) -> None:
    with pytest.raises(BrokenExecutor):
        pool.submit(os._exit, 1).result()
    assert pool.submit(abs, -3).result() == 3
    assert pool.submit(abs, -4).result() == 4


def dies_after(pipe: Path) -> None:
    pipe.open().close()
    os.kill(os.getpid(), signal.SIGKILL)


def goes_on_after(pipe: Path, go_on: Path) -> str:
    pipe.open("w").close()
    return go_on.open().read()


def test_of_two_at_once_one_outlives_the_death_of_the_other(tmp_path: Path) -> None:
    pipe, go_on = tmp_path / "pipe", tmp_path / "go_on"
    os.mkfifo(pipe)
    os.mkfifo(go_on)
    with Pool(2) as pool:
        dying, living = pool.submit(dies_after, pipe), pool.submit(goes_on_after, pipe, go_on)
        with pytest.raises(BrokenExecutor):
            dying.result()
        go_on.write_text("on")
        assert living.result() == "on"


def test_ctrl_c_is_left_to_the_parent(pool: Pool) -> None:
    assert pool.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_IGN


def test_when_the_parent_is_killed_its_processes_end() -> None:
    """They hold the pipe that is read here: it ends when the last of them does."""
    code = """
import os, signal
from bot.files.pool import Pool
pool = Pool(2)
print([pool.submit(abs, -number).result() for number in (3, 4)], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False, text=True)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "[3, 4]\n")

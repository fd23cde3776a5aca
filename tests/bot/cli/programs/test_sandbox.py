import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import aiohttp
import pytest

from tests.gates.source import ROOT

ENVIRONMENT = {**os.environ, "LOCALE": "en", "PYTHONUNBUFFERED": "1"}


def start(port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", "--port", str(port)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def sandbox() -> Iterator["subprocess.Popen[str]"]:
    process = start(0)
    with process:
        yield process
        process.kill()


def read_lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().rstrip("\n") for _ in range(count)]


async def test_it_tells_its_address_and_a_token_that_works(sandbox: "subprocess.Popen[str]") -> None:
    opened, address, token = read_lines(sandbox, 3)
    url = address.removeprefix("TELEGRAM_API_URL=")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert opened == f"Open {url} in a browser. Ctrl-C ends the sandbox."
    me = f"{url}/bot{token.removeprefix('BOT_TOKEN=')}/getMe"
    async with aiohttp.ClientSession() as client, client.get(me) as answer, client.get(url) as page:
        assert (await answer.json())["result"]["is_bot"]
        assert page.status == 200


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_without_a_word(sandbox: "subprocess.Popen[str]", stop: signal.Signals) -> None:
    read_lines(sandbox, 3)
    sandbox.send_signal(stop)
    out, err = sandbox.communicate()
    assert (sandbox.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_told_in_one_line(sandbox: "subprocess.Popen[str]") -> None:
    _, address, _ = read_lines(sandbox, 3)
    port = int(address.rpartition(":")[2])
    with start(port) as second:
        out, err = second.communicate()
    assert (second.returncode, out) == (2, "")
    assert re.fullmatch(rf"--port cannot be used: .*{port}.*\n", err)

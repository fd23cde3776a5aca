"""What a test may need from the machine: skipped plainly where it is missing, demanded by WANGGE_REQUIRE_ALL=1."""

import os
import shutil
from typing import NoReturn

import pytest


def need(reason: str) -> NoReturn:
    if os.environ.get("WANGGE_REQUIRE_ALL") == "1":
        pytest.fail(f"required by WANGGE_REQUIRE_ALL: {reason}", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def chromium() -> str:
    return shutil.which("chromium") or need("install Debian's chromium")

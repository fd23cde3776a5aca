import pytest


@pytest.fixture(autouse=True)
def retry_after_is_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the program, which opts in to it: see open_bot."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")

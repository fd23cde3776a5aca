import pytest

from sandbox.control.failures import Failure, Failures
from sandbox.errors import ControlError


@pytest.mark.parametrize(
    ("failure", "method", "chat", "hit"),
    [
        (Failure("500"), "sendMessage", 1, True),
        (Failure("500"), "getUpdates", None, False),
        (Failure("500", method="getUpdates"), "getUpdates", None, True),
        (Failure("500", method="sendPhoto"), "sendMessage", 1, False),
        (Failure("500", method="sendmessage"), "sendMessage", 1, True),
        (Failure("500", chat=2), "sendMessage", 1, False),
        (Failure("500", chat=1), "getMe", None, False),
    ],
)
def test_a_failure_hits_only_what_it_names(failure: Failure, method: str, chat: int | None, hit: bool) -> None:
    failures = Failures()
    failures.add(failure)
    assert (failures.next(method, chat) is failure) is hit


def test_a_failure_is_used_up() -> None:
    failures = Failures()
    failures.add(Failure("500", times=2))
    assert [failures.next("getMe", None) is None for _ in range(3)] == [False, False, True]


def test_a_failure_can_say_what_it_likes() -> None:
    error = Failure("400", description="Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN").error()
    assert (error.code, error.description) == (400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN")
    with pytest.raises(ControlError, match="kind must be one of"):
        Failure("418")

import pytest

from bot.errors import CannotStart, needed, usable


def test_what_goes_wrong_names_the_setting_and_the_cause_in_one_line() -> None:
    with pytest.raises(CannotStart) as stopped, needed("DATA_DIR"):
        raise PermissionError(13, "Permission denied\nand more")
    assert str(stopped.value) == "DATA_DIR cannot be used: [Errno 13] Permission denied"
    assert stopped.value.status == 2


def test_a_fault_nobody_named_is_not_the_setting_s() -> None:
    with pytest.raises(KeyError), needed("DATA_DIR"):
        raise KeyError("x")


def test_faults_of_other_kinds_can_be_named() -> None:
    with pytest.raises(CannotStart, match="WEBHOOK_URL cannot be used: bad"), needed("WEBHOOK_URL", ValueError):
        raise ValueError("bad")


def test_nothing_wrong_is_nothing_told() -> None:
    with needed("DATA_DIR"):
        pass


def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong_of_it() -> None:
    with pytest.raises(CannotStart) as stopped, usable("The quiz cannot be used. {problem}", ValueError):
        raise ValueError("oil is there twice")
    assert str(stopped.value) == "The quiz cannot be used. oil is there twice"
    with pytest.raises(CannotStart), usable("{problem}"):
        b"\xff".decode()

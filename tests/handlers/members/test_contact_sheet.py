import pytest

from handlers.members.contact_sheet import masked


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+8619900000001", "199****0001"),
        ("+862300001190", "023****1190"),
        ("+85221234567", "008****4567"),
        ("+8612345", "****2345"),
    ],
)
def test_a_phone_is_shown_without_its_middle(phone: str, shown: str) -> None:
    assert masked(phone) == shown

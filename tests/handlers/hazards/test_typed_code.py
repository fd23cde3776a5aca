import pytest

from handlers.hazards.typed_code import number_in
from tests.handlers.room import Room
from tests.street import GROUP, Street

NO_CODES = ("H99999999999999999999", "9" * 400, "-1", "H-1", "1e3", "²", "H", "1 2", "H 1 2")


@pytest.mark.parametrize("typed", ["H412", "h412", "412", " H 412 ", "Ｈ４１２", "ｈ412"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert number_in(typed) == 412


@pytest.mark.parametrize("typed", NO_CODES)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert number_in(typed) is None


@pytest.mark.parametrize("typed", NO_CODES)
async def test_status_of_what_is_no_code_asks_which(room: Room, typed: str) -> None:
    await room.says(11, GROUP, f"/status {typed}")
    assert await room.kinds(GROUP) == ["hazards.which"]


@pytest.mark.parametrize("typed", ["0", "H999999999", "H999\0"])
async def test_status_of_a_hazard_that_is_not_there_says_so(room: Room, typed: str) -> None:
    await room.says(11, GROUP, f"/status {typed}")
    assert await room.kinds(GROUP) == ["hazards.unknown"]


@pytest.mark.parametrize("command", ["/my", "/duty", "/leave", "/bind", "/start hz_", "/start", "/help"])
async def test_numbers_that_no_column_holds_are_answered(room: Room, street: Street, command: str) -> None:
    me = street.member.tg_user_id
    for number in ("9" * 20, "1" + "0" * 400, "-" + "9" * 20, "99999-99-99", "9999-12-31", "9999-12-30 5天", "1\0"):
        before = len(await room.kinds(me))
        await room.says(me, me, f"{command} {number}".replace("_ ", "_"))
        assert len(await room.kinds(me)) > before, number

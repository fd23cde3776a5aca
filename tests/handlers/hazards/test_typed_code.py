import pytest

from handlers.hazards.typed_code import is_code, number_in
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


@pytest.mark.parametrize(
    ("typed", "code"), [("H3", True), ("ｈ 12", True), ("12", False), ("H3坏了", False), ("H", False)]
)
def test_only_with_its_letter_a_code_alone_is_surely_one(typed: str, code: bool) -> None:
    assert is_code(typed) is code


@pytest.mark.parametrize(
    ("typed", "kind"), [("H1", "hazards.status"), (" h1 ", "hazards.status"), ("H2", "hazards.unknown")]
)
async def test_a_code_alone_in_private_asks_how_it_stands(room: Room, street: Street, typed: str, kind: str) -> None:
    await room.says(11, GROUP, "/report 3号楼楼道堆物")
    await room.says(11, 11, typed)
    assert await room.kinds(11) == [kind]


async def test_a_code_is_no_part_of_a_report_that_is_being_made(room: Room, street: Street) -> None:
    await room.says(11, 11, "5号楼楼道堆满杂物")
    await room.says(11, 11, "H1")
    assert await room.kinds(11) == ["hazards.intake", "hazards.unknown"]


async def test_in_a_group_a_code_is_left_to_people(room: Room, street: Street) -> None:
    await room.says(11, GROUP, "H1")
    assert await room.kinds() == []

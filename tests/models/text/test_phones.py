import pytest

from models.text import phones


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("19900000001", "+8619900000001"),
        ("+86 199 0000 0001", "+8619900000001"),
        ("0086-199-0000-0001", "+8619900000001"),
        ("8619900000001", "+8619900000001"),
        ("１９９００００ ０００１", "+8619900000001"),
        ("199—0000—0001", "+8619900000001"),
        ("\u202a19900000001\u202c", "+8619900000001"),
        ("023-0000 1190", "+862300001190"),
        ("（023）68881234", "+862368881234"),
        ("400-800-1234", "+864008001234"),
        ("+852 1234 5678", "+85212345678"),
    ],
)
def test_a_phone_is_read_in_any_common_format(written: str, number: str) -> None:
    assert phones.e164(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "119",
        "68881234",
        "1990000",
        "199000000011",
        "1990000001",
        "19900000001/19900000002",
        "1.99E+10",
        "张三",
        "1" * 10_000,
    ],
)
def test_what_is_no_phone_or_lacks_its_area_code_is_refused(written: str) -> None:
    assert phones.e164(written) is None


@pytest.mark.parametrize("number", ["+8619900000001", "+862300001190", "+864008001234", "+85212345678", "+12025550123"])
def test_what_a_roster_writes_is_read_back_and_is_no_formula(number: str) -> None:
    written = phones.as_written(number)
    assert written.isdigit()
    assert phones.e164(written) == number


def test_a_mobile_number_is_written_as_people_dial_it() -> None:
    assert phones.as_written("+8619900000001") == "19900000001"
    assert phones.as_written("+862300001190") == "02300001190"


@pytest.mark.parametrize("given", ["8619900000001", "+8619900000001", " 8619900000001 "])
def test_a_shared_contact_brings_its_country_code_with_or_without_a_plus(given: str) -> None:
    assert phones.of_contact(given) == "+8619900000001"


@pytest.mark.parametrize(("written", "so"), [("1.99E+10", True), ("2e10", True), ("19900000001", False)])
def test_a_phone_shortened_by_a_spreadsheet_is_recognised(written: str, *, so: bool) -> None:
    assert phones.rounded(written) is so


@pytest.mark.parametrize(
    ("written", "so"),
    [("02300001190", True), ("12345", True), ("023-00001190转8001", True), ("見办公室", False), ("--", False)],
)
def test_a_supervision_phone_may_be_a_hotline_or_have_an_extension(written: str, *, so: bool) -> None:
    assert phones.can_be_public(written) is so

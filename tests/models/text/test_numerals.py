import pytest

from models.text.numerals import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("五", 5),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("二十一", 21),
        ("十十", None),
        ("一二", None),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, value: int | None) -> None:
    assert number(text) == value

import pytest

from models.activities.reading import calls_out, enters_in, reached_in, read_reached
from models.activities.tables import Enters


@pytest.mark.parametrize(
    ("words", "enters", "reached"),
    [
        ("进学校上消防课，60人", Enters.SCHOOL, 60),
        ("社区幼儿园演示灭火器 120余名", Enters.SCHOOL, 120),
        ("小区门口发放传单200份", Enters.COMMUNITY, None),
        ("入户讲解燃气安全", Enters.FAMILY, None),
        ("工厂班前会，第一班30人，第二班25人", Enters.ENTERPRISE, None),
        ("fire lesson at the village hall, 40 people", Enters.VILLAGE, 40),
        ("张贴海报", None, None),
        ("9999999人", None, None),
    ],
)
def test_words_say_whom_it_entered_and_reached(words: str, enters: Enters | None, reached: int | None) -> None:
    assert (enters_in(words), reached_in(words)) == (enters, reached)


@pytest.mark.parametrize(
    ("answer", "reached"),
    [("60", 60), ("约60人", 60), ("60 余人", 60), ("0", None), ("六十", None), ("60到80", None), ("1000001", None)],
)
def test_a_number_of_people_is_read_as_people_write_it(answer: str, reached: int | None) -> None:
    assert read_reached(answer) == reached


@pytest.mark.parametrize(("words", "calls"), [("喊话", True), ("喊话。", True), ("喊话三遍", False), ("", False)])
def test_calling_out_is_the_word_alone(words: str, calls: bool) -> None:
    assert calls_out(words) is calls

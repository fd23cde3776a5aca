from sandbox.formatting.mark import Mark
from sandbox.formatting.tags import joined, mark_of, without_languages


def test_a_code_keeps_its_language_for_the_pre_around_it() -> None:
    code = mark_of("code", {"class": "language-py"}, 0, 4, "x")
    assert code == Mark(0, 4, "code", {"language": "py"})
    assert joined(code, Mark(0, 4, "pre")) == Mark(0, 4, "pre", {"language": "py"})
    assert without_languages([code]) == [Mark(0, 4, "code")]


def test_only_pre_and_code_around_the_same_text_are_joined() -> None:
    code = Mark(0, 4, "code", {"language": "py"})
    assert joined(code, Mark(0, 5, "pre")) is None
    assert joined(code, Mark(0, 4, "bold")) is None
    assert joined(Mark(0, 4, "code"), Mark(0, 4, "pre")) is None


def test_another_class_names_no_language() -> None:
    assert mark_of("code", {"class": "py"}, 0, 1, "x") == Mark(0, 1, "code")

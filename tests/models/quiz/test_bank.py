"""The questions, held against what Telegram takes of a poll, and files of a street's own."""

from collections import Counter
from pathlib import Path

import pytest

from models.quiz.bank import A_YEAR, FILE, LANGUAGES, BadBank, Question, Topic, built_in, chosen_bank, read_bank

QUESTIONS = built_in().questions
ONE = """
[[question]]
name = "oil"
topic = "put_out"
right = 2
[question.zh_CN]
ask = "油锅起火怎么办？"
options = ["浇水", "盖锅盖"]
why = "盖上锅盖。"
"""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_there_are_enough_for_a_year_of_each_topic_and_right_ones_stand_everywhere() -> None:
    assert len(QUESTIONS) >= A_YEAR
    topics = Counter(each.topic for each in QUESTIONS.values())
    assert min(topics[topic] for topic in Topic) >= 7
    places = Counter(each.right for each in QUESTIONS.values())
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) <= len(QUESTIONS) / 3


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_is_one_that_telegram_takes_in_both_languages(question: Question) -> None:
    assert tuple(question.wordings) == LANGUAGES
    for words in question.wordings.values():
        assert units(words.ask) <= 280  # “answers are public” may follow
        assert len(words.options) in (3, 4)
        assert len(set(words.options)) == len(words.options)
        assert all(1 <= units(option) <= 100 for option in words.options)
        assert 1 <= units(words.why) <= 200
        assert words.why.count("\n") <= 2
        assert 0 <= question.right < len(words.options)
    assert len({each.ask for each in question.wordings.values()}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("[[question]]", "[[question", "quiz_bank.toml"),
        ("[[question]]", "[[other]]", "no [[question]]"),
        ('"oil"', '"油"', "up to 40 of a-z"),
        ('"put_out"', '"swim"', "topic must be one of danger"),
        ("right = 2", "right = 3", "right must be the number"),
        ("right = 2", "right = 0", "right must be the number"),
        ("zh_CN", "fr", "zh_CN or en is needed"),
        ('"浇水", ', "", "options must be 2 to 10"),
        ('"浇水"', '"盖锅盖"', "two options are the same"),
        ('"浇水"', '" "', "each option must be a text of at most 100"),
        ('"浇水"', f'"{"水" * 101}"', "each option must be a text of at most 100"),
        ('"油锅起火怎么办？"', f'"{"问" * 301}"', "ask must be a text of at most 300"),
        ('"盖上锅盖。"', f'"{"因" * 201}"', "why must be a text of at most 200"),
        ('"盖上锅盖。"', '"一\\n二\\n三\\n四"', "why must have at most 3 lines"),
    ],
)
def test_what_is_wrong_of_a_file_is_said(was: str, now: str, says: str) -> None:
    assert was in ONE
    with pytest.raises(BadBank) as bad:
        read_bank(ONE.replace(was, now), FILE)
    assert says in str(bad.value)


def test_a_question_twice_in_a_file_is_a_mistake() -> None:
    with pytest.raises(BadBank, match="oil is there twice"):
        read_bank(ONE + ONE, FILE)


def test_a_file_of_the_deployment_takes_the_place_of_ours_or_is_added_to_it(tmp_path: Path) -> None:
    assert chosen_bank(tmp_path) == built_in()
    (tmp_path / FILE).write_text(ONE, "utf-8")
    assert list(chosen_bank(tmp_path).questions) == ["oil"]
    (tmp_path / FILE).write_text(f"built_in = true\n{ONE}", "utf-8")
    assert len(chosen_bank(tmp_path)) == len(built_in()) + 1


def test_a_question_in_one_language_is_asked_in_it_everywhere() -> None:
    question = read_bank(ONE, FILE).questions["oil"]
    assert question.in_language("en") == question.in_language("zh_CN")


def test_a_dozen_is_drawn_from_all_topics_the_same_for_a_seed_and_without_what_is_left_out() -> None:
    drawn = built_in().draw(12, "seed")
    assert (len(set(drawn)), drawn) == (12, built_in().draw(12, "seed"))
    assert Counter(QUESTIONS[name].topic for name in drawn) == dict.fromkeys(Topic, 3)
    assert drawn != built_in().draw(12, "other")
    assert set(built_in().draw(100, "seed", drawn)) == set(QUESTIONS) - set(drawn)
    assert built_in().draw(1, "seed", QUESTIONS) == []

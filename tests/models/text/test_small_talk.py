import pytest

from models.text.small_talk import SmallTalk, small_talk

GREETINGS = ("你好", "您好！", "在吗？", "早上好", "网格员你好", "Hello!", "有人在吗")
THANKS = ("谢谢", "好的，谢谢您！", "辛苦了", "收到", "OK", "Thank you very much")
QUESTIONS = ("怎么上报", "怎么上报？", "你好，请问如何上报隐患？", "怎么用啊", "How do I report a hazard?")
SOMETHING_ELSE = (
    *("", "👍", "3号楼", "你好，3号楼楼道堆物", "谢谢，还有二楼", "怎么没人上报3号楼的火灾", "着火了"),
    *("好的电动车在楼道充电", "这么用电行吗", "如何是好，地下室冒烟", "hello there is smoke", "二楼", "门"),
)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *((words, SmallTalk.GREETING) for words in GREETINGS),
        *((words, SmallTalk.THANKS) for words in THANKS),
        *((words, SmallTalk.QUESTION) for words in QUESTIONS),
    ],
)
def test_talk_to_the_bot_is_told_from_reports(words: str, kind: SmallTalk) -> None:
    assert small_talk(words) is kind


@pytest.mark.parametrize("words", SOMETHING_ELSE)
def test_a_word_about_anything_else_makes_it_none(words: str) -> None:
    assert small_talk(words) is None


def test_a_long_text_is_none() -> None:
    assert small_talk("你好谢谢" * 1000) is None

"""Words that are for the bot and not about a hazard, of which no report is made: a greeting, thanks, how to report."""

import re
import unicodedata
from enum import StrEnum


class SmallTalk(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    QUESTION = "question"


LONGEST = 60
SIGNS = re.compile(r"[\W_]+")
GREETINGS = (
    r"你好|您好|大家好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|嗨|哈喽|哈啰|在吗|在不在|在么|有人吗|有人在吗|再见|拜拜|"
    r"hi|hello|hey|goodmorning|goodafternoon|goodevening|areyouthere"
)
THANKS = (
    r"谢谢|多谢|感谢|辛苦|麻烦|好的|好滴|好嘞|收到|知道|明白|了解|没事|不客气|嗯嗯?|哦哦?|"
    r"thanks|thankyou|thx|ok|okay|gotit"
)
QUESTIONS = (
    r"(?:怎么|怎样|如何|咋|哪里|在哪里?)样?(?:才能|可以|能)?(?:上报|举报|报告|填报|反映|使用|操作|用|报)(?:隐患|问题)?|"
    r"这是什么|你是谁|你是机器人吗|"
    r"how(?:doi|to|canwe|cani)(?:report|usethis)(?:ahazard|hazards)?"
)
AROUND = (
    r"请问|一下|我想问|问下|你们?|您|啦|了|呀|啊|吧|呢|吗|的|哈|喔|"
    r"师傅|同志|各位|机器人|网格哨|网格员|网格长|much|verymuch"
)
FORMS = {
    kind: re.compile(rf"(?:{AROUND}|{greeted}{words})*(?:{words})(?:{AROUND}|{words})*")
    for kind, words, greeted in (
        (SmallTalk.QUESTION, QUESTIONS, f"{GREETINGS}|"),
        (SmallTalk.THANKS, THANKS, f"{GREETINGS}|"),
        (SmallTalk.GREETING, GREETINGS, ""),
    )
}


def small_talk(words: str) -> SmallTalk | None:
    """What they are as a whole: a word about anything else makes them none."""
    plain = SIGNS.sub("", unicodedata.normalize("NFKC", words).lower())
    if len(plain) > LONGEST:
        return None
    return next((kind for kind, form in FORMS.items() if form.fullmatch(plain)), None)

"""Words that make a call a drill, that tell what was found and that it is over."""

import re

from models.emergencies.workflow import Finding, Outcome
from models.text.place_words import BUILDING, places_in

DRILL = "演练"
CLEAR = re.compile("误报|虚惊")
DENIED = re.compile(
    "(?:没有|并没有|并未|未|没|无|不是)(?:发现|出现|造成|发生|任何|人员|人|明火|火情|火灾|着火|起火|火|冒烟|烟|受伤|伤亡|伤|异常)+"
)
FINDINGS = (
    (Finding.FIRE, re.compile("(?<![防灭])火|(?<![发高])烧|扑灭")),
    (Finding.SMOKE, re.compile("烟")),
    (Finding.MEDICAL, re.compile("伤|病|晕|昏|摔|急救|送医|中毒|发烧|高烧")),
)
DONE = re.compile(
    "(?<!未)(?<!没)(?<!没有)(?<!未能)(?<!没能)(?<!不能)(?<!无法)(?<!正在)"
    "(?:扑灭|熄灭|灭了|浇灭|处理[好完了]|处理完毕|处置[好完了]|处置完毕|解除|已处理|已处置|已送医|已通风|已关阀|已自熄|结束|没事)"
)
OUTCOMES = {Finding.FIRE: Outcome.FIRE_OUT, Finding.MEDICAL: Outcome.TREATED}
SOMETHING = re.compile("有|困|漏|爆|倒塌")


def is_drill(text: str) -> bool:
    return DRILL in text


def elsewhere(one: str, other: str) -> bool:
    """Whether two texts name buildings, and none that is the same."""
    here, there = (places_in(text).get(BUILDING, frozenset()) for text in (one, other))
    return bool(here) and bool(there) and here.isdisjoint(there)


def finding_of(text: str) -> Finding | None:
    """What somebody's own words say was found, None for nothing; what they deny was not."""
    if CLEAR.search(text):
        return None
    left, denied = DENIED.subn("", text)
    for finding, words in FINDINGS:
        if words.search(left):
            return finding
    return None if denied and not SOMETHING.search(left) else Finding.OTHER


def outcome_of(text: str, known: Finding | None) -> Outcome | None:
    """How somebody's own words say it ended; None when they do not say that it did. `known` is what is confirmed."""
    found = finding_of(text)
    if found is None:
        return Outcome.FALSE_ALARM if known is None or CLEAR.search(text) else None
    if not DONE.search(text):
        return None
    return OUTCOMES.get(known or found, Outcome.SAFE)

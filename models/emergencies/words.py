"""Words that make a call a drill, that name a building, that tell what was found."""

import re
import unicodedata

from models.emergencies.flow import Finding

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
BUILDING = re.compile(r"([0-9]+|[一二三四五六七八九十]+)\s*(?:号楼|栋|幢|座|号院)")
DIGITS = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {"十": "10"}
SOMETHING = re.compile("有|困|漏|爆|倒塌")


def is_drill(text: str) -> bool:
    return DRILL in text


def elsewhere(one: str, other: str) -> bool:
    """Whether two texts name buildings, and none that is the same."""
    here, there = _buildings(one), _buildings(other)
    return bool(here) and bool(there) and here.isdisjoint(there)


def _buildings(text: str) -> set[str]:
    named = BUILDING.findall(unicodedata.normalize("NFKC", text))
    return {DIGITS.get(number, number.lstrip("0")) for number in named}


def finding_of(text: str) -> Finding:
    """What somebody's own words say was found; what they deny was not."""
    if CLEAR.search(text):
        return Finding.NOTHING
    left, denied = DENIED.subn("", text)
    for finding, words in FINDINGS:
        if words.search(left):
            return finding
    return Finding.NOTHING if denied and not SOMETHING.search(left) else Finding.OTHER

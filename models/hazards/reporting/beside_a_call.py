"""Whether what a caller for help writes is plainly another matter: a hazard elsewhere.

What may be about the call never is: a question that is not asked costs a word, one too many costs who is in need time.
"""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call, CallEvent
from models.hazards.kinds import OTHER, Kinds, kinds_of
from models.hazards.workflow import Severity
from models.text.place_words import BUILDING, STREET_NUMBER, places_in, without_places

HARMLESS = re.compile(
    "灭火器|消火栓|消防(?:栓|门|车?通道|车道|设施|器材|水带)|防火门|火灾隐患|烟感|烟头|易燃|易爆|燃气|逃生通道|疏散通道|快递|"
    r"fire (?:extinguisher|hydrant|lane|road|door|exit|alarm|hose)s?|smoke (?:detector|alarm)s?"
)
IN_DANGER = re.compile(
    "[火烟烧焦糊燃爆炸困救伤晕昏倒死哭喊快跑逃撤漏塌]|疏散|赶紧|马上|119|120|进不|出不|上不|下不|过不|哪|怎么|吗|[?？]|"
    "fire|smok|burn|flame|help|trap|hurt|injur|hurry|quick|come|where|can't|cannot|explo|leak"
)
WRONG = re.compile(
    "堆|杂物|堵|占|停放|停着|停了|停满|锁|过期|坏|损|失灵|不亮|没水|没压|缺|丢|飞线|充电|私拉|乱接|乱拉|老化|裸露|存放|储存|违规|隔断|遮挡|"
    "block|locked|expired|broken|missing|clutter|cardboard|junk|charging|parked|stored|piled|full of|exposed|damaged"
)

Where = Mapping[str, frozenset[str]]


async def is_another_hazard(session: AsyncSession, call: Call, words: str) -> bool:
    kinds = kinds_of(session)
    if not tells_only_of_a_hazard(kinds, words):
        return False
    await session.flush()
    rows = select(col(CallEvent.data)).where(col(CallEvent.call_id) == call.id)
    said = [call.text, *(data.get("text", "") for data in await session.scalars(rows))]
    return is_elsewhere(kinds, said, words)


def tells_only_of_a_hazard(kinds: Kinds, words: str) -> bool:
    """It names a building and what is wrong there, and nothing in it sounds like danger at this moment."""
    kind, _ = kinds.suggest(without_places(words))
    known = kind.category != OTHER and not kind.matter and kinds.suggest(words)[1] is not Severity.URGENT
    plain = HARMLESS.sub("", words.lower())
    return known and bool(_where(words)) and WRONG.search(plain) is not None and IN_DANGER.search(plain) is None


def is_elsewhere(kinds: Kinds, said: Iterable[str], words: str) -> bool:
    """Unless what was `said` of the call is there, or may be."""
    about = "\n".join(each for each in said if not tells_only_of_a_hazard(kinds, each))
    here, there = _where(words), _where(about)
    shared = here.keys() & there.keys()
    return not there or (bool(shared) and all(here[sort].isdisjoint(there[sort]) for sort in shared))


def _where(words: str) -> Where:
    return {sort: names for sort, names in places_in(words).items() if sort in (BUILDING, STREET_NUMBER)}

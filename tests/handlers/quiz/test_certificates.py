"""/certificate: what leaders and others read, and what is never said in a group."""

from datetime import timedelta

import pytest

from handlers.messages import Skip
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.quiz.certificates import ENDS
from tests.handlers.room import Room
from tests.street import GROUP, Street

MEMBER, LEADER = 12, 14
LINE = "/certificate 陈明梅 电工证 T1 2026-12-16"


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_leader_enters_lists_and_takes_out(room: Room, street: Street, locale: str) -> None:
    await room.says(LEADER, LEADER, LINE)
    assert "陈明梅" in await room.text("quiz.certificate_entered", locale)
    await room.says(LEADER, LEADER, "/certificate")
    assert "12-16" in await room.text("quiz.certificates", locale)
    await room.says(street.other_member.tg_user_id, street.other_member.tg_user_id, "/certificate")
    assert "T1" in await room.text("quiz.certificates", locale)
    await room.says(MEMBER, MEMBER, "/certificate")
    assert "T1" not in await room.text("quiz.certificates", locale)
    await room.says(LEADER, LEADER, "/certificate 陈明梅 电工证 删除")
    assert "陈明梅" in await room.text("quiz.certificate_out", locale)


async def test_what_ends_is_told_to_its_holder_and_to_leaders_in_their_own_words(room: Room, street: Street) -> None:
    street.other_member.started = True
    await room.says(LEADER, LEADER, LINE)
    row = (await room.newest("quiz.certificate_entered")).subject_id
    for chat, begins in (
        (street.other_member.tg_user_id, "⏰ 您的证书“电工证” T1 将于 12-16 到期，还有 30 天"),
        (LEADER, "⏰ 陈明梅"),
    ):
        enqueue(room.session, chat, ENDS, Lane.ROUTINE, room.now, subject_id=row)
        assert (await room.text(ENDS)).startswith(begins)
    await room.says(LEADER, LEADER, LINE.replace("2026-12-16", "2027-12-16"))
    assert isinstance(await room.worded(await room.newest(ENDS)), Skip)
    await room.says(LEADER, LEADER, LINE)
    room.now += timedelta(days=31)
    assert isinstance(await room.worded(await room.newest(ENDS)), Skip)
    await room.says(LEADER, LEADER, "/certificate")
    assert "12-16 已到期" in await room.text("quiz.certificates")


@pytest.mark.parametrize(
    ("by", "where", "words", "told"),
    [
        (LEADER, GROUP, LINE, "只在私聊里办理"),
        (LEADER, LEADER, "/certificate 陈明梅 电工证", "没有看懂"),
        (LEADER, LEADER, "/certificate 王五 电工证 2027-01-01", "没有叫“王五”的"),
        (LEADER, LEADER, "/certificate 陈明梅 电工证 2020-01-01", "必须在今天之后"),
        (LEADER, LEADER, "/certificate 陈明梅 电工证 删除", "没有这个证书"),
        (MEMBER, MEMBER, LINE, "由负责人"),
    ],
)
async def test_what_cannot_be_entered_is_answered(
    room: Room, street: Street, by: int, where: int, words: str, told: str
) -> None:
    await room.says(by, where, words)
    said = await room.text("quiz.refused")
    assert told in said
    assert where > 0 or "陈明梅" not in said

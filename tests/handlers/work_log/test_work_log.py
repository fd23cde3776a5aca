"""Who sees whose log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.messages import MessageContent, Skip
from models.evidence.attach import Found, pieces_of
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.work_log.entries import show
from models.work_log.tables import LogEntry, LogReview
from tests.handlers.room import Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY = 11, 12, 14, 15
DAY = timedelta(days=1)


async def entry_with(room: Room, street: Street, *kinds: str) -> LogEntry:
    entry = LogEntry(person_id=street.member.id, said_at=room.now, received_at=room.now, words="清理楼道")
    room.session.add(entry)
    await room.session.flush()
    found = [
        Found(kind, f"f{number}", 9, number, unique_id=f"u{number}") for number, kind in enumerate(kinds, start=50)
    ]
    await show(room.session, entry, found, GROUP, room.now)
    return entry


async def review_of(room: Room, street: Street) -> LogReview:
    today = room.now.date()
    span: dict[str, Any] = {"first": today, "last": today, "opened_at": room.now}
    review = LogReview(leader_id=street.leader.id, person_id=street.member.id, **span)
    room.session.add(review)
    await room.session.flush()
    return review


async def test_another_day_is_shown_and_what_is_no_day_is_written_down(room: Room, street: Street) -> None:
    yesterday = room.now - DAY
    entry = LogEntry(person_id=street.member.id, said_at=yesterday, received_at=yesterday, words="入户宣传")
    room.session.add(entry)
    await room.says(MEMBER, MEMBER, "/log 昨天")
    said = await room.worded(await room.newest("work_log.day"))
    assert isinstance(said, MessageContent)
    assert "入户宣传" in said.html
    assert [button.data for row in said.buttons for button in row] == [f"wl:fix:{entry.id}"]
    refused = await room.presses(LEADER, LEADER, f"wl:fix:{entry.id}")
    assert refused.toast is not None
    assert "不是您的日志" in refused.toast.text
    await room.says(MEMBER, MEMBER, "/log 3号楼已清理")
    assert "已记入工作日志" in await room.text("work_log.saved")
    await room.says(MEMBER, MEMBER, "/log")
    today = await room.text("work_log.day")
    assert "3号楼已清理" in today
    assert "入户宣传" not in today


@pytest.mark.parametrize("chat", [MEMBER, COMMUNITY, GROUP])
async def test_a_log_under_review_is_shown_to_its_leader_alone(room: Room, street: Street, chat: int) -> None:
    review = await review_of(room, street)
    enqueue(room.session, chat, "work_log.review", Lane.REPLY, room.now, subject_id=review.id)
    assert isinstance(await room.worded(await room.newest("work_log.review")), Skip)
    enqueue(room.session, LEADER, "work_log.review", Lane.REPLY, room.now, subject_id=review.id)
    assert "没有记录" in await room.text("work_log.review")
    for act in ("read", "ask", "answer"):
        refused = await room.presses(COMMUNITY, COMMUNITY, f"wl:{act}:{review.id}")
        assert refused.toast is not None
        assert "不是您的日志" in refused.toast.text


async def test_the_digest_names_each_of_the_team_and_opens_the_log_of_its_span(room: Room, street: Street) -> None:
    span: dict[str, Any] = {"first": "2026-11-09", "last": "2026-11-15", "span": "week", "page": 0}
    for chat in (MEMBER, LEADER):
        enqueue(room.session, chat, "work_log.digest", Lane.ROUTINE, room.now, **span)
        assert isinstance(await room.worded(await room.newest("work_log.digest")), Skip)
    at = datetime(2026, 11, 15, tzinfo=UTC)
    room.session.add(LogEntry(person_id=street.other_member.id, said_at=at, received_at=at, words="入户宣传"))
    told = await room.text("work_log.digest")
    assert "傅勇：无记录" in told
    assert "陈明梅：记录1条" in told
    await room.standing(LEADER, "work_log.digest", 801, street.leader.id, **span)
    await room.presses(LEADER, LEADER, f"wl:see:{street.member.id}", on=801)
    assert "工作日志 · 傅勇 11-09至11-15" in await room.text("work_log.review")
    refused = await room.presses(LEADER, LEADER, f"wl:see:{street.community_leader.id}", on=801)
    assert refused.toast is not None
    assert "已不在您负责的网格" in refused.toast.text


async def test_parts_of_an_album_belong_to_the_entry(room: Room) -> None:
    for number in (1, 2):
        photo = {"photo": [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]}
        caption = {"caption": "/log 清理楼道", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 4}]}
        await room.sends(MEMBER, MEMBER, media_group_id="a1", **photo, **(caption if number == 1 else {}))
    await room.says(MEMBER, MEMBER, "/log")
    assert "清理楼道（照片或附件2份）" in await room.text("work_log.day")


async def test_the_leader_sees_every_photo_and_file_of_a_log_so_many_at_a_time(room: Room, street: Street) -> None:
    await entry_with(room, street, "document", *["photo"] * 11)
    review = await review_of(room, street)
    enqueue(room.session, LEADER, "work_log.review", Lane.REPLY, room.now, subject_id=review.id)
    said = await room.worded(await room.newest("work_log.review"))
    assert isinstance(said, MessageContent)
    see = said.buttons[0][0]
    assert see.label == "查看全部照片和文件（12）"
    await room.presses(LEADER, LEADER, see.data)
    sent = [await room.worded(each) for each in await room.messages(LEADER) if each.kind == "work_log.piece"]
    shown = [each for each in sent if isinstance(each, MessageContent)]
    assert [each.copy_of.message_id for each in shown if each.copy_of] == [*range(50, 60)]
    assert all("傅勇" in each.html and "清理楼道" in each.html for each in shown)
    assert [button.data for each in shown for row in each.buttons for button in row] == [f"wl:shown:{review.id}:10"]
    await room.presses(LEADER, LEADER, f"wl:shown:{review.id}:10")
    assert (await room.kinds(LEADER)).count("work_log.piece") == 12


async def test_what_was_shown_of_a_log_is_for_its_person_and_leader_alone(room: Room, street: Street) -> None:
    entry = await entry_with(room, street, "photo")
    review = await review_of(room, street)
    [evidence] = await pieces_of(room.session, entry.id)
    for chat, about in ((COMMUNITY, review.id), (MEMBER, review.id), (LEADER, None), (GROUP, None), (GROUP, review.id)):
        args: dict[str, Any] = {"subject_id": about, "evidence": str(evidence.id), "left": 0, "past": 1}
        enqueue(room.session, chat, "work_log.piece", Lane.REPLY, room.now, **args)
        assert isinstance(await room.worded(await room.newest("work_log.piece")), Skip)
    refused = await room.presses(COMMUNITY, COMMUNITY, f"wl:shown:{review.id}:0")
    assert refused.toast is not None
    assert "不是您的日志" in refused.toast.text
    today = room.now.date().toordinal()
    before = len(await room.messages())
    none = await room.presses(LEADER, LEADER, f"wl:own:{today}:0")  # of their own there is nothing
    assert none.toast is not None
    await room.presses(MEMBER, GROUP, f"wl:own:{today}:0")
    assert len(await room.messages()) == before
    await room.says(MEMBER, MEMBER, "/log")
    said = await room.worded(await room.newest("work_log.day"))
    assert isinstance(said, MessageContent)
    await room.presses(MEMBER, MEMBER, said.buttons[0][0].data)
    piece = await room.worded(await room.newest("work_log.piece"))
    assert isinstance(piece, MessageContent)
    assert piece.copy_of is not None
    assert (piece.copy_of.chat_id, piece.copy_of.fallback.photos) == (GROUP, ("f50",))

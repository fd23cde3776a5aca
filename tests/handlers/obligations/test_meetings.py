"""Meetings, training and conventions as Telegram sends them."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from handlers.messages import Copy, MessageContent
from models.evidence.attach import Found
from models.obligations.kinds import Owners, Series, TaskKind
from models.obligations.meetings.minutes import keep_minutes
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, require
from models.obligations.tables import Requirement, RequirementState
from models.obligations.telling import CARD
from models.obligations.workflow import State
from models.quiz.tables import QuizTraining, TrainingState
from reports.conventions.pdf import PLEDGE
from tests.handlers.obligations.tasks_room import (
    ABOVE,
    ITEMS,
    LEADER,
    MEMBER,
    PROGRESS,
    QUESTION,
    STRANGER,
    answers,
    content,
    labels,
    press,
    requirements,
)
from tests.handlers.room import ANONYMOUS, BOT, Room
from tests.models.obligations.asking import ask, clock, shares, tick
from tests.reports.paper import read
from tests.street import GROUP, Street

CHOOSE, FILE = "obligations.choose", "obligations.file"


async def called(room: Room, street: Street, kind: TaskKind = TaskKind.WORK_MEETING) -> Requirement:
    when = room.now + timedelta(days=2)
    asked = Asked(Owners.STAFF)
    new = NewRequirement(kind, "例会", asked, when, happens_at=when, place="三楼", repeats=Series.QUARTERLY)
    person = street.community_leader
    made = await require(room.session, street.community, new, person, person.tg_user_id, clock(room.now))
    await tick(room.session, room.now)
    return made


async def test_a_joint_meeting_is_called_with_time_place_and_series(room: Room, street: Street) -> None:
    await room.says(ABOVE, ABOVE, "/task")
    await press(room, ABOVE, "联席会议", CHOOSE)
    await press(room, ABOVE, "S-1网格", QUESTION)
    assert labels(await content(room, QUESTION))[:2] == ["下一级负责人和部门", "下一级负责人"]
    await press(room, ABOVE, "下一级负责人和部门", QUESTION)
    await press(room, ABOVE, "消防安全联席会议", QUESTION)
    await answers(room, ABOVE, "随时", "明天9:00", "三楼会议室", "通报冬春火灾防控")
    assert labels(await content(room, QUESTION))[:3] == ["只此一次", "每两个月", "每季度"]
    await answers(room, ABOVE, "每周", "每两个月")
    preview = (await content(room, QUESTION)).html
    for said in ("联席会议：消防安全联席会议", "11-17 09:00，三楼会议室", "每两个月", "共1项"):
        assert said in preview
    await press(room, ABOVE, "确认下达", QUESTION)
    [meeting] = await requirements(room.session)
    assert (meeting.place, meeting.repeats, meeting.due_at) == ("三楼会议室", "bimonthly", meeting.happens_at)
    card = await content(room, PROGRESS)
    assert "S-1网格 · 联席会议 · 11-17 09:00 · 三楼会议室" in card.html
    assert labels(card) == ["点名", "记议定事项", "查看纪要", "改时间", "撤回"]


async def test_members_come_or_ask_for_leave_and_attendance_is_taken_by_buttons(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    card = await content(room, CARD)
    assert labels(card) == ["参加", "请假"]
    assert "11-18 09:00 · 三楼，由马东宏召集" in card.html.replace("某人", "马东宏")
    member = next(each for each in await room.messages(MEMBER) if each.kind == CARD)
    await room.presses(MEMBER, MEMBER, f"tk:o:leave:{member.subject_id}")
    await answers(room, MEMBER, "家里有事")
    row = (await shares(room.session, meeting))[1]
    assert (row.state, row.reason) == (State.EXCUSED, "家里有事")
    room.now += timedelta(days=2, hours=1)
    over = await content(room, PROGRESS)
    assert "时间已过" in over.html
    assert labels(over) == ["点名", "记议定事项", "查看纪要", "结束", "撤回"]
    await press(room, ABOVE, "点名", PROGRESS)
    for label in ("⬜ S-1-1网格网格长谭远康", "➖ S-1-1网格网格员傅勇", "⬜ S-1-1网格网格员陈明梅"):
        await press(room, ABOVE, label, ITEMS)
    await press(room, ABOVE, "✅ S-1-1网格网格员陈明梅", ITEMS)
    assert [each.state for each in await shares(room.session, meeting)] == [State.DONE, State.DONE, State.OPEN]
    await press(room, ABOVE, "结束", PROGRESS)
    await press(room, ABOVE, "确定结束", PROGRESS)
    assert "到会2/3" in await room.text("obligations.closed")
    await tick(room.session, room.now)
    planned = await content(room, PROGRESS)
    assert ("待确认" in planned.html, labels(planned)) == (True, ["确认下达", "改时间", "改标题", "撤回"])
    await press(room, ABOVE, "改标题", PROGRESS)
    await answers(room, ABOVE, "长" * 61, "第一季度例会")
    assert "第一季度例会" in (await content(room, PROGRESS)).html
    await press(room, ABOVE, "改时间", PROGRESS)
    await answers(room, ABOVE, "不知道", "2027-01-20 10:00")
    await press(room, ABOVE, "确认下达", PROGRESS)
    following = (await requirements(room.session))[-1]
    assert (following.state, len(await shares(room.session, following))) == (RequirementState.OPEN, 3)


async def test_one_meeting_of_a_series_is_skipped_or_the_series_is_ended(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    await press(room, ABOVE, "撤回", PROGRESS)
    asked = await content(room, PROGRESS)
    assert "只撤回这一次，还是以后都不办" in asked.html
    assert labels(asked)[-3:] == ["跳过这一次", "以后都不办", "返回"]
    assert await press(room, ABOVE, "跳过这一次", PROGRESS) == "已撤回，下一次另行拟定。"
    await tick(room.session, room.now)
    draft = (await requirements(room.session))[-1]
    assert (meeting.state, draft.state) == (RequirementState.WITHDRAWN, RequirementState.DRAFT)
    await press(room, ABOVE, "撤回", PROGRESS)
    assert labels(await content(room, PROGRESS)) == ["跳过这一次", "以后都不办", "返回"]
    await press(room, ABOVE, "以后都不办", PROGRESS)
    await tick(room.session, draft.due_at)
    assert [each.state for each in await requirements(room.session)] == [RequirementState.WITHDRAWN] * 2


async def test_minutes_are_kept_by_reply_and_seen_by_who_was_called(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    await press(room, ABOVE, "查看纪要", PROGRESS)
    await room.sent(PROGRESS, 800)
    replied = {**room.message(BOT, ABOVE), "message_id": 800, "text": "…"}
    await room.says(ABOVE, ABOVE, "一、通报情况。", reply_to_message=replied)
    file = {"file_id": "d", "file_unique_id": "u", "file_name": "纪要.docx"}
    await room.sends(ABOVE, ABOVE, document=file, reply_to_message=replied)
    assert "已有纪要" in (await content(room, PROGRESS)).html
    member = next(each for each in await room.messages(MEMBER) if each.kind == CARD)
    await room.presses(MEMBER, MEMBER, f"tk:o:minutes:{member.subject_id}")
    assert "一、通报情况。" in await room.text("obligations.minutes")
    assert isinstance((await content(room, FILE)).copy_of, Copy)
    assert meeting.outcome == "一、通报情况。"


async def test_an_anonymous_administrator_s_reply_keeps_no_minutes_and_hears_so(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    await room.standing(GROUP, PROGRESS, 800, meeting.id)
    replied = {**room.message(BOT, GROUP), "message_id": 800, "text": "…"}
    await room.says(ANONYMOUS, GROUP, "一、通报情况。", reply_to_message=replied)
    assert "请用本人账号发送" in await room.text("obligations.refused")
    assert meeting.outcome == ""


async def test_long_minutes_come_whole_with_every_photo_and_the_last_file_leads_on(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    await keep_minutes(room.session, meeting, street.community_leader, "长" * 2999, [], ABOVE, room.now)
    for number in range(23):
        kind = "photo" if number < 12 else "document"
        found = Found(kind, f"f{number}", 9, number + 1, unique_id=f"u{number}")
        await keep_minutes(room.session, meeting, street.community_leader, "", [found], ABOVE, room.now)
    await press(room, ABOVE, "查看纪要", PROGRESS)
    said = await content(room, "obligations.minutes")
    assert ("长" * 2999 in said.html, said.photos) == (True, ())
    sent = [each for each in await room.messages(ABOVE) if each.kind in ("obligations.album", FILE)]
    assert Counter(each.kind for each in sent) == {"obligations.album": 2, FILE: 10}
    albums = [await room.worded(each) for each in sent if each.kind == "obligations.album"]
    assert [each.photos for each in albums if isinstance(each, MessageContent)] == [
        tuple(f"f{number}" for number in range(10)),
        ("f10", "f11"),
    ]
    assert labels(await content(room, FILE)) == ["继续查看（还有1份）"]
    await press(room, ABOVE, "继续查看", FILE)
    assert Counter(await room.kinds(ABOVE))["obligations.album"] == 2
    last = await content(room, FILE)
    assert isinstance(last.copy_of, Copy)
    assert (last.copy_of.message_id, last.buttons) == (23, ())


async def test_further_files_of_minutes_are_for_who_called_and_for_who_was_called(room: Room, street: Street) -> None:
    meeting = await called(room, street)
    for number in range(11):
        found = Found("document", f"f{number}", 9, number + 1, unique_id=f"u{number}")
        await keep_minutes(room.session, meeting, street.community_leader, "", [found], ABOVE, room.now)
    share = next(each for each in await room.messages(MEMBER) if each.kind == CARD).subject_id
    await room.presses(MEMBER, MEMBER, f"tk:o:minutes:{share}")
    await press(room, MEMBER, "继续查看", FILE)
    assert Counter(await room.kinds(MEMBER))[FILE] == 11
    over = await room.presses(MEMBER, MEMBER, f"tk:files:{share}:11")
    assert over.toast is not None
    assert over.toast.text == "已全部显示，没有更多了。"
    for of in (share, meeting.id):
        refused = await room.presses(STRANGER, STRANGER, f"tk:files:{of}:0")
        assert refused.toast is not None
        assert refused.toast.alert
    assert await room.kinds(STRANGER) == []


async def test_what_was_decided_has_an_owner_and_a_day(room: Room, street: Street) -> None:
    await called(room, street)
    await press(room, ABOVE, "记议定事项", PROGRESS)
    await answers(room, ABOVE, "一周内清理三号楼楼道", "李某", "谭远康")
    await press(room, ABOVE, "7天", QUESTION)
    decision = (await requirements(room.session))[-1]
    assert (decision.kind, decision.title) == (TaskKind.DECISION, "一周内清理三号楼楼道")
    assert "议定事项" in await room.text(PROGRESS)
    await tick(room.session, room.now)
    await room.sent(CARD, 810)
    replied = {**room.message(BOT, LEADER), "message_id": 810, "text": "…"}
    await room.says(LEADER, LEADER, "已清理完毕", reply_to_message=replied)
    [row] = await shares(room.session, decision)
    assert (row.state, row.words) == (State.DONE, "已清理完毕")


async def test_a_training_shows_the_test_of_whoever_took_it_since(room: Room, street: Street) -> None:
    await called(room, street, TaskKind.TRAINING)
    about: dict[str, Any] = {
        "person_id": street.member.id,
        "questions": ["a"] * 12,
        "rights": 10,
        "state": TrainingState.DONE,
    }
    room.session.add(QuizTraining(**about, begun_at=room.now, done_at=room.now + timedelta(hours=1)))
    old = room.now - timedelta(days=9)
    room.session.add(QuizTraining(**{**about, "person_id": street.leader.id}, begun_at=old, done_at=old))
    await room.session.flush()
    await press(room, ABOVE, "点名", PROGRESS)
    shown = labels(await content(room, ITEMS))
    assert "⬜ S-1-1网格网格员傅勇 📝10/12" in shown
    assert "⬜ S-1-1网格网格长谭远康" in shown


async def test_a_convention_goes_to_the_group_at_the_leader_s_press(room: Room, street: Street) -> None:
    about = (Owners.GRIDS, TaskKind.CONVENTION)
    asked = await ask(room.session, street.community, street.community_leader, room.now, *about)
    await tick(room.session, room.now)
    assert labels(await content(room, CARD)) == ["发布到居民群", "下载公约海报", "上传照片"]
    assert await press(room, LEADER, "发布到居民群", CARD) == "已发布到居民群。"
    [published] = [each for each in await room.messages(GROUP) if each.kind == "obligations.published"]
    said = await room.worded(published)
    assert "楼道、出口、消防车道保持畅通" in getattr(said, "html", "")
    request = await room.presses(LEADER, LEADER, f"tk:o:publish:{(await shares(room.session, asked))[0].id}")
    assert request.toast is not None
    assert "已经发布过" in request.toast.text


@pytest.mark.long
async def test_a_convention_is_drawn_to_be_put_up_for_one_grid_or_for_all(room: Room, street: Street) -> None:
    about = (Owners.GRIDS, TaskKind.CONVENTION)
    asked = await ask(room.session, street.community, street.community_leader, room.now, *about)
    await tick(room.session, room.now)
    await press(room, LEADER, "下载公约海报", CARD)
    await press(room, ABOVE, "打印全部公约海报", PROGRESS)
    for kind, name in (("obligations.paper", "S-1-1网格"), ("obligations.papers", "S-1-1网格")):
        said = await content(room, kind)
        assert said.document is not None
        assert name in said.document.name
        assert isinstance(said.document.content, partial)
        page = read(said.document.content()).text
        for part in ("S-1-1网格", "楼道、出口、消防车道保持畅通", PLEDGE):
            assert part in page
    asked.words = "一、不在楼道堆物。"
    await room.session.flush()
    own = (await content(room, "obligations.paper")).document
    assert own is not None
    assert isinstance(own.content, partial)
    assert "一、不在楼道堆物。" in read(own.content()).text

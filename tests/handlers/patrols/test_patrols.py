"""On patrol, as Telegram sends it: who is answered what, and what becomes a stop."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from handlers.patrols.labels import duty_line
from locales.translator import translator
from models.emergencies.tables import Call
from models.evidence.tables import Evidence
from models.grids.tables import Binding, Grid, Level
from models.grids.tree import path_of
from models.hazards.reporting.private_draft import Intake
from models.hazards.tables import Hazard
from models.members.tables import Post, Role
from models.patrols.hours_owed import DutyDay
from models.patrols.tables import LivePoint, LiveTrack, PatrolRound, PatrolStop, Proof, RoundKind, TrackEnd
from tests.handlers.patrols.sent import HERE, kept, live, to
from tests.handlers.room import ANONYMOUS, Room
from tests.street import GROUP, Street

__all__ = ["kept"]
RESIDENT, MEMBER, OTHER, LEADER = 11, 12, 13, 14
CARD, ASKED = 700, 710
PHOTO = {"photo": [{"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}]}
MINUTES = timedelta(minutes=1)


async def stops(room: Room) -> list[PatrolStop]:
    rows = select(PatrolStop).order_by(col(PatrolStop.said_at), col(PatrolStop.id))
    return list((await room.session.scalars(rows.execution_options(populate_existing=True))).all())


async def rounds(room: Room) -> list[PatrolRound]:
    return list((await room.session.scalars(select(PatrolRound).order_by(col(PatrolRound.id)))).all())


async def in_group(room: Room, words: str = "/checkin") -> dict[str, Any]:
    """Begins a round; the card, to be answered."""
    await room.says(MEMBER, GROUP, words)
    await room.sent("patrols.card", CARD)
    return to(room, CARD)


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("/checkin", RoundKind.DAILY, ""),
        ("/checkin 重点 3号楼", RoundKind.KEY, "3号楼"),
        ("/checkin@wangge_bot 突击", RoundKind.SURPRISE, ""),
        ("/checkin 检查日", RoundKind.INSPECTION_DAY, ""),
        ("/checkin 重点单位门口", RoundKind.DAILY, "重点单位门口"),
        ("/checkin surprise back yard", RoundKind.SURPRISE, "back yard"),
    ],
)
async def test_the_first_word_may_name_the_kind(room: Room, said: str, kind: RoundKind, words: str) -> None:
    await room.says(MEMBER, GROUP, said)
    [begun], [stop] = await rounds(room), await stops(room)
    assert (begun.kind, stop.words, stop.late) == (kind, words, False)
    assert await room.kinds(GROUP) == ["patrols.card"]


async def test_the_card_says_who_since_when_and_how_to_go_on(room: Room) -> None:
    await in_group(room, "/checkin 3号楼 <b> 13812345678")
    said = await room.worded(await room.newest("patrols.card"))
    assert isinstance(said, MessageContent)
    assert all(text in said.html for text in ("巡查中 · 日常巡查", "某人，09:00开始", "3号楼 &lt;b&gt;", "回复本消息"))
    assert "13812345678" not in said.html
    assert [[button.label for button in row] for row in said.buttons] == [
        ["打卡", "签退"],
        ["一起巡查", "私聊打卡"],
        ["📣 喊话"],
    ]
    await room.says(MEMBER, MEMBER, "/checkin")  # in private the same round
    assert len(await rounds(room)) == 1
    assert "第2处" in await room.text("patrols.stop")


@pytest.mark.parametrize(
    ("by", "where", "said", "answer"),
    [
        (RESIDENT, GROUP, "/checkin", "只有网格工作人员"),
        (RESIDENT, RESIDENT, "/checkin", "只有网格工作人员"),
        (MEMBER, -1009, "/checkin", "本群尚未绑定网格"),
        (MEMBER, GROUP, "/checkout", "您现在没有进行中的巡查"),
        (MEMBER, MEMBER, "/start checkin", "您现在没有进行中的巡查"),
    ],
)
async def test_refusals_say_what_to_do(room: Room, by: int, where: int, said: str, answer: str) -> None:
    await room.says(by, where, said)
    assert answer in await room.text("patrols.refused")
    assert await rounds(room) == []


async def test_staff_of_another_grid_and_the_group_itself_are_told_so(room: Room, street: Street) -> None:
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    [binding] = (await room.session.scalars(select(Binding))).all()
    room.session.add(other)
    binding.grid_id = other.id
    await room.says(MEMBER, GROUP, "/checkin")
    assert "您在二网格没有岗位" in await room.text("patrols.refused")
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    await room.says(anonymous, GROUP, "/checkin")
    assert "看不到您是谁" in await room.text("patrols.refused")


async def test_with_a_caption_or_in_reply_to_ones_own_photo_or_location(room: Room) -> None:
    await room.sends(MEMBER, GROUP, caption="/checkin 3号楼", **PHOTO)
    mine, others = room.message(MEMBER, GROUP) | HERE, room.message(OTHER, GROUP) | HERE
    await room.says(MEMBER, GROUP, "/checkin", reply_to_message=mine)
    await room.says(MEMBER, GROUP, "/checkin", reply_to_message=others)
    assert [(stop.proof, stop.accuracy) for stop in await stops(room)] == [
        (Proof.NONE, None),
        (Proof.PIN, 20.0),
        (Proof.NONE, None),
    ]
    [piece] = (await room.session.scalars(select(Evidence))).all()
    assert (piece.subject_kind, piece.file_id) == ("patrol_stop", "f1")
    assert await room.kinds(GROUP) == ["patrols.card", "patrols.noted", "patrols.noted"]


async def test_replies_to_the_card_are_stops_of_who_is_on_the_round(room: Room) -> None:
    card = await in_group(room)
    await room.sends(MEMBER, GROUP, caption="东门", **PHOTO, **card)
    await room.sends(MEMBER, GROUP, **HERE, **card)
    await room.says(MEMBER, GROUP, "谢谢", **card)
    await room.says(OTHER, GROUP, "西门正常", **card)
    assert "一起巡查" in await room.text("patrols.refused")
    await room.sends(RESIDENT, GROUP, caption="楼道堆满杂物", **PHOTO, **card)
    assert [(stop.words, stop.proof) for stop in await stops(room)] == [
        ("", Proof.NONE),
        ("东门", Proof.NONE),
        ("", Proof.PIN),
    ]
    assert (await room.kinds(GROUP))[-1] == "hazards.offer"
    html = await room.text("patrols.card")
    assert "东门（照片或附件）" in html
    assert "（地图位置）" in html
    await room.says(MEMBER, GROUP, "/checkout")
    await room.says(MEMBER, GROUP, "北门正常", **card)
    assert "已结束" in await room.text("patrols.refused")


async def test_what_plainly_is_a_hazard_in_reply_to_the_card_can_be_reported_in_private(room: Room) -> None:
    card = await in_group(room)
    await room.sends(MEMBER, GROUP, caption="楼道堆满杂物，堵住消防通道", **PHOTO, **card)
    [_, stop] = await stops(room)
    assert await room.kinds(MEMBER) == ["patrols.stop"]
    await room.presses(MEMBER, MEMBER, f"pts:report:{stop.id}")
    [intake] = (await room.session.scalars(select(Intake))).all()
    assert "堵住消防通道" in intake.text
    assert [each["file_id"] for each in intake.found] == ["f1"]
    assert len(await stops(room)) == 2


async def test_the_hazard_of_a_stop_was_found_on_patrol_though_its_grid_is_chosen_by_hand(
    room: Room, street: Street
) -> None:
    card = await in_group(room)
    await room.sends(MEMBER, GROUP, caption="楼道堆满杂物，堵住消防通道", **PHOTO, **card)
    [_, stop] = await stops(room)
    await room.presses(MEMBER, MEMBER, f"pts:report:{stop.id}")
    [intake] = (await room.session.scalars(select(Intake))).all()
    for step in ("grid", f"in:{street.grid.id}", "send"):
        await room.presses(MEMBER, MEMBER, f"hzp:{intake.id}:{step}")
    [hazard] = (await room.session.scalars(select(Hazard))).all()
    assert (hazard.grid_id, hazard.stop_id) == (street.grid.id, stop.id)


async def test_the_hazard_of_a_stop_is_no_part_of_a_report_that_waits_unsent(room: Room, street: Street) -> None:
    card = await in_group(room)
    await room.sends(MEMBER, GROUP, caption="楼道堆满杂物，堵住消防通道", **PHOTO, **card)
    [_, stop] = await stops(room)
    elsewhere = Intake(
        person_id=street.member.id,
        chat_id=MEMBER,
        grid_id=street.street.id,
        place_id=5,
        touched_at=room.now,
        text="北街",
    )
    room.session.add(elsewhere)
    refused = await room.presses(MEMBER, MEMBER, f"pts:report:{stop.id}")
    assert refused.toast is not None
    assert "请先提交" in refused.toast.text
    assert (elsewhere.text, elsewhere.found, elsewhere.stop_id) == ("北街", [], None)
    elsewhere.text = ""  # nothing is told yet: it was begun at a place that is not the stop's
    await room.presses(MEMBER, MEMBER, f"pts:report:{stop.id}")
    assert "堵住消防通道" in elsewhere.text
    assert (elsewhere.stop_id, elsewhere.place_id, elsewhere.grid_id) == (stop.id, None, street.grid.id)


async def test_in_private_a_photo_a_location_or_words_are_a_stop_while_a_round_runs(room: Room) -> None:
    await in_group(room)
    await room.presses(MEMBER, MEMBER, f"pt:stop:{(await rounds(room))[0].id}")
    said = await room.worded(await room.newest("patrols.ask"))
    assert isinstance(said, MessageContent)
    assert said.ask_location == "发送我的位置"
    await room.sent("patrols.ask", ASKED)
    await room.sends(MEMBER, MEMBER, **HERE, **to(room, ASKED, MEMBER))
    await room.sends(MEMBER, MEMBER, **PHOTO)
    await room.says(MEMBER, MEMBER, "3号楼看过了")
    await room.sends(MEMBER, MEMBER, forward_origin=forwarded(room), **HERE)
    assert [(stop.proof, stop.words) for stop in await stops(room)] == [
        (Proof.NONE, ""),
        (Proof.PHONE, ""),
        (Proof.NONE, ""),
        (Proof.NONE, "3号楼看过了"),
        (Proof.PIN, ""),
    ]
    assert (await room.session.scalars(select(Intake))).all() == []


def forwarded(room: Room) -> dict[str, Any]:
    who = {"id": 77, "is_bot": False, "first_name": "他人"}
    return {"type": "user", "date": int(room.now.timestamp()), "sender_user": who}


@pytest.mark.parametrize("said", ["H412", "412", "谢谢", "您好", "x"])
async def test_what_is_said_to_the_bot_is_no_stop(room: Room, said: str) -> None:
    await in_group(room)
    await room.says(MEMBER, MEMBER, said)
    assert len(await stops(room)) == 1


async def test_what_plainly_is_a_hazard_is_reported_and_may_be_a_stop_too(room: Room) -> None:
    await in_group(room)
    await room.sends(MEMBER, MEMBER, caption="楼道堆满杂物，堵住消防通道", **PHOTO)
    assert await room.kinds(MEMBER) == ["patrols.also", "hazards.intake"]
    await room.sends(MEMBER, MEMBER, **PHOTO)  # goes on with the report
    assert len(await stops(room)) == 1
    await room.sent("patrols.also", 720)
    await room.presses(MEMBER, MEMBER, "pta", on=720)
    assert "已同时记为巡查打卡" in await room.text("patrols.also")
    request = await room.presses(MEMBER, MEMBER, "pta", on=720)
    assert request.toast
    assert [stop.words for stop in await stops(room)] == ["", "楼道堆满杂物，堵住消防通道"]


async def test_what_bears_the_hashtag_of_hazards_is_reported(room: Room) -> None:
    card = await in_group(room)
    await room.says(MEMBER, MEMBER, "#隐患 后门的灯坏了")
    await room.says(MEMBER, GROUP, "#隐患 后门的灯坏了", **card)
    assert len(await stops(room)) == 1
    assert "hazards.card" in await room.kinds(GROUP)


@pytest.mark.parametrize("said", ["/checkin 3号楼着火了，快来人", "3号楼着火了，快来人"])
async def test_a_cry_for_help_is_one_on_patrol_too(room: Room, said: str) -> None:
    card = await in_group(room)
    await room.says(MEMBER, GROUP, said, **({} if said.startswith("/") else card))
    assert len((await room.session.scalars(select(Call))).all()) == 1
    assert len(await stops(room)) == 2


async def test_what_plainly_is_a_hazard_at_check_in_can_be_reported_too(room: Room) -> None:
    await room.says(MEMBER, GROUP, "/checkin 楼道堆满杂物，堵住消防通道")
    assert (await room.kinds(GROUP), await room.kinds(MEMBER)) == (["patrols.card"], ["patrols.stop"])


async def test_without_a_round_what_is_sent_in_private_is_asked_about(room: Room) -> None:
    await room.sends(MEMBER, MEMBER, **PHOTO)
    assert (await stops(room), await room.kinds(MEMBER)) == ([], ["hazards.intake"])


async def test_an_album_is_one_stop(room: Room) -> None:
    card = await in_group(room)
    for number in range(3):
        part = {"photo": [{"file_id": f"p{number}", "file_unique_id": "u", "width": 9, "height": 9}]}
        caption = {"caption": "配电房"} if number == 1 else {}
        await room.sends(MEMBER, GROUP, media_group_id="a", **part, **caption, **card)
    assert [stop.words for stop in await stops(room)] == ["", "配电房"]
    pieces = (await room.session.scalars(select(Evidence))).all()
    assert len({piece.subject_id for piece in pieces}) == 1
    assert len(pieces) == 3


async def test_an_anonymous_administrator_s_reply_is_no_stop_and_they_hear_so(room: Room) -> None:
    card = await in_group(room)
    await room.says(ANONYMOUS, GROUP, "东门正常", **card)
    assert "请用本人账号发送" in await room.text("patrols.refused")
    assert len(await stops(room)) == 1


async def test_buttons_of_the_card(room: Room, street: Street) -> None:
    await in_group(room)
    number = (await rounds(room))[0].id
    for by, act, toast in (
        (RESIDENT, "stop", "您不在这次巡查中"),
        (RESIDENT, "join", "只有网格工作人员"),
        (MEMBER, "join", "您已在巡查中"),
        (MEMBER, "stop", "刚刚已打卡"),
        (LEADER, "join", "已加入"),
        (LEADER, "stop", "已打卡。回复"),
        (LEADER, "stop", "刚刚已打卡"),
        (MEMBER, "out", "本次巡查0分钟。\n今日已巡查0分钟，应满2小时，还差2小时。"),
        (LEADER, "out", "还差2小时"),
        (MEMBER, "stop", "已结束"),
        (OTHER, "join", "已结束"),
    ):
        request = await room.presses(by, GROUP, f"pt:{act}:{number}", on=CARD)
        assert toast in (request.toast.text if request.toast else ""), act
    assert street.leader.name
    said = await room.worded(await room.newest("patrols.card"))
    assert isinstance(said, MessageContent)
    assert (said.buttons, "巡查结束" in said.html) == ((), True)


async def test_minutes_between_a_press_and_a_message_are_whole_ones(room: Room) -> None:
    """Messages name their second, a press comes within one."""
    await in_group(room)
    room.now += timedelta(seconds=0.7)
    await room.presses(LEADER, GROUP, f"pt:join:{(await rounds(room))[0].id}", on=CARD)
    room.now += 20 * MINUTES
    await room.says(LEADER, GROUP, "/checkout")
    assert "本次巡查20分钟" in await room.text("patrols.summary")


async def test_whoever_checks_out_is_told_in_private_or_where_to_look(room: Room, street: Street) -> None:
    await in_group(room)
    room.now += 20 * MINUTES
    await room.says(MEMBER, GROUP, "/checkout 一切正常")
    told = await room.text("patrols.summary")
    assert all(text in told for text in ("本次巡查20分钟，打卡2处", "今日已巡查20分钟，应满2小时，还差1小时40分钟"))
    assert (await stops(room))[-1].words == "一切正常"
    await room.says(OTHER, GROUP, "/checkin")
    await room.says(OTHER, GROUP, "/checkout")
    assert (await room.kinds(GROUP))[-1] == "patrols.out_here"
    assert street.other_member.started is False


@pytest.mark.parametrize(
    ("done", "owed", "told"),
    [
        (timedelta(seconds=59), timedelta(hours=2), "今日已巡查0分钟，应满2小时，还差2小时。"),
        (timedelta(minutes=40, seconds=30), timedelta(hours=1), "今日已巡查40分钟，应满1小时，还差20分钟。"),
        (timedelta(minutes=130), timedelta(hours=2), "今日已巡查2小时10分钟，时长已达标，辛苦了。"),
        (timedelta(minutes=30), timedelta(0), "今日已巡查30分钟。今天没有时长要求。"),
    ],
)
def test_what_is_left_of_the_day(done: timedelta, owed: timedelta, told: str) -> None:
    assert duty_line(translator("zh_CN"), DutyDay(done, owed)) == told


async def test_undoing_takes_a_stop_off_the_card(room: Room) -> None:
    await in_group(room)
    await room.sends(MEMBER, MEMBER, caption="西门", **PHOTO)
    [_, stop] = await stops(room)
    await room.sent("patrols.stop", 730)
    await room.presses(MEMBER, MEMBER, f"pts:undo:{stop.id}", on=730)
    assert "已撤销" in await room.text("patrols.stop")
    assert "西门" not in await room.text("patrols.card")


async def test_who_holds_posts_in_several_grids_chooses_in_private(room: Room, street: Street) -> None:
    post = Post(grid_id=street.community.id, role=Role.MEMBER, name="傅勇", phone="+8619900000012")
    post.person_id = street.member.id
    room.session.add(post)
    await room.sends(MEMBER, MEMBER, caption="/checkin 突击 仓库", **PHOTO)
    said = await room.worded(await room.newest("patrols.which"))
    assert isinstance(said, MessageContent)
    assert len(said.buttons) == 2
    await room.sent("patrols.which", 740)
    await room.presses(MEMBER, MEMBER, f"ptg:{street.community.id}", on=740)
    [begun], [stop] = await rounds(room), await stops(room)
    assert (begun.grid_id, begun.kind, stop.words) == (street.community.id, RoundKind.SURPRISE, "仓库")
    assert len((await room.session.scalars(select(Evidence))).all()) == 1
    request = await room.presses(MEMBER, MEMBER, f"ptg:{street.grid.id}", on=740)
    assert request.toast


async def test_a_live_location_is_followed_until_it_is_stopped(room: Room) -> None:
    await in_group(room)
    shared = room.message(MEMBER, MEMBER) | live()
    await room.take(message=shared)
    assert "每半分钟" in await room.text("patrols.live_kept")
    for minutes, north, period in ((1, 60, 3600), (2, 120, 3600), (3, 130, None), (4, 400, 3600)):
        room.now += MINUTES
        moved = shared | live(period, north) | {"edit_date": int(room.now.timestamp())}
        await room.take(edited_message=moved)
        assert minutes
    [track] = (await room.session.scalars(select(LiveTrack))).all()
    assert track.ended_how is TrackEnd.STOPPED
    assert track.metres == pytest.approx(120, abs=1)
    assert len((await room.session.scalars(select(LivePoint))).all()) == 3
    assert "（实时位置、行走120米）" in await room.text("patrols.card")
    await room.sends(MEMBER, MEMBER, **live())
    assert (await room.kinds(MEMBER)).count("patrols.live_kept") == 1


async def test_a_live_location_that_its_sender_makes_longer_is_followed_from_when_it_was_sent(room: Room) -> None:
    await in_group(room)
    shared = room.message(MEMBER, MEMBER) | live(900)
    await room.take(message=shared)
    sent = room.now
    room.now += 10 * MINUTES
    await room.take(edited_message=shared | live(3600, 60) | {"edit_date": int(room.now.timestamp())})
    [track] = (await room.session.scalars(select(LiveTrack))).all()
    assert track.lasts_until == sent + 60 * MINUTES


async def test_a_live_location_in_the_group_of_the_round_is_a_stop_others_are_not(room: Room) -> None:
    await in_group(room)
    await room.sends(MEMBER, GROUP, **live())
    await room.sends(LEADER, GROUP, **live())
    await room.sends(MEMBER, GROUP, **HERE)
    assert [stop.proof for stop in await stops(room)] == [Proof.NONE, Proof.LIVE]


async def test_duty_shows_the_round_and_what_is_left_of_today(room: Room) -> None:
    await in_group(room)
    room.now += 25 * MINUTES
    await room.says(MEMBER, MEMBER, "/duty")
    html = await room.text("hazards.duty")
    assert all(text in html for text in ("正在S-1-1网格巡查", "09:00开始", "今日已巡查25分钟", "还差1小时35分钟"))
    await room.presses(MEMBER, MEMBER, f"duty:round:{(await rounds(room))[0].id}")
    assert (await room.kinds(MEMBER))[-1] == "patrols.card"


async def test_what_is_read_late_says_so(room: Room) -> None:
    early = int((room.now - 50 * MINUTES).timestamp())
    await room.says(MEMBER, GROUP, "/checkin", date=early)
    html = await room.text("patrols.card")
    assert "08:10" in html
    assert "补录" in html

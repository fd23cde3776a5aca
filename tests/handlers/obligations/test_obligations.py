"""Tasks as Telegram sends them: who is shown what, what is asked, what is refused."""

from datetime import timedelta

import pytest

from handlers.messages import Attachment
from models.obligations.kinds import Owners, TaskKind
from models.obligations.tables import RequirementState
from models.obligations.telling import CARD, SEVERAL
from models.obligations.workflow import Excuse, State
from tests.handlers.obligations.tasks_room import (
    ABOVE,
    ITEM,
    ITEMS,
    LEADER,
    MEMBER,
    PROGRESS,
    QUESTION,
    RESIDENT,
    STRANGER,
    answers,
    content,
    labels,
    photo,
    press,
    requirements,
)
from tests.handlers.room import ANONYMOUS, BOT, Room
from tests.models.checks.owing import add_place
from tests.models.obligations.asking import ask, shares, tick
from tests.reports.paper import read
from tests.street import GROUP, Street


async def test_a_leader_asks_for_letters_after_a_preview(room: Room, street: Street) -> None:
    await room.says(ABOVE, ABOVE, "/task")
    assert labels(await content(room, "obligations.choose")) == [
        *("责任书", "防火公约", "疏散演练", "消防队联合演练", "四个能力自评", "联席会议", "工作例会", "培训"),
    ]
    await press(room, ABOVE, "责任书", "obligations.choose")
    await press(room, ABOVE, "S-1-1网格", QUESTION)
    await answers(room, ABOVE, "居民", "网格员")
    await press(room, ABOVE, "2026年消防安全责任书", QUESTION)
    await answers(room, ABOVE, "昨天", "2026-11-30", "春节期间每天巡查两次", "每年")
    preview = await content(room, QUESTION)
    for said in ("责任书：2026年消防安全责任书", "周期：每年", "S-1-1网格", "网格员", "11-30", "共2项", "每天巡查两次"):
        assert said in preview.html
    assert await requirements(room.session) == []
    await press(room, ABOVE, "确认下达", QUESTION)
    [asked] = await requirements(room.session)
    assert (asked.kind, asked.title, asked.author_id) == (
        TaskKind.LETTER,
        "2026年消防安全责任书",
        street.community_leader.id,
    )
    card = await content(room, PROGRESS)
    assert "已签0/2 ░░░░░░░░ 0%" in card.html
    assert "• S-1网格：S-1-1网格网格员傅勇、S-1-1网格网格员陈明梅" in card.html
    assert labels(card) == ["提醒未完成的", "查看明细", "打印全部责任书", "结束", "撤回"]


async def test_the_usual_title_names_the_year_in_which_it_is_due(room: Room) -> None:
    await room.says(ABOVE, ABOVE, "/task")
    await press(room, ABOVE, "责任书", "obligations.choose")
    await press(room, ABOVE, "S-1-1网格", QUESTION)
    await answers(room, ABOVE, "居民", "网格员")
    await press(room, ABOVE, "2026年消防安全责任书", QUESTION)
    await answers(room, ABOVE, "2027-01-31", "春节期间每天巡查两次", "每年")
    assert "责任书：2027年消防安全责任书" in (await content(room, QUESTION)).html
    await press(room, ABOVE, "确认下达", QUESTION)
    [asked] = await requirements(room.session)
    assert asked.title == "2027年消防安全责任书"


async def test_places_are_named_by_kind_and_what_cannot_be_is_told(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/task")
    await press(room, LEADER, "责任书", "obligations.choose")
    await answers(room, LEADER, "商铺、月球", "商铺、出租屋")
    told = await room.text("hazards.told")
    assert "写出场所类型" in told
    await answers(room, LEADER, "名" * 61, "门店责任书", "昨天", "2028-01-01", "2026-11-20")
    assert "没有符合条件的对象" in await room.text("hazards.told")
    await add_place(room.session, street.grid, "甲店")
    await answers(room, LEADER, "2026-11-20", "无", "只此一次")
    await press(room, LEADER, "确认下达", QUESTION)
    [asked] = await requirements(room.session)
    assert asked.asked == {"owners": "places", "place_kinds": ["shop", "rental"], "departments": []}


async def test_whoever_is_no_leader_sets_nothing(room: Room, street: Street) -> None:
    for person in (MEMBER, RESIDENT):
        await room.says(person, person, "/task")
        assert "由网格长及以上人员下达" in await room.text("obligations.refused")
    await room.says(MEMBER, MEMBER, "/tasks")
    assert "没有待完成的任务" in await room.text("obligations.own")
    for command in ("/task", "/tasks"):
        await room.says(LEADER, GROUP, command)
        assert "请私聊发送" in await room.text("obligations.not_here")
    request = await room.presses(MEMBER, MEMBER, "tk:new:letter")
    assert request.toast is not None
    assert "由网格长及以上人员下达" in request.toast.text
    assert await requirements(room.session) == []


async def test_a_member_prints_signs_and_sends_the_photo_which_may_be_sent_back(room: Room, street: Street) -> None:
    asked = await ask(room.session, street.grid, street.leader, room.now, Owners.MEMBERS, words="注意电动车")
    await tick(room.session, room.now)
    card = await content(room, CARD)
    await room.says(MEMBER, MEMBER, "/tasks")
    await press(room, MEMBER, "11-26 责任书", "obligations.own")
    card = await content(room, CARD)
    for said in ("⬜ 责任书", "S-1-1网格网格员傅勇", "截至11-26，由谭远康下达", "注意电动车", "打印并签署"):
        assert said in card.html
    assert labels(card) == ["下载责任书", "上传照片"]
    await press(room, MEMBER, "下载责任书", CARD)
    paper = await content(room, "obligations.paper")
    assert isinstance(paper.document, Attachment)
    assert paper.document.name == "责任书_S-1-1网格网格员.pdf"
    drawn = read(paper.document.content())  # type: ignore[operator]
    for said in ("注意电动车", "S-1-1网格网格员", "（傅勇）", asked.code):
        assert said in drawn.text
    await press(room, MEMBER, "上传照片", CARD)
    await room.sent(QUESTION, 900)
    await photo(room, MEMBER)
    row = (await shares(room.session, asked))[0]
    assert (row.state, row.done_by) == (State.DONE, street.member.id)
    assert "已签1/2 ▓▓▓▓░░░░ 50%" in (await content(room, PROGRESS)).html
    await press(room, LEADER, "查看明细", PROGRESS)
    assert labels(await content(room, ITEMS)) == ["⬜ S-1-1网格网格员陈明梅", "✅ S-1-1网格网格员傅勇"]
    await press(room, LEADER, "✅", ITEMS)
    seen = await content(room, ITEM)
    assert ("于11-16 09:00完成" in seen.html, labels(seen)) == (True, ["查看照片", "退回"])
    await press(room, LEADER, "查看照片", ITEM)
    assert len((await content(room, "obligations.photos")).photos) == 1
    await press(room, LEADER, "退回", ITEM)
    room.now += timedelta(hours=1)
    await answers(room, LEADER, "签名看不清")
    assert (await shares(room.session, asked))[0].state is State.OPEN
    await tick(room.session, room.now)
    assert "退回原因：签名看不清" in (await content(room, CARD)).html


async def test_a_reply_to_the_card_is_the_proof_and_words_alone_are_none(room: Room, street: Street) -> None:
    asked = await ask(room.session, street.grid, street.leader, room.now, Owners.LOWEST, TaskKind.DRILL)
    await tick(room.session, room.now)
    await room.sent(CARD, 700)
    replied = {**room.message(BOT, LEADER), "message_id": 700, "text": "…"}
    await room.says(LEADER, LEADER, "演练了", reply_to_message=replied)
    assert "还需要照片" in await room.text("obligations.refused")
    await photo(room, MEMBER, on=700)
    await photo(room, LEADER, on=700)
    [row] = await shares(room.session, asked)
    assert (row.state, (await requirements(room.session))[0].state) == (State.DONE, RequirementState.CLOSED)
    assert "已结束" in await room.text("obligations.closed")
    await photo(room, LEADER, on=700)
    assert "无需再办" in await room.text("obligations.refused")


async def test_an_anonymous_administrator_s_reply_to_the_card_is_no_proof_and_they_hear_so(
    room: Room, street: Street
) -> None:
    asked = await ask(room.session, street.grid, street.leader, room.now, Owners.LOWEST, TaskKind.DRILL)
    [row] = await shares(room.session, asked)
    await room.standing(GROUP, CARD, 700, row.id)
    replied = {**room.message(BOT, GROUP), "message_id": 700, "text": "…"}
    await room.says(ANONYMOUS, GROUP, "演练了", reply_to_message=replied)
    assert "请用本人账号发送" in await room.text("obligations.refused")


async def test_the_responsible_person_answers_four_questions(room: Room, street: Street) -> None:
    place = await add_place(room.session, street.grid, "甲厂", kind="key_unit")
    place.responsible_id = street.stranger.id
    about = (Owners.PLACES, TaskKind.SELF_ASSESSMENT)
    asked = await ask(room.session, street.grid, street.leader, room.now, *about, place_kinds=("key_unit",))
    await tick(room.session, room.now)
    await press(room, STRANGER, "开始自评", CARD)
    await press(room, STRANGER, "具备", QUESTION)
    await answers(room, STRANGER, "也许", "基本具备")
    await press(room, STRANGER, "具备", QUESTION)
    await press(room, STRANGER, "尚不具备", QUESTION)
    [row] = await shares(room.session, asked)
    assert row.answers == {"find": "yes", "fight": "partly", "evacuate": "yes", "teach": "no"}
    assert "组织扑救初起火灾能力：基本具备" in (await content(room, CARD)).html


async def test_many_shares_are_one_list_that_opens_each(room: Room, street: Street) -> None:
    for n in range(12):
        await add_place(room.session, street.grid, f"{n:02}号厂", kind="key_unit")
    about = (Owners.PLACES, TaskKind.SELF_ASSESSMENT)
    await ask(room.session, street.grid, street.leader, room.now, *about, place_kinds=("key_unit",))
    await tick(room.session, room.now)
    listed = await content(room, SEVERAL)
    assert ("其中12项由您完成" in listed.html, len(labels(listed))) == (True, 10)
    await press(room, MEMBER, "11-26 责任书 · 00号厂", SEVERAL)
    assert "00号厂" in (await content(room, CARD)).html
    await room.says(MEMBER, MEMBER, "/duty")
    assert "待完成任务12项" in await room.text("hazards.duty")
    await press(room, MEMBER, "11-26 责任书", "hazards.duty")
    room.now += timedelta(days=15)
    await tick(room.session, room.now)
    assert "其中12项已逾期" in await room.text("obligations.reminder")
    assert "S-1-1网格有逾期未完成的任务" in await room.text("obligations.summary")


async def test_whoever_set_it_excuses_reminds_ends_or_withdraws_after_a_question(room: Room, street: Street) -> None:
    asked = await ask(room.session, street.grid, street.leader, room.now, Owners.MEMBERS)
    assert "网格负责人" not in await press(room, LEADER, "提醒未完成的", PROGRESS)
    assert "分钟后可再次提醒" in await press(room, LEADER, "提醒未完成的", PROGRESS)
    await press(room, LEADER, "查看明细", PROGRESS)
    await press(room, LEADER, "⬜ S-1-1网格网格员陈明梅", ITEMS)
    await press(room, LEADER, "免办", ITEM)
    await answers(room, LEADER, "外出学习")
    assert (await shares(room.session, asked))[1].excuse is Excuse.GRANTED
    card = await content(room, PROGRESS)
    assert ("已签0/1" in card.html, "不计入：1" in card.html) == (True, True)
    await press(room, LEADER, "结束", PROGRESS)
    assert "确定现在结束" in (await content(room, PROGRESS)).html
    await press(room, LEADER, "返回", PROGRESS)
    await press(room, LEADER, "撤回", PROGRESS)
    assert await press(room, LEADER, "确定撤回", PROGRESS) == "已撤回。"
    [asked] = await requirements(room.session)
    assert asked.state is RequirementState.WITHDRAWN
    assert labels(await content(room, PROGRESS)) == ["查看明细"]


@pytest.mark.parametrize("data", ["tk:s:end_sure:{r}", "tk:list:{r}:0", "tk:print:{r}:0", "tk:see:{r}", "tk:item:{o}"])
async def test_others_see_and_do_nothing_whatever_they_press(room: Room, street: Street, data: str) -> None:
    asked = await ask(room.session, street.grid, street.leader, room.now, Owners.MEMBERS)
    row = (await shares(room.session, asked))[0]
    before = len(await room.messages())
    request = await room.presses(STRANGER, STRANGER, data.format(r=asked.id, o=row.id))
    assert request.toast is not None
    assert "负责人可以操作" in request.toast.text
    assert len(await room.messages()) == before
    request = await room.presses(STRANGER, STRANGER, f"tk:o:paper:{row.id}")
    assert request.toast is not None
    assert "他人的任务" in request.toast.text


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_every_message_fits_into_telegram_s(room: Room, street: Street, locale: str) -> None:
    for n in range(120):
        await add_place(room.session, street.grid, "厂" * 110 + str(n), kind="key_unit")
    about = (Owners.PLACES, TaskKind.LETTER)
    await ask(room.session, street.grid, street.leader, room.now, *about, place_kinds=("key_unit",), words="要求" * 200)
    await tick(room.session, room.now)
    room.now += timedelta(days=15)
    await tick(room.session, room.now)
    for kind in (PROGRESS, SEVERAL, "obligations.reminder", "obligations.summary"):
        assert len(await room.text(kind, locale)) < 4096

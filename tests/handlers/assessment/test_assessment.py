"""Assessment as people meet it: who is shown what, what is asked, what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from models.assessment.criteria import Grade
from models.assessment.kept import lines_kept, lines_read
from models.assessment.tables import AssessmentObjection, AssessmentScore, ObjectionState
from models.grids.tables import Level
from models.notices.tables import Notice, NoticeState
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.assessment.meeting import (
    ABOVE,
    HOME,
    LEADER,
    MEMBER,
    OTHER,
    RESIDENT,
    STREET,
    content,
    labels,
    press,
)
from tests.handlers.room import Room
from tests.models.assessment.counted import DAY, MORNING, Result, add_grid, add_members, confirmed, result, tick
from tests.models.checks.owing import local
from tests.street import GROUP, Street

CARD, WHY, BELOW = "assessment.score", "assessment.why", "assessment.below"
ASKED, ANSWERED, QUESTION = "assessment.objection", "assessment.answered", "hazards.ask"
STARS, STANDARD = "assessment.stars", "assessment.standard"


@pytest.fixture
async def found(room: Room, street: Street) -> Result:
    made = await result(room.session, street)
    room.now = MORNING
    return made


async def answers(room: Room, by: int, *words: str) -> None:
    for each in words:
        await room.sent(QUESTION, next(room.numbers) + 900)
        await room.says(by, by, each)


async def opened(room: Room, by: int, label: str = "2026年第4季度") -> MessageContent:
    """The card behind that button of /score."""
    await room.says(by, by, "/score")
    await press(room, by, label, HOME)
    return await content(room, CARD)


async def test_a_member_sees_their_own_score_line_by_line(room: Room, found: Result) -> None:
    await room.says(MEMBER, MEMBER, "/score")
    home = await content(room, HOME)
    assert "2026年第4季度，S-1-1网格网格员傅勇：" in home.html
    assert "2026年下半年" in home.html
    assert not [label for label in labels(home) if "下级" in label]
    card = await opened(room, MEMBER)
    score = found.scores["S-1-1", MEMBER]
    assert "<b>2026年第4季度考核</b>（暂定，01-09前可提异议）" in card.html
    assert f"<b>{int(score.score or 0)}分，" in card.html
    assert "· 通知确认 12/20：" in card.html
    assert "本期无此类任务，该项不计：受理及时、" in card.html
    assert labels(card) == [f"为什么是{int(score.score or 0)}分？", "有异议"]


async def test_why_names_the_rows_behind_a_line(room: Room, found: Result) -> None:
    await opened(room, MEMBER)
    await press(room, MEMBER, "为什么是", CARD)
    why = (await content(room, WHY)).html
    assert "<b>通知确认</b> 12/20，即60%；街道平均77.5%，按另加20项平均水平修正为68.8%，权重100.0%，得68.8分" in why
    assert "未完成：N13 第13号通知、N14 第14号通知" in why
    assert "下限达到90分才评优秀" in why
    await press(room, MEMBER, "返回得分", WHY)
    assert (await room.newest(CARD)).subject_id == found.scores["S-1-1", MEMBER].id


async def test_more_rows_than_are_shown_are_counted(room: Room, found: Result) -> None:
    score = found.scores["S-1-1", MEMBER]
    rows = [[f"N{n} 通知", None, 0, 1] for n in range(10)]
    score.behind = {"notices": {"rows": rows, "more": 7}, "patrol": {"rows": [["", "2026-11-03", 75, 120]], "more": 0}}
    await opened(room, MEMBER)
    await press(room, MEMBER, "为什么是", CARD)
    assert "N9 通知，其余7项" in (await content(room, WHY)).html


async def test_in_a_group_nothing_is_shown_and_residents_are_told_whom_it_is_about(
    room: Room, street: Street, found: Result
) -> None:
    await room.says(MEMBER, GROUP, "/score")
    assert "请私聊我发送 /score" in await room.text("assessment.not_here")
    await room.says(RESIDENT, RESIDENT, "/score")
    said = await content(room, HOME)
    assert ("考核对象是网格员和网格长" in said.html, said.buttons) == (True, ())
    toast = (await room.presses(RESIDENT, RESIDENT, f"as:open:{found.scores['S-1-1', MEMBER].id}")).toast
    assert toast is not None
    assert "只给本人和上级看" in toast.text
    kinds = await room.kinds()
    await room.presses(MEMBER, GROUP, f"as:open:{found.scores['S-1-1', MEMBER].id}")
    assert CARD not in (await room.kinds())[len(kinds) :]


async def test_before_anything_was_counted_one_is_told_when(room: Room, street: Street) -> None:
    await tick(room.session, local("2026-11-16"))
    await room.says(MEMBER, MEMBER, "/score")
    assert "下一次2027-01-02统计" in await room.text(HOME)


async def test_a_leader_looks_through_those_below_by_grade(room: Room, street: Street, found: Result) -> None:
    await room.says(ABOVE, ABOVE, "/score")
    await press(room, ABOVE, "S-1网格下级，2026年第4季度", HOME)
    said = await content(room, BELOW)
    assert "<b>S-1网格下级考核结果，2026年第4季度</b>" in said.html
    assert len(labels(said)) == 2
    await press(room, ABOVE, labels(said)[-1], BELOW)
    card = await content(room, CARD)
    assert labels(card)[1:] == ["一票否决", "下级得分"]
    await press(room, ABOVE, "下级得分", CARD)
    below = await content(room, BELOW)
    assert [label for label in labels(below) if "傅勇" in label]
    toast = (await room.presses(LEADER, LEADER, f"as:below:{found.assessment.id}:{street.community.id}")).toast
    assert toast is not None
    assert "上级负责人" in toast.text


async def test_pages_turn_where_there_are_many(room: Room, street: Street, found: Result) -> None:
    old = found.scores["S-1-1", MEMBER]
    for _ in range(20):
        values = {**old.model_dump(exclude={"id"})}
        room.session.add(AssessmentScore(**values))
    await room.session.flush()
    await room.says(LEADER, LEADER, "/score")
    await press(room, LEADER, "S-1-1网格下级，2026年第4季度", HOME)
    assert labels(await content(room, BELOW))[-1] == "下一页"
    await press(room, LEADER, "下一页", BELOW)
    said = await content(room, BELOW)
    assert (len(labels(said)), labels(said)[-1]) == (11, "上一页")


async def test_an_objection_is_written_goes_to_the_leader_and_is_answered(
    room: Room, street: Street, found: Result
) -> None:
    await opened(room, MEMBER)
    await press(room, MEMBER, "有异议", CARD)
    await answers(room, MEMBER, "长" * 501, "十一月住院，四条通知没看到")
    assert "有异议" not in labels(await content(room, CARD))
    asked = await content(room, ASKED)
    assert (await room.newest(ASKED)).chat_id == LEADER
    assert "<b>考核异议</b>（傅勇提出）：S-1-1网格网格员傅勇，2026年第4季度" in asked.html
    assert "“十一月住院，四条通知没看到”" in asked.html
    assert "请在01-07前答复" in asked.html
    assert labels(asked) == ["查看得分", "维持", "更正数字", "更正等次"]
    await press(room, LEADER, "更正数字", ASKED)
    await press(room, LEADER, "通知确认 12/20", QUESTION)
    await answers(room, LEADER, "20/12", "十二", "12／16", "住院期间的四条不计")
    [objection] = (await room.session.scalars(select(AssessmentObjection))).all()
    assert objection.state is ObjectionState.CORRECTED
    told = (await content(room, ANSWERED)).html
    assert "您的异议有答复了" in told
    assert "<b>更正</b>（谭远康，01-02）：住院期间的四条不计" in told
    assert labels(await content(room, ASKED)) == ["查看得分"]
    await press(room, MEMBER, "查看得分", ANSWERED)
    card = (await content(room, CARD)).html
    assert "· 通知确认 12/16：" in card
    assert "由谭远康更正：68 " in card


async def test_a_grade_is_corrected_or_upheld_by_who_leads(room: Room, street: Street, found: Result) -> None:
    await opened(room, MEMBER)
    await press(room, MEMBER, "有异议", CARD)
    await answers(room, MEMBER, "受伤住院一个月")
    for by in (MEMBER, OTHER, RESIDENT):
        [objection] = (await room.session.scalars(select(AssessmentObjection))).all()
        toast = (await room.presses(by, by, f"as:ob:uphold:{objection.id}")).toast
        assert toast is not None
        assert "上级负责人" in toast.text
    await press(room, LEADER, "更正等次", ASKED)
    await press(room, LEADER, "优秀", QUESTION)
    await answers(room, LEADER, "抢险有功")
    assert found.scores["S-1-1", MEMBER].grade is Grade.EXCELLENT
    toast = (await room.presses(LEADER, LEADER, f"as:ob:uphold:{objection.id}")).toast
    assert toast is not None
    assert "已有答复" in toast.text


async def test_it_is_too_late_to_object_once_the_result_is_final(room: Room, street: Street, found: Result) -> None:
    room.now = MORNING + 8 * DAY
    await tick(room.session, room.now)
    card = await opened(room, MEMBER)
    assert "暂定" not in card.html
    assert "有异议" not in labels(card)
    toast = (await room.presses(MEMBER, MEMBER, f"as:do:object:{found.scores['S-1-1', MEMBER].id}")).toast
    assert toast is not None
    assert "异议期已过" in toast.text


async def test_a_veto_is_shown_with_who_and_why_and_taken_back(room: Room, street: Street, found: Result) -> None:
    await room.says(LEADER, LEADER, "/score")
    await press(room, LEADER, "S-1-1网格下级，2026年第4季度", HOME)
    said = await content(room, BELOW)
    await press(room, LEADER, next(label for label in labels(said) if "傅勇" in label), BELOW)
    await press(room, LEADER, "一票否决", CARD)
    await answers(room, LEADER, "隐瞒不报")
    assert (await room.newest("assessment.changed")).chat_id == MEMBER
    await press(room, MEMBER, "查看得分", "assessment.changed")
    card = (await content(room, CARD)).html
    assert "不合格</b>" in card
    assert "<b>一票否决</b>：谭远康，01-02，理由：隐瞒不报" in card
    await room.says(LEADER, LEADER, "/score")
    await press(room, LEADER, "S-1-1网格下级，2026年第4季度", HOME)
    await press(room, LEADER, "🟠", BELOW)
    await press(room, LEADER, "撤回否决", CARD)
    await answers(room, LEADER, "经查不实")
    assert found.scores["S-1-1", MEMBER].vetoed_at is None
    assert "撤回" in await room.text("assessment.changed")
    toast = (await room.presses(MEMBER, MEMBER, f"as:do:veto:{found.scores['S-1-1', MEMBER].id}")).toast
    assert toast is not None
    assert "上级负责人" in toast.text


async def test_results_are_told_in_the_morning_with_quarter_half_and_year_together(
    room: Room, street: Street, found: Result
) -> None:
    told = {message.chat_id: message for message in await room.messages() if message.kind == "assessment.results"}
    said = await room.worded(told[MEMBER])
    assert isinstance(said, MessageContent)
    assert "考核结果出来了" in said.html
    assert "01-09前可提异议" in said.html
    mine = [line for line in said.html.splitlines() if "网格员傅勇" in line]
    assert len(mine) == 3
    of_street = await room.worded(told[STREET])
    assert isinstance(of_street, MessageContent)
    assert [label for label in labels(of_street) if label.startswith("S网格下级，2026年第4季度")]


async def test_a_result_that_is_not_the_reader_s_any_more_is_not_said(
    room: Room, street: Street, found: Result
) -> None:
    score = found.scores["S-1-1", MEMBER]
    for reader, kind in ((OTHER, CARD), (RESIDENT, WHY), (RESIDENT, "assessment.changed")):
        message = enqueue(room.session, reader, kind, Lane.REPLY, room.now, subject_id=score.id, act="veto")
        await room.session.flush()
        assert isinstance(await room.worded(message), Skip)


def unrated(found: Result) -> AssessmentScore:
    """The member's, with two of three duties done."""
    score = found.scores["S-1-1", MEMBER]
    lines = [replace(line, done=2, of=3) for line in lines_read(score.lines) if line.of]
    score.counts, score.lines = {"notices": [2, 3]}, lines_kept(lines)
    score.score = score.low = score.high = None
    score.duties, score.grade = 3, Grade.UNRATED
    return score


async def test_a_grade_that_is_corrected_where_nothing_was_rated_has_no_points(
    room: Room, street: Street, found: Result
) -> None:
    unrated(found)
    await opened(room, MEMBER)
    await press(room, MEMBER, "有异议", CARD)
    await answers(room, MEMBER, "十二月才到岗")
    await press(room, LEADER, "更正等次", ASKED)
    await press(room, LEADER, "合格", QUESTION)
    await answers(room, LEADER, "到岗后表现合格")
    card = (await opened(room, MEMBER)).html
    assert "由谭远康更正：数据少，暂不评 → 合格。理由：到岗后表现合格" in card


async def test_of_fewer_than_ten_duties_no_percent_is_said(room: Room, street: Street, found: Result) -> None:
    unrated(found)
    await opened(room, MEMBER)
    await press(room, MEMBER, "统计了什么", CARD)
    why = (await content(room, WHY)).html
    assert "<b>通知确认</b> 2/3" in why
    assert "67" not in why


async def test_who_is_not_rated_is_told_so_with_what_was_counted(room: Room, street: Street, found: Result) -> None:
    unrated(found)
    card = await opened(room, MEMBER)
    assert "数据少，暂不评" in card.html
    assert "一共3项任务，少于五项不评" in card.html
    assert labels(card)[0] == "统计了什么？"


async def test_a_street_sees_which_grids_meet_the_standard_and_what_the_others_lack(
    room: Room, street: Street, found: Result
) -> None:
    await room.says(STREET, STREET, "/score")
    await press(room, STREET, "S网格网格达标", HOME)
    said = await content(room, STANDARD)
    assert "<b>S网格网格达标0/1</b>" in said.html
    await press(room, STREET, "S-1网格 0/1", STANDARD)
    told = (await content(room, STANDARD)).html
    assert "· S-1-1网格：未划边界、责任书0%（应100%）、登记场所点位0（应1）" in told
    for by in (MEMBER, LEADER, RESIDENT):
        toast = (await room.presses(by, by, f"as:std:{street.community.id}")).toast
        assert toast is not None
        assert "上级负责人" in toast.text


async def test_many_grids_that_lack_something_are_shown_in_pages(room: Room, street: Street, found: Result) -> None:
    for number in range(2, 20):
        await add_grid(room.session, street.community, f"S-1-{number}", Level.GRID)
    await room.says(ABOVE, ABOVE, "/score")
    await press(room, ABOVE, "S-1网格网格达标", HOME)
    said = await content(room, STANDARD)
    assert (said.html.count("· S-1-"), labels(said)) == (15, ["下一页"])
    await press(room, ABOVE, "下一页", STANDARD)
    said = await content(room, STANDARD)
    assert (said.html.count("· S-1-"), labels(said)) == (4, ["上一页"])


async def test_stars_are_offered_and_a_notice_is_drafted_but_not_sent(room: Room, street: Street) -> None:
    await tick(room.session, local("2026-11-01"))
    usual = await add_members(room.session, street.grid, 12, 50)
    [best] = await add_members(room.session, street.grid, 1, 70)
    await confirmed(room.session, street, [*((post, 30) for post in usual), (best, 60)], 60, at=local("2026-11-10"))
    room.now = local("2026-12-02")
    await tick(room.session, room.now)
    offered = await room.newest(STARS)
    assert offered.chat_id == ABOVE
    said = await content(room, STARS)
    assert "<b>星级网格员，2026年11月，S-1网格</b>" in said.html
    assert "⭐ 网格员70，S-1-1网格：完成60/60项" in said.html
    assert "只告诉您一人" in said.html
    number = next(room.numbers) + 900
    await room.sent(STARS, number)
    data = said.buttons[0][0].data
    for by in (MEMBER, LEADER):
        toast = (await room.presses(by, ABOVE, data, on=number)).toast
        assert toast is not None
        assert "上级负责人" in toast.text
    await room.presses(ABOVE, ABOVE, data, on=number)
    [draft] = (await room.session.scalars(select(Notice).where(col(Notice.state) == NoticeState.DRAFT))).all()
    assert draft.words.startswith("2026年11月星级网格员\nS-1网格工作表现突出的网格员：S-1-1网格 网格员70")
    assert (draft.grid_id, draft.author_id) == (street.community.id, street.community_leader.id)


async def test_of_ten_grids_and_more_the_rate_is_also_a_percentage(room: Room, street: Street, found: Result) -> None:
    for number in range(9):
        await add_grid(room.session, street.community, f"S-1-{number + 2}", Level.GRID)
    await room.says(STREET, STREET, "/score")
    await press(room, STREET, "S网格网格达标", HOME)
    assert "<b>S网格网格达标0/10（0%）</b>" in (await content(room, STANDARD)).html

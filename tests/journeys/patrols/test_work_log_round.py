"""A work log that makes itself, is added to, corrected, read by the leader on Monday, asked about and answered."""

from datetime import UTC, datetime, timedelta

import pytest

from models.work_log.tables import LogEntry, LogReview
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows

HOUR, MINUTE = 3600, 60


def until_monday(now: datetime) -> float:
    """Seconds to nine o'clock of the next Monday in Shanghai."""
    morning = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=7 - now.weekday())
    return (morning - now).total_seconds()


@pytest.mark.long
async def test_a_weeks_log_is_written_corrected_read_asked_about_and_answered(town: Town, cast: Cast) -> None:
    driver, member, leader, group = town.driver, cast.member, cast.leader, cast.group
    await driver.text(cast.resident, cast.resident, "/log 我来了")
    await town.hears(cast.resident, cast.resident, "仅供网格工作人员")
    await driver.text(group, member, "/log")
    await town.hears(group, member, "请私聊发送 /log")
    await driver.text(group, member, "/log 入户宣传12户")
    await driver.text(member, member, "/checkin")
    card = await town.hears(member, member, "巡查中")
    await town.later(20 * MINUTE)
    await driver.press(member, member, card["message_id"], "签退")
    await town.hears(member, member, "巡查结束")
    await town.later(MINUTE)
    await driver.photo(member, member, picture("red"), caption="/log 清理楼道3处")
    saved = await town.hears(member, member, "已记入工作日志", buttons=("更正",))
    await driver.press(member, member, saved["message_id"], "更正")
    asked = await town.hears(member, member, "正确的内容是什么")
    await driver.text(member, member, "清理楼道2处", reply_to=asked["message_id"])
    await town.hears(member, member, "已记入工作日志")
    await driver.text(member, member, "/log")
    own = await town.hears(
        member, member, "工作日志 · 傅勇", "入户宣传12户", "清理楼道3处（照片或附件1份）", "日常巡查"
    )
    assert "更正09:" in own["text"].replace(" ", "")
    assert "清理楼道2处" in own["text"]
    await town.later(until_monday(datetime.fromisoformat(await driver.clock()).astimezone(UTC)))
    digest = await town.hears(leader, leader, "上周工作日志", "傅勇：巡查1次", "记录3条", buttons=("傅勇",))
    await driver.press(leader, leader, digest["message_id"], "傅勇")
    shown = "查看全部照片和文件（1）"
    page = await town.hears(leader, leader, "工作日志 · 傅勇", "清理楼道2处", buttons=(shown, "已阅", "有疑问"))
    await driver.press(leader, leader, page["message_id"], shown)
    assert "photo" in await town.hears(leader, leader, "清理楼道3处", buttons=())
    await driver.press(leader, leader, page["message_id"], "有疑问")
    question = await town.hears(leader, leader, "您有什么疑问")
    await driver.text(leader, leader, "哪栋楼？", reply_to=question["message_id"])
    put = await town.hears(member, member, "谭远康询问您", "哪栋楼？", buttons=("答复",))
    await town.hears(leader, leader, "您的疑问：哪栋楼？", "尚未答复", buttons=(shown, "已阅"))
    await driver.press(member, member, put["message_id"], "答复")
    asked = await town.hears(member, member, "“哪栋楼？”请回复")
    await driver.text(member, member, "5号楼", reply_to=asked["message_id"])
    await town.hears(leader, leader, "傅勇就工作日志答复", "5号楼")
    await town.hears(leader, leader, "您的疑问：哪栋楼？", "💬 5号楼", buttons=(shown, "已阅"))
    await driver.press(leader, leader, page["message_id"], "已阅")
    await town.hears(leader, leader, "✅ 已阅", buttons=(shown,))
    await town.hears(leader, leader, "上周工作日志", buttons=("✅傅勇",))
    [review], entries = await rows(town, LogReview), await rows(town, LogEntry)
    assert (review.question, review.answer, review.read_at is not None) == ("哪栋楼？", "5号楼", True)
    assert [each.corrects for each in entries] == [None, None, entries[1].id]
    await town.settled()
    assert not any("宣传" in str(each) for each in await driver.messages(group) if each["from"]["id"] == town.bot)
    town.expect(*await driver.messages(member, member), *await driver.messages(leader, leader))

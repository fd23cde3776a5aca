"""A call for help as journeys go through it."""

from typing import Any

from tests.journeys.town import Town

GOING = ("前往", "已到场", "误报")
CARD = (*GOING, "我按错了")  # where help was called
TOO = ("我也前往", "已到场", "误报")  # once somebody goes
FINDINGS = ("真实火情", "冒烟无明火", "人员伤病", "其他情况", "误报")
FOUND = ("我也前往", "已到场", *FINDINGS)


async def ends(town: Town, person: Any, message: dict[str, Any], outcome: str) -> dict[str, Any]:
    """Two presses in private, once its buttons show what was found; the message that asked."""
    await town.settled()
    await town.driver.press(person, person, message["message_id"], outcome)
    question = await town.hears(person, person, "确认结束S1", outcome, buttons=(f"确认：{outcome}", "未结束，继续处置"))
    await town.driver.press(person, person, question["message_id"], f"确认：{outcome}")
    return question

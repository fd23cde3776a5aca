"""A warning from above, handed in as a file by the program that an operator runs beside the bot."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from models.notices.tables import Notice, NoticeState
from tests.journeys.conftest import Cast
from tests.journeys.outside import ROOT
from tests.journeys.town import Json, Town, rows
from tests.models.cap.samples import AREA, BILLION_LAUGHS, CODE, OUTSIDE, SENT, alert, info

pytestmark = pytest.mark.long
COMMUNITY = AREA.format(name="社区", shape=CODE.format(code="S-1"))
REFERS = "<references>{}</references>"


def _message(number: int, kind: str = "Alert", *about: int, **said: str) -> bytes:
    refers = REFERS.format(" ".join(f"weather@example.cn,50011800-{each},{SENT}" for each in about)) if about else ""
    infos = info(**{"areas": COMMUNITY, "expires": "2099-01-01T00:00:00Z", **said})
    return alert(infos, identifier=f"50011800-{number}", kind=kind, references=refers)


async def _handed_in(town: Town, folder: Path, data: bytes) -> tuple[int, str]:
    """By `python -m bot warn --cap`; its exit status and what it said."""
    (folder / "warning.xml").write_bytes(data)
    settings = town.app.settings
    told = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir), "BOT_TOKEN": settings.bot_token}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "warn", "--cap", "warning.xml"),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOCALE": "zh_CN", **told},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def _sends(town: Town, leader: int, draft: Json) -> None:
    await town.driver.press(leader, leader, draft["message_id"], "预览")
    card = await town.hears(leader, leader, "按以上内容发送", buttons=("确认发送",))
    await town.driver.press(leader, leader, card["message_id"], "确认发送")


async def test_a_cap_message_is_sent_by_a_leader_updated_and_cancelled(town: Town, cast: Cast, tmp_path: Path) -> None:
    driver, group, member = town.driver, cast.group, cast.member
    leader = await town.person("马东宏", "19900000004")
    await town.claim(leader)

    status, said = await _handed_in(town, tmp_path, _message(1))
    assert (status, "N1" in said) == (0, True), said
    draft = await town.hears(leader, leader, "草稿", "CAP", "发布大风橙色预警")
    assert [each.state for each in await rows(town, Notice)] == [NoticeState.DRAFT]
    await _sends(town, leader, draft)
    copy = await town.hears(group, member, "🟧 橙色预警", "收回阳台物品")
    await town.hears(leader, leader, "已送达", buttons=("更正", "撤回", "解除"))

    status, said = await _handed_in(town, tmp_path, _message(1))
    assert status == 0
    assert len(await rows(town, Notice)) == 1, "the same message makes nothing twice"

    update = _message(2, "Update", 1, severity="Extreme", headline="发布大风红色预警")
    assert (await _handed_in(town, tmp_path, update))[0] == 0
    draft = await town.hears(leader, leader, "草稿", "发布大风红色预警")
    await _sends(town, leader, draft)
    newer = await town.hears(group, member, "🟥 红色预警")
    earlier = await town.hears(group, member, "【已失效，以新发布的预警为准】", "🟧 橙色预警")
    assert earlier["message_id"] == copy["message_id"] != newer["message_id"]

    assert (await _handed_in(town, tmp_path, _message(3, "Cancel", 1, 2)))[0] == 0
    asked = await town.hears(leader, leader, "预警N2", "已由发布单位解除", buttons=("解除",))
    await driver.press(leader, leader, asked["message_id"], "解除")
    over = await town.hears(group, member, "【已解除】", "红色预警")
    assert over["message_id"] == newer["message_id"]

    for bomb in (BILLION_LAUGHS, OUTSIDE):
        status, said = await _handed_in(town, tmp_path, bomb)
        assert (status, "DTD" in said) == (1, True), said
    first, second = await rows(town, Notice)
    assert (first.state, second.state) == (NoticeState.REPLACED, NoticeState.LIFTED)
    await town.settled()
    town.expect(*await driver.messages(leader, leader))

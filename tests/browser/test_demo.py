"""The demo as its visitor sees it: every step of the guide, in the page, with the real bot behind it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.configuration import settings
from bot.demo import Running, running
from tests.browser.conftest import WIDE, pane

pytestmark = [pytest.mark.browser, pytest.mark.long]
PATIENCE = 30_000
REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"


@pytest.fixture
async def demo() -> AsyncIterator[Running]:
    async with running(settings.load({})) as started:
        yield started


@pytest.fixture
async def page(browser: Browser, demo: Running) -> Page:
    context = await browser.new_context(viewport=WIDE, locale="zh-CN")  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    await page.goto(demo.address)
    return page


async def sends(who: Locator, text: str, sample: str = "") -> None:
    if sample:
        await who.get_by_role("button", name="示例照片").click()
        await who.get_by_role("menuitem", name=sample).click()
        await who.locator(".tile img").wait_for()
    await who.get_by_role("textbox").fill(text)
    await who.get_by_role("textbox").press("Enter")


async def presses(who: Locator, label: str) -> None:
    await who.get_by_role("button", name=label, exact=True).click()


async def sees(who: Locator, words: str) -> Locator:
    message = who.locator("article", has_text=words).last
    await expect(message).to_be_visible()
    return message


async def test_the_guide_can_be_followed_to_its_end(demo: Running, page: Page) -> None:
    resident, member, leader = (pane(page, demo.people[name]) for name in ("李秀英", "傅勇", "谭远康"))
    await sends(resident, REPORT, "整改前")
    await sees(resident, "待受理")
    await presses(member, "受理")
    await expect(page.locator("#toasts")).to_contain_text("您已受理H1")
    card = await sees(member, "已受理")
    await card.hover()
    await card.get_by_role("button", name="回复").click()
    await sends(member, "", "整改后")
    await sees(member, "处置后1份")
    await presses(member, "处置完成")
    await sees(leader, "处置前后照片")
    await sees(leader, "请复核")
    await presses(leader, "办结")
    await sees(resident, "是否满意")
    await presses(resident, "满意")
    await sees(resident, "您的评价：满意")

    await sends(resident, "/report 3号楼门口电动车飞线充电")
    await sees(resident, "H2")
    await page.get_by_role("button", name="+2 小时", exact=True).click()
    await sees(leader, "已2小时无人受理")


async def test_every_step_of_the_guide_leads_to_somebody_of_the_cast_and_the_street_hands_over(
    demo: Running, page: Page
) -> None:
    street, liaison = (demo.people[name] for name in ("曹林文", "何志强"))
    await page.locator("#guide li").nth(4).get_by_role("button").click()
    resident = pane(page, demo.people["李秀英"])
    await expect(resident.get_by_role("textbox")).to_have_value("/report 3号楼门口电动车飞线充电")
    await resident.get_by_role("textbox").press("Enter")
    await sees(resident, "待受理")
    await page.get_by_role("button", name="+1 天").click()

    await page.locator("#guide li").nth(5).get_by_role("button").click()
    await presses(pane(page, street), "移交")
    await presses(pane(page, street), "派出所")
    await pane(page, street).get_by_role("button", name="7天").click()
    await presses(pane(page, street), "无需说明")
    await page.locator("#guide li").nth(6).get_by_role("button").click()
    await presses(pane(page, liaison), "收到")
    await sees(resident, "已移交")


async def test_a_round_of_patrol_runs_and_the_guide_goes_on_with_it(demo: Running, page: Page) -> None:
    member = pane(page, demo.people["傅勇"])
    await sees(member, "3号楼门口")
    await page.locator("#guide li").nth(7).get_by_role("button").click()
    await expect(member.get_by_role("textbox")).to_have_value("/checkin 5号楼东侧")
    await member.locator(".tile img").wait_for()
    await member.get_by_role("textbox").press("Enter")
    await sees(member, "5号楼东侧（照片或附件）")
    await page.locator("#guide li").nth(9).get_by_role("button").click()
    await member.get_by_role("textbox").press("Enter")
    await sees(member, "巡查结束")


async def test_the_demo_begins_anew_only_when_that_is_meant_and_then_nothing_is_left(demo: Running, page: Page) -> None:
    resident = pane(page, demo.people["李秀英"])
    before = demo.people["李秀英"]["id"]
    await sends(resident, REPORT)
    await sees(resident, "H1")
    await page.get_by_role("button", name="重新开始").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="取消").click()
    await sees(resident, "H1")

    await page.get_by_role("button", name="重新开始").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="重新开始").click()
    async with page.expect_event("load", timeout=2 * PATIENCE):
        await expect(page.get_by_text("正在重新布置街道")).to_be_visible()

    await expect(page.locator("#brand")).to_have_text("网格哨")
    assert demo.people["李秀英"]["id"] != before
    await sees(resident, "本群已绑定")
    await expect(resident.locator("article", has_text="H1")).to_have_count(0)
    await sends(resident, "/report 2号楼安全出口上锁")
    await sees(resident, "H1")

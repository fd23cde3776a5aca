"""The demo as its visitor sees it: every step of the guide, in the page, with the real bot behind it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot import settings
from bot.demo import Running, running
from locales.translator import translator
from tests.browser.conftest import WIDE, pane

pytestmark = [pytest.mark.browser, pytest.mark.long]
PATIENCE = 30_000
REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"


@pytest.fixture
async def demo() -> AsyncIterator[Running]:
    async with running(settings.load({}), translator("zh_CN")) as started:
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
    await page.get_by_role("button", name="+2 小时").click()
    await sees(leader, "已2小时无人受理")

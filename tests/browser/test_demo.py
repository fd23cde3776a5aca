"""The demo as its visitor sees it: every step of the guide, in the page, with the real bot behind it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.configuration import settings
from bot.demo.running import Running, running
from tests.browser.conftest import WIDE, pane
from tests.reports.paper import read

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
    await expect(page.locator("#toasts")).to_contain_text("您已受理H")
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
    await sees(resident, "电动车飞线充电")
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
    await page.get_by_role("button", name="+1 天", exact=True).click()

    await page.locator("#guide li").nth(5).get_by_role("button").click()
    card = await sees(pane(page, street), "电动车飞线充电")
    await presses(card, "移交")
    await presses(pane(page, street), "派出所")
    await pane(page, street).get_by_role("button", name="7天").click()
    await presses(pane(page, street), "无需说明")
    await page.locator("#guide li").nth(6).get_by_role("button").click()
    await presses(pane(page, liaison), "收到")
    await sees(resident, "已移交")


async def steps(page: Page, words: str) -> None:
    """Takes the step of the guide that has these words."""
    await page.locator("#guide li", has_text=words).get_by_role("button").click()


async def test_a_round_of_patrol_runs_and_the_guide_goes_on_with_it(demo: Running, page: Page) -> None:
    member, leader = (pane(page, demo.people[name]) for name in ("傅勇", "谭远康"))
    await steps(page, "一次巡查分五步。一：")
    missed = await sees(leader, "漏查情况")
    await expect(missed).to_contain_text("时长不足：傅勇0分钟")
    await sees(member, "3号楼门口")
    await steps(page, "二：")
    await expect(member.get_by_role("textbox")).to_have_value("/checkin 5号楼东侧")
    await member.locator(".tile img").wait_for()
    await member.get_by_role("textbox").press("Enter")
    await sees(member, "5号楼东侧（照片或附件）")
    await steps(page, "四：")
    await expect(member.get_by_role("textbox")).to_have_value("/places P1")
    await member.get_by_role("textbox").press("Enter")
    await presses(member, "检查")
    await sees(member, "安全出口")
    await steps(page, "五：")
    await expect(member.get_by_role("textbox")).to_have_value("/checkout")
    await member.get_by_role("textbox").press("Enter")
    await sees(member, "巡查结束")


PARTS = ("街道应急办", "高空坠物伤人", "全街道", "收好阳台杂物")


async def test_a_warning_reaches_all_groups_of_the_street_once_another_has_agreed(demo: Running, page: Page) -> None:
    street, deputy, member = (pane(page, demo.people[name]) for name in ("曹林文", "钟杰海", "傅勇"))
    await steps(page, "预警分五步（一）")
    await street.get_by_role("textbox").press("Enter")
    await presses(street, "级别：未选择")
    for who in ("无", "网格长", "网格员"):
        await presses(street, f"确认：{who}")
    await expect(street.get_by_role("button", name="确认：网格长和网格员")).to_be_visible()
    await steps(page, "预警（二）")
    await presses(street, "预览")
    for asked, answer in zip(("由谁发布", "什么危险", "影响范围", "请大家做什么"), PARTS, strict=True):
        await sees(street, asked)
        await sends(street, answer)
    await presses(street, "24小时")
    await expect(street.get_by_role("article").filter(has_text="要素还缺")).to_have_count(0)
    await presses(street, "预览")
    await presses(street, "确认发送")
    await steps(page, "预警（三）")
    await sees(deputy, "曹林文申请")
    await presses(deputy, "同意")
    await steps(page, "预警（四）")
    await sees(member, "蓝色预警：今晚大风，关好门窗")
    await presses(member, "收到")
    await expect(page.locator("#toasts")).to_contain_text("您是第1位，共29个岗位")
    await steps(page, "预警（五）")
    await sees(street, "已送达 14/14 ▓▓▓▓▓▓▓▓")
    await sees(street, "收到 1/29")
    await presses(street, "解除")
    await sees(member, "【已解除】")


async def test_a_printed_sheet_opens_from_the_page_by_a_click(demo: Running, page: Page) -> None:
    leader = pane(page, demo.people["谭远康"])
    await steps(page, "打印张贴用的资料")
    await expect(leader.get_by_role("textbox")).to_have_value("/sheets")
    await leader.get_by_role("textbox").press("Enter")
    await presses(leader, "码牌")
    sheet = leader.get_by_role("link", name="打开 码牌_望城路1网格_")
    async with page.context.expect_page() as opened:
        await sheet.click()
    tab = await opened.value
    answer = await page.context.request.get(tab.url)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert len(read(await answer.body()).links) == 20


async def test_households_to_visit_are_in_the_member_s_private_chat_alone(demo: Running, page: Page) -> None:
    member = pane(page, demo.people["傅勇"])
    await steps(page, "待走访的住户")
    await expect(member.get_by_role("textbox")).to_have_value("/visit")
    await member.get_by_role("textbox").press("Enter")
    await sees(member, "吴桂芳")
    said = await demo.driver.messages(demo.chats.grid, demo.people["李秀英"]["id"])
    assert not [message for message in said if "吴桂芳" in str(message)]


async def test_the_demo_begins_anew_only_when_that_is_meant_and_then_nothing_is_left(demo: Running, page: Page) -> None:
    resident = pane(page, demo.people["李秀英"])
    before = demo.people["李秀英"]["id"]
    await sends(resident, REPORT)
    await sees(resident, "待受理")
    await page.get_by_role("button", name="重新开始").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="取消").click()
    await sees(resident, "待受理")

    await page.get_by_role("button", name="重新开始").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="重新开始").click()
    async with page.expect_event("load", timeout=4 * PATIENCE):
        await expect(page.get_by_text("正在重新布置街道")).to_be_visible()

    await expect(page.locator("#brand")).to_have_text("网格哨")
    assert demo.people["李秀英"]["id"] != before
    await sees(resident, "本群已绑定")
    await expect(resident.locator("article", has_text="待受理")).to_have_count(0)
    await sends(resident, "/report 2号楼安全出口上锁")
    await sees(resident, "待受理")


async def test_monday_s_digest_is_in_the_group_of_the_street_with_its_past(demo: Running, page: Page) -> None:
    street, community, member = (pane(page, demo.people[name]) for name in ("曹林文", "马东宏", "傅勇"))
    opens = demo.timekeeper.now().astimezone(demo.settings.zone).weekday()
    for _ in range(7 - opens):
        await page.get_by_role("button", name="+1 天", exact=True).click()
        await expect(page.get_by_role("button", name="+1 天", exact=True)).to_be_enabled()
    await expect(page.get_by_role("timer")).to_contain_text("星期一")
    await steps(page, "看周报分五步（一）")
    week = street.locator("article", has_text="检查完成")
    await expect(week).to_be_visible(timeout=4 * PATIENCE)  # the pool draws its first picture
    await expect(week).to_contain_text("电动自行车违规停放充电9件")
    await expect(week.locator("img").last).to_have_js_property("naturalWidth", 1280)
    await steps(page, "周报（二）")
    await sees(community, "比平常多")
    await steps(page, "周报（三）")
    await presses(street, "说明")
    await sees(street, "补报")
    await steps(page, "周报（四）")
    await expect(street.get_by_role("textbox")).to_have_value("/digest 本月")
    await street.get_by_role("textbox").press("Enter")
    await sees(street, "本期未结束")
    await steps(page, "周报（五）")
    await sees(member, "感谢大家")

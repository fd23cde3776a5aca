import asyncio
import io
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import PHONE, TABLET, WIDE, Street, pane

pytestmark = [pytest.mark.browser, pytest.mark.long]

CARD = "隐患 H1 · 待受理"
BUTTONS = {"inline_keyboard": [[{"text": "受理", "callback_data": "take"}, {"text": "上报", "callback_data": "up"}]]}


def picture(colour: str = "brown") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(made, "JPEG")
    return made.getvalue()


def chosen(name: str, data: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=data)


async def answer_press(street: Street, text: str, *, alert: bool = False) -> dict[str, Any]:
    """The bot's side of a pressed button."""
    query: dict[str, Any] = next(u["callback_query"] for u in await street.updates() if "callback_query" in u)
    await street.ask("answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=alert)
    return query


async def say(page: Page, street: Street, person: dict[str, Any], text: str) -> None:
    box = pane(page, person).get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")
    await expect(box).to_have_value("")


async def test_three_people_are_side_by_side_each_in_the_chat_that_is_theirs(street: Street) -> None:
    page = await street.look(WIDE)

    await expect(page.locator(".pane:visible")).to_have_count(3)
    for person, title in ((street.resident, "居民群"), (street.member, "居民群"), (street.leader, "工作群")):
        await expect(pane(page, person).locator(".chat-tab[aria-current]")).to_contain_text(title)
    await expect(pane(page, street.member).locator(".who")).to_contain_text("网格员")


async def test_a_text_goes_from_the_composer_to_the_bot_and_to_the_others(street: Street) -> None:
    page = await street.look(WIDE)

    await say(page, street, street.resident, "楼道里有烟味")

    (update,) = await street.updates()
    assert update["message"]["text"] == "楼道里有烟味"
    assert update["message"]["from"]["id"] == street.resident["id"]
    await expect(pane(page, street.resident).locator(".row.own .words")).to_have_text("楼道里有烟味")
    await expect(pane(page, street.member).locator(".row.other .words")).to_have_text("楼道里有烟味")


async def test_a_chat_is_not_called_empty_before_its_messages_have_been_asked_for(street: Street) -> None:
    page, asked, answer = await street.look(WIDE), asyncio.Event(), asyncio.Event()
    mine = pane(page, street.resident)

    async def hold(route: Route) -> None:
        asked.set()
        await answer.wait()
        await route.continue_()

    await page.route("**/messages?**", hold)
    await mine.locator(".chat-tab:not([aria-current])").click()
    await asked.wait()
    await expect(mine.locator(".log")).to_have_text("")
    answer.set()
    await expect(mine.locator(".log .empty")).to_contain_text("点“开始”")


async def test_a_photo_with_a_caption_is_one_message_that_can_be_enlarged(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.resident)

    await mine.locator("input[type=file]").set_input_files([chosen("a.jpg", picture())])
    await say(page, street, street.resident, "/report 楼道堆物")

    (update,) = await street.updates()
    assert update["message"]["caption"] == "/report 楼道堆物"
    assert update["message"]["photo"][-1]["width"] == 800
    await expect(mine.locator(".row.own .command")).to_have_text("/report")
    await mine.locator(".row.own .photo").click()
    await expect(page.locator("dialog img")).to_have_js_property("naturalWidth", 800)


async def test_several_photos_are_an_album_shown_as_one_bubble(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.resident)

    files = [chosen(f"{colour}.jpg", picture(colour)) for colour in ("red", "green", "blue")]
    await mine.locator("input[type=file]").set_input_files(files)
    await expect(mine.locator(".tile")).to_have_count(3)
    await say(page, street, street.resident, "三处")

    parts = [update["message"] for update in await street.updates()]
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["三处", None, None]
    await expect(pane(page, street.member).locator(".row .album .photo")).to_have_count(3)


async def test_a_visitor_without_a_photo_takes_a_sample(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.resident)

    await mine.get_by_role("button", name="示例照片").click()
    await mine.get_by_role("menuitem", name="整改前").click()
    await mine.locator(".tile img").wait_for()
    await say(page, street, street.resident, "看这里")

    (update,) = await street.updates()
    assert update["message"]["photo"][-1]["width"] == 1200


async def test_a_pressed_button_brings_the_bots_answer_as_a_toast_or_an_alert(street: Street) -> None:
    page = await street.look(WIDE)
    card = await street.ask("sendMessage", chat_id=street.group, text=CARD, reply_markup=BUTTONS)
    mine = pane(page, street.member)

    await mine.get_by_role("button", name="受理").click()
    query = await answer_press(street, "您已受理")
    await expect(page.locator("#toasts")).to_contain_text("您已受理")
    await mine.get_by_role("button", name="上报").click()
    await answer_press(street, "请先写明原因", alert=True)

    assert (query["data"], query["from"]["id"]) == ("take", street.member["id"])
    assert query["message"]["message_id"] == card["message_id"]
    await expect(page.get_by_role("dialog")).to_contain_text("请先写明原因")


async def test_a_quiz_is_answered_once_and_then_shows_what_is_right_and_how_many_chose_what(street: Street) -> None:
    page = await street.look(WIDE)
    options = [{"text": "盖上锅盖"}, {"text": "浇水"}]
    quiz = {"type": "quiz", "correct_option_ids": [0], "explanation": "油锅浇水会爆燃"}
    await street.ask("sendPoll", chat_id=street.group, question="油锅起火怎么办？", options=options, **quiz)
    mine, other = pane(page, street.member), pane(page, street.resident)

    await mine.get_by_role("button", name="浇水").click()

    told = next(update["poll"] for update in await street.updates() if "poll" in update)
    assert [option["voter_count"] for option in told["options"]] == [0, 1]
    await expect(mine.get_by_role("button", name="浇水")).to_be_disabled()
    await expect(mine.locator(".poll")).to_contain_text("油锅浇水会爆燃")
    await expect(other.locator(".poll")).to_contain_text("1 人参与")
    await expect(other.get_by_role("button", name="浇水")).to_be_enabled()


async def test_an_edit_arrives_and_leaves_the_other_bubbles_in_place(street: Street) -> None:
    page = await street.look(WIDE)
    card = await street.ask("sendMessage", chat_id=street.group, text=CARD, reply_markup=BUTTONS)
    await street.ask("sendMessage", chat_id=street.group, text="下一条")
    mine = pane(page, street.member)
    other = mine.locator("article", has_text="下一条")
    await other.evaluate("node => { node.isTheSame = true; }")
    button = mine.get_by_role("button", name="上报")
    await button.focus()

    done = {"inline_keyboard": [[{"text": "已到场", "callback_data": "on"}, {"text": "上报", "callback_data": "up"}]]}
    where = {"chat_id": street.group, "message_id": card["message_id"]}
    await street.ask("editMessageText", **where, text="隐患 H1 · 已受理", reply_markup=done)

    await expect(mine.locator("article", has_text="隐患 H1")).to_contain_text("已编辑")
    await expect(mine.get_by_role("button", name="已到场")).to_be_visible()
    await expect(mine.get_by_role("button", name="受理", exact=True)).to_have_count(0)
    await expect(button).to_be_focused()
    assert await other.evaluate("node => node.isTheSame") is True


async def test_a_reply_quotes_what_it_answers_and_leads_back_to_it(street: Street) -> None:
    page = await street.look(WIDE)
    card = await street.ask("sendMessage", chat_id=street.group, text=CARD)
    mine = pane(page, street.member)

    await mine.locator("article", has_text="H1").hover()
    await mine.get_by_role("button", name="回复").click()
    await say(page, street, street.member, "已经清走")
    for number in range(30):
        await street.driver.text(street.group, street.member["id"], f"第{number}句")
    await expect(mine.locator("article", has_text="第29句")).to_be_in_viewport()
    await mine.locator(".quote").click()

    message = (await street.updates())[0]["message"]
    assert message["reply_to_message"]["message_id"] == card["message_id"]
    await expect(mine.locator("article", has_text="待受理").first).to_be_in_viewport()


async def test_a_bots_question_opens_the_reply_line_of_whom_it_is_for(street: Street) -> None:
    page = await street.look(WIDE)
    mine, other = pane(page, street.member), pane(page, street.resident)
    question = {
        "chat_id": street.group,
        "text": f'<a href="tg://user?id={street.member["id"]}">李小明</a>：请填写责任单位。',
        "parse_mode": "HTML",
        "reply_markup": {"force_reply": True, "selective": True},
    }
    asked = await street.ask("sendMessage", **question)
    await expect(mine.locator(".mode-words")).to_contain_text("请填写责任单位")
    await expect(other.locator(".mode-words")).to_be_hidden()
    await say(page, street, street.member, "明珠物业")
    (update,) = await street.updates()
    assert update["message"]["reply_to_message"]["message_id"] == asked["message_id"]

    again = await street.ask("sendMessage", **question)
    await expect(mine.locator(".mode-words")).to_be_visible()
    await street.ask("deleteMessage", chat_id=street.group, message_id=again["message_id"])
    await expect(mine.locator(".mode-words")).to_be_hidden()


async def test_nothing_a_person_writes_is_taken_for_html(street: Street) -> None:
    page = await street.look(WIDE)
    nasty = '<img src=x onerror="window.broken=1"> 🔥<b>粗</b> javascript:alert(1)'

    await street.driver.text(street.group, street.resident["id"], nasty)
    await street.ask("sendMessage", chat_id=street.group, text="🔥 <b>重要</b> &lt;i&gt;", parse_mode="HTML")

    mine = pane(page, street.member)
    await expect(mine.locator(".words").first).to_have_text(nasty)
    await expect(mine.locator(".words strong")).to_have_text("重要")
    await expect(mine.locator(".words").last).to_have_text("🔥 重要 <i>")
    await expect(mine.locator(".words img, .words .command, .words a")).to_have_count(0)
    assert await page.evaluate("window.broken") is None


async def test_the_clock_moves_on_for_everybody(street: Street) -> None:
    page = await street.look(WIDE, timezone_id="America/New_York")
    shown = page.locator(".clock-time")
    before = await page.evaluate("fetch('/sandbox/clock').then(r => r.json()).then(r => Date.parse(r.now))")

    await page.get_by_role("button", name="+1 天").click()
    await expect(page.locator("#toasts")).to_contain_text("1 天")
    await page.get_by_role("button", name="+2 小时").click()
    await expect(page.locator("#toasts")).to_contain_text("2 小时")
    await page.get_by_role("button", name="+1 周").click()
    await expect(page.locator("#toasts")).to_contain_text("1 周")

    after = await page.evaluate("fetch('/sandbox/clock').then(r => r.json()).then(r => Date.parse(r.now))")
    assert (after - before) // 3_600_000 == 24 + 2 + 7 * 24
    expected = await page.evaluate(
        "now => [now, now - 60000].map(ms => new Date(ms + 8 * 3600000).toISOString().slice(11, 16))", after
    )
    assert await shown.text_content() in expected


async def test_what_was_not_seen_is_counted_until_it_is_looked_at(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.leader)
    tab = mine.locator(".chat-tab", has_text="居民群")

    await street.driver.text(street.group, street.resident["id"], "一")
    await street.driver.text(street.group, street.resident["id"], "二")

    await expect(tab.locator(".badge")).to_have_text("2")
    await tab.click()
    await expect(mine.locator(".row")).to_have_count(2)
    await expect(tab.locator(".badge")).to_have_count(0)


async def test_a_phone_shows_one_person_and_changes_by_a_tap(street: Street) -> None:
    page = await street.look(PHONE, has_touch=True)
    await expect(page.locator(".pane:visible")).to_have_count(1)

    await page.locator("#strip").get_by_role("button", name="陈建国").tap()

    await expect(pane(page, street.leader)).to_be_visible()
    await expect(pane(page, street.leader).locator(".chat-tab[aria-current]")).to_contain_text("工作群")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_keyboard_of_the_bot_shares_the_persons_own_contact(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.resident)
    await mine.locator(".chat-tab", has_text="网格哨").click()
    await mine.get_by_role("button", name="开始").click()
    assert (await street.updates())[0]["message"]["text"] == "/start"

    keyboard = {"keyboard": [[{"text": "发送手机号", "request_contact": True}]], "one_time_keyboard": True}
    await street.ask("sendMessage", chat_id=street.resident["id"], text="请核对", reply_markup=keyboard)
    await mine.get_by_role("button", name="发送手机号").click()

    (update,) = await street.updates()
    assert update["message"]["contact"]["user_id"] == street.resident["id"]
    await expect(mine.locator(".row.own .chip")).to_contain_text("13900000001")
    await expect(mine.get_by_role("button", name="发送手机号")).to_be_hidden()


async def test_a_deep_link_in_a_message_opens_the_private_chat(street: Street) -> None:
    page = await street.look(WIDE)
    link = "https://t.me/wangge_bot?start=h1"
    await street.ask("sendMessage", chat_id=street.group, text=f"详情：{link}")
    mine = pane(page, street.member)

    await mine.get_by_role("link").click()

    assert (await street.updates())[0]["message"]["text"] == "/start h1"
    await expect(mine.locator(".chat-tab[aria-current]")).to_contain_text("网格哨")
    await expect(mine.locator(".row.own .words")).to_have_text("/start h1")


async def test_an_own_message_can_be_corrected(street: Street) -> None:
    page = await street.look(WIDE)
    await say(page, street, street.resident, "二号楼")
    await street.updates()
    mine = pane(page, street.resident)

    await mine.locator(".row.own").hover()
    await mine.get_by_role("button", name="修改").click()
    await say(page, street, street.resident, "三号楼")

    (update,) = await street.updates()
    assert update["edited_message"]["text"] == "三号楼"
    await expect(mine.locator(".row.own")).to_contain_text("已编辑")


async def test_a_refusal_is_told_and_the_draft_is_kept(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.resident)
    await mine.locator(".chat-tab", has_text="网格哨").click()
    await street.driver.block(street.resident["id"])
    box = mine.get_by_role("textbox")
    await box.fill("还在吗")
    await box.press("Enter")

    await expect(page.locator("#toasts")).to_contain_text("blocked")
    await expect(box).to_have_value("还在吗")
    street.expected("400")


async def test_a_lost_connection_is_shown_and_what_was_missed_is_caught_up(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.member)
    await street.driver.text(street.group, street.resident["id"], "先前")
    await expect(mine.locator(".row")).to_have_count(1)

    await page.context.set_offline(True)
    await street.driver.text(street.group, street.resident["id"], "断开时")
    await expect(page.locator("#link")).to_have_attribute("data-up", "false")
    await page.context.set_offline(False)

    await expect(page.locator("#link")).to_have_attribute("data-up", "true", timeout=15_000)
    await expect(mine.locator(".row").last).to_contain_text("断开时")
    street.expected("ERR_")


async def test_the_guide_and_the_cast_can_change_while_the_page_is_open(street: Street) -> None:
    page = await street.look(WIDE)
    await expect(page.locator("#guide")).to_be_hidden()

    await street.driver.page(title="南大街演练", guide=["发一张照片", "点受理"])
    await street.driver.person("赵丽", note="楼长")
    await street.driver.person("隐形人", hidden=True)

    await expect(page.locator("#guide summary")).to_be_visible()
    await expect(page.locator("#guide li")).to_have_text(["1发一张照片", "2点受理"])
    await expect(page).to_have_title("南大街演练")
    await pane(page, street.leader).locator(".who").click()
    await expect(page.locator(".people-list button")).to_have_count(4)


async def test_the_guide_is_open_until_it_is_closed_and_stays_so(street: Street) -> None:
    await street.driver.page(about={"zh": "这里是演练", "en": "A rehearsal"}, guide=["发一张照片"])
    page = await street.look(WIDE)
    await expect(page.locator(".about")).to_have_text("这里是演练")
    await page.locator("#guide summary").click()
    await expect(page.locator(".about")).to_be_hidden()

    await page.reload()

    await expect(page.locator("#guide summary")).to_be_visible()
    await expect(page.locator(".about")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_a_step_of_the_guide_is_brought_to_its_person_ready_to_be_sent(
    street: Street, size: dict[str, int]
) -> None:
    card = await street.ask("sendMessage", chat_id=street.group, text=CARD, reply_markup=BUTTONS)
    await street.ask("sendMessage", chat_id=street.group, text="下一条")
    words = {"zh": "网格员回复卡片", "en": "The member replies"}
    step = {"text": words, "person": street.member["id"], "write": "已经清走", "sample": "after", "reply": True}
    await street.driver.cast(street.member["id"], home=street.group)
    await street.driver.page(guide=[step])
    page = await street.look(size)

    await page.get_by_role("button", name="网格员回复卡片").click()
    mine = pane(page, street.member)
    await expect(mine.get_by_role("textbox")).to_have_value("已经清走")
    await expect(mine.locator(".tile img")).to_be_visible()
    await expect(mine.get_by_role("textbox")).to_be_focused()
    await mine.get_by_role("textbox").press("Enter")

    message = (await street.updates())[0]["message"]
    assert message["from"]["id"] == street.member["id"]
    assert message["reply_to_message"]["message_id"] == card["message_id"]
    assert (message["caption"], message["photo"][-1]["width"]) == ("已经清走", 1200)


async def test_a_step_whose_person_is_not_on_the_screen_brings_them_there(street: Street) -> None:
    fourth = await street.driver.person("赵丽", note={"zh": "街道干部", "en": "street officer"})
    await street.driver.page(guide=[{"text": "街道看一看", "person": fourth["id"]}])
    page = await street.look(WIDE)
    await expect(page.locator("#strip")).to_contain_text("街道干部")

    await page.get_by_role("button", name="街道看一看").click()

    await expect(pane(page, fourth)).to_be_visible()
    await expect(page.locator("#strip").get_by_role("button", pressed=True)).to_have_count(3)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [PHONE, TABLET, {"width": 1600, "height": 900}])
async def test_the_page_fits_every_width_and_its_open_guide_covers_nothing(
    street: Street, size: dict[str, int], locale: str
) -> None:
    await street.driver.page(about="这里是演练。" * 12, guide=["居民发一张照片，写一句话，发到网格群里"] * 7)
    await street.driver.person("赵丽", note={"zh": "派出所联络员", "en": "liaison of the police station"})
    page = await street.look(size, locale=locale)
    await expect(page.locator(".about")).to_be_visible()

    top = await box(page.locator("#top"))
    for part in (".clock", ".clock-steps button:last-child", "#guide", "#strip", ".brand-line"):
        inner = await box(page.locator(part))
        assert inner["x"] >= 0
        assert inner["x"] + inner["width"] <= size["width"], part
        assert inner["y"] + inner["height"] <= top["y"] + top["height"] + 1, part
    panes = await box(page.locator("#panes"))
    log = await box(page.locator(".log:visible").first)
    assert panes["y"] >= top["y"] + top["height"] - 1
    assert log["height"] >= 180
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def box(part: Locator) -> dict[str, float]:
    found = await part.bounding_box()
    assert found is not None
    return {name: float(found[name]) for name in ("x", "y", "width", "height")}


async def test_escape_closes_what_was_opened_last(street: Street) -> None:
    await street.driver.page(guide=["一"])
    page = await street.look(WIDE)
    await street.ask("sendMessage", chat_id=street.group, text=CARD)
    mine = pane(page, street.member)
    await mine.locator("article", has_text="H1").hover()
    await mine.get_by_role("button", name="回复").click()
    await mine.get_by_role("button", name="示例照片").click()
    await expect(mine.get_by_role("menu")).to_be_visible()

    await page.keyboard.press("Escape")
    await expect(mine.get_by_role("menu")).to_have_count(0)
    await expect(mine.get_by_role("button", name="示例照片")).to_be_focused()
    await mine.get_by_role("textbox").focus()
    await page.keyboard.press("Escape")
    await expect(mine.locator(".mode")).to_be_hidden()
    await expect(page.locator("#guide")).to_have_attribute("open", "")
    await mine.locator(".who").click()
    await page.locator("#brand").hover()
    await page.keyboard.press("Escape")
    await expect(page.locator(".people-menu")).to_have_count(0)
    await page.keyboard.press("Escape")

    await expect(page.locator("#guide")).not_to_have_attribute("open", "")


async def test_a_menu_closes_when_the_keyboard_goes_on_past_it(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.member)
    await mine.get_by_role("button", name="添加照片").press("Enter")
    await expect(mine.get_by_role("menu")).to_be_visible()

    await mine.get_by_role("textbox").focus()

    await expect(mine.get_by_role("menu")).to_have_count(0)


async def test_a_long_chat_is_one_stop_on_the_way_and_arrows_go_through_it(street: Street) -> None:
    page = await street.look(WIDE)
    mine = pane(page, street.member)
    for number in range(40):
        await street.ask("sendMessage", chat_id=street.group, text=f"第{number}条", reply_markup=BUTTONS)
    await expect(mine.locator("article", has_text="第39条")).to_be_visible()
    log = mine.get_by_role("log")
    await log.focus()
    for _ in ("受理", "上报", "回复"):
        await page.keyboard.press("Tab")
        assert await inside(page) == "第39条"
    await page.keyboard.press("Tab")
    await expect(mine.get_by_role("button", name="添加照片")).to_be_focused()

    await log.focus()
    for _ in range(4):
        await page.keyboard.press("ArrowUp")
    await expect(mine.locator("article", has_text="第36条")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(mine.locator("article", has_text="第36条").get_by_role("button", name="受理")).to_be_focused()


async def inside(page: Page) -> str:
    """The words of the message that holds the focus."""
    return str(await page.evaluate("document.activeElement.closest('.row')?.querySelector('.words').textContent"))


async def test_without_somebody_who_can_there_is_no_starting_over(street: Street) -> None:
    page = await street.look(WIDE)

    await expect(page.get_by_role("button", name="重新开始")).to_be_hidden()


async def test_an_english_visitor_reads_english(street: Street) -> None:
    page = await street.look(WIDE, locale="en-GB")

    await expect(page.get_by_role("button", name="+2 hours")).to_be_visible()
    await expect(page.get_by_placeholder("Message…").first).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_everything_can_be_done_from_the_keyboard(street: Street) -> None:
    page = await street.look(WIDE)
    await street.ask("sendMessage", chat_id=street.group, text=CARD, reply_markup=BUTTONS)
    mine = pane(page, street.member)
    await mine.get_by_role("button", name="受理").focus()

    await page.keyboard.press("Enter")
    await asyncio.gather(answer_press(street, "好"), expect(page.locator("#toasts")).to_contain_text("好"))
    await mine.locator(".who").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".people-list button").first).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(pane(page, street.resident)).to_have_count(2)
    await expect(mine).to_have_count(0)

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox.control_client import DriverError
from sandbox.driver import Driver
from sandbox.server import Sandbox


@dataclass(slots=True)
class Stage:
    url: str
    driver: Driver
    http: aiohttp.ClientSession

    async def file(self, file_id: str) -> tuple[int, str, str | None, bytes]:
        """Status, type, disposition and bytes."""
        async with self.http.get(f"{self.url}/sandbox/files/{file_id}") as response:
            disposition = response.headers.get("Content-Disposition")
            return response.status, response.content_type, disposition, await response.read()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    sandbox = Sandbox()
    url = await sandbox.start()
    async with Driver(url) as driver, aiohttp.ClientSession() as http:
        await driver.bot(username="wangge_bot")
        yield Stage(url, driver, http)
    await sandbox.stop()


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(made, kind)
    return made.getvalue()


async def test_a_person_can_come_with_a_part_to_play(stage: Stage) -> None:
    made = await stage.driver.person("王秀英", note="居民", hidden=True)

    (person,) = (await stage.driver.state())["people"]
    assert person == made
    assert (person["note"], person["hidden"]) == ("居民", True)


async def test_a_part_can_be_given_later_and_leaves_out_what_it_does_not_name(stage: Stage) -> None:
    person = await stage.driver.person("陈建国", note="网格长")
    chat = await stage.driver.group("工作群", person["id"])

    await stage.driver.cast(person["id"], home=chat["id"])
    cast = await stage.driver.cast(person["id"], hidden=False)

    assert (cast["note"], cast["home"], cast["hidden"]) == ("网格长", chat["id"], False)


async def test_what_the_page_adds_to_a_person_stays_hidden_from_the_bot(stage: Stage) -> None:
    person = await stage.driver.person("李小明", note="网格员", home=-1)

    message = await stage.driver.text(person["id"], person["id"], "/start")

    assert message["from"] == {"id": person["id"], "is_bot": False, "first_name": "李小明"}


async def test_the_page_has_a_title_and_a_guide_once_it_is_given_them(stage: Stage) -> None:
    before = await stage.driver.state()
    await stage.driver.page(title="演练", guide=["一", "二"])
    await stage.driver.page(guide=["一"])

    after = await stage.driver.state()
    assert (before["title"], before["guide"]) == (None, [])
    assert (after["title"], after["guide"]) == ("演练", ["一"])


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ({"guide": [1, 2]}, "must be a text"),
        ({"guide": [{"zh": "一"}]}, "one in each of en, zh"),
        ({"guide": [{"text": "一", "tap": 1}]}, "no tap"),
        ({"about": {"zh": "一", "en": 1}}, "about must be a text"),
    ],
)
async def test_what_is_no_text_and_no_step_is_refused(stage: Stage, page: dict[str, Any], why: str) -> None:
    with pytest.raises(DriverError, match=why):
        await stage.driver.page(**page)


async def test_a_page_can_speak_both_languages_and_its_steps_lead_to_somebody(stage: Stage) -> None:
    both = {"zh": "演练", "en": "rehearsal"}
    person = await stage.driver.person("李小明", note=both)
    step = {"text": both, "person": person["id"], "write": "/report", "sample": "before"}

    told = await stage.driver.page(title=both, about=both, guide=[step, both, "一"])

    assert person["note"] == both
    assert (told["title"], told["about"], told["guide"]) == (both, both, [step, both, "一"])


async def test_a_sandbox_that_nobody_embeds_cannot_begin_anew(stage: Stage) -> None:
    assert (await stage.driver.state())["resettable"] is False
    with pytest.raises(DriverError, match="begin anew"):
        await stage.driver.reset()


async def test_whoever_follows_the_events_hears_of_new_people_and_of_the_page(stage: Stage) -> None:
    mark = await stage.driver.mark()
    await stage.driver.person("赵丽")
    await stage.driver.page(title="演练")

    events = (await stage.driver.events(mark))["events"]
    assert [event["kind"] for event in events] == ["people", "people"]


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
async def test_a_photo_is_shown_by_its_file_id(stage: Stage, kind: str, content_type: str) -> None:
    person = await stage.driver.person("王秀英")
    message = await stage.driver.photo(person["id"], person["id"], picture(kind))

    status, given, disposition, data = await stage.file(message["photo"][-1]["file_id"])

    assert (status, given, disposition, data) == (200, content_type, "inline", picture(kind))


async def test_a_page_of_html_sent_as_a_document_is_only_downloaded(stage: Stage) -> None:
    person = await stage.driver.person("王秀英")
    page = b"<script>alert(1)</script>"
    message = await stage.driver.photo(person["id"], person["id"], page, filename="a.html", as_="document")

    status, _, disposition, data = await stage.file(message["document"]["file_id"])

    assert (status, disposition, data) == (200, "attachment; filename*=UTF-8''a.html", page)


async def test_a_pdf_is_shown_and_saved_under_its_own_name(stage: Stage) -> None:
    person = await stage.driver.person("王秀英")
    sheet = b"%PDF-1.3"
    form = aiohttp.FormData({"person": str(person["id"]), "as": "document"}, quote_fields=False)
    form.add_field("file", sheet, filename="码牌 1.pdf", content_type="application/pdf")
    async with stage.http.post(f"{stage.url}/sandbox/chats/{person['id']}/photo", data=form) as response:
        message = await response.json()

    status, given, disposition, data = await stage.file(message["document"]["file_id"])

    assert (status, given, data) == (200, "application/pdf", sheet)
    assert disposition == "inline; filename*=UTF-8''%E7%A0%81%E7%89%8C%201.pdf"


async def test_a_document_with_a_senseless_type_is_still_served(stage: Stage) -> None:
    person = await stage.driver.person("王秀英")
    form = aiohttp.FormData({"person": str(person["id"]), "as": "document"})
    form.add_field("file", b"12345", filename="a.bin", content_type="nonsense")
    async with stage.http.post(f"{stage.url}/sandbox/chats/{person['id']}/photo", data=form) as response:
        message = await response.json()

    status, given, disposition, _ = await stage.file(message["document"]["file_id"])

    assert (status, given, disposition) == (
        200,
        "application/octet-stream",
        "attachment; filename*=UTF-8''a.bin",
    )


async def test_a_file_that_nobody_sent_is_not_found(stage: Stage) -> None:
    assert (await stage.file("nothing"))[0] == 404


async def test_any_data_can_be_pressed_even_what_would_be_no_file(stage: Stage) -> None:
    person = await stage.driver.person("王秀英")
    await stage.driver.text(person["id"], person["id"], "/start")
    token = (await stage.driver.state())["bots"][0]["token"]
    card = {"chat_id": person["id"], "text": "卡片"}
    async with stage.http.post(f"{stage.url}/bot{token}/sendMessage", json=card) as response:
        message = (await response.json())["result"]

    pressed = await stage.driver.press(person["id"], person["id"], message["message_id"], data="up", wait=0)

    assert pressed["answer"] is None

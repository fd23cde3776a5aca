import asyncio
import io
import json

import aiohttp
import pytest
from aiohttp import FormData

from sandbox.server import Sandbox
from tests.sandbox.conftest import Json, Street, buttons, picture


async def posted(street: Street, path: str, body: object = None, status: int = 200) -> Json:
    async with street.session.post(f"{street.base_url}/{path}", data=body) as response:
        assert response.status == status
        answer: Json = await response.json()
        return answer


def multipart(fields: dict[str, str], **files: bytes) -> FormData:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, data in files.items():
        form.add_field(name, data, filename=f"{name}.jpg")
    return form


async def test_a_wrong_token_is_unauthorized_and_a_wrong_method_not_found(street: Street) -> None:
    answer = await posted(street, "bot123:nobody/getMe", status=401)
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await posted(street, "bot123/getMe", status=404))["description"] == "Not Found"
    assert await street.bot.refusal("getLunch") == "404 Not Found: method not found"


async def test_a_known_method_that_is_not_performed_says_so(street: Street) -> None:
    refusal = await street.bot.refusal("sendDice", chat_id=street.group)
    assert refusal == "501 Not Implemented: sendDice is not performed by this server"


async def test_a_methods_name_is_taken_in_any_case_and_by_get_too(street: Street) -> None:
    url = f"{street.base_url}/bot{street.bot.token}/SENDmessage?chat_id={street.group}&text=%E6%97%A9"
    async with street.session.get(url) as response:
        assert (await response.json())["result"]["text"] == "早"


@pytest.mark.parametrize("way", ["json", "form", "multipart"])
async def test_a_call_means_the_same_in_any_kind_of_body(street: Street, way: str) -> None:
    plain = {"chat_id": str(street.group), "text": "早 & 晚", "reply_markup": json.dumps(buttons("受理"))}
    bodies = {
        "json": aiohttp.JsonPayload({"chat_id": street.group, "text": "早 & 晚", "reply_markup": buttons("受理")}),
        "form": plain,
        "multipart": multipart(plain),
    }
    answer = await posted(street, f"bot{street.bot.token}/sendMessage", bodies[way])
    assert answer["result"]["text"] == "早 & 晚"
    assert answer["result"]["reply_markup"] == buttons("受理")


async def test_a_file_comes_in_the_field_itself_or_under_any_name(street: Street) -> None:
    path = f"bot{street.bot.token}/sendPhoto"
    direct = multipart({"chat_id": str(street.group)}, photo=picture(800, 600))
    named = multipart({"chat_id": str(street.group), "photo": "attach://p1"}, p1=picture(100, 60))
    widths = [(await posted(street, path, form))["result"]["photo"][-1]["width"] for form in (direct, named)]
    assert widths == [800, 100]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"no image", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (
            bytes(10 * 1024 * 1024 + 1),
            "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
)
async def test_a_photo_must_be_an_image_of_a_sane_size(street: Street, data: bytes, refusal: str) -> None:
    form = multipart({"chat_id": str(street.group)})
    form.add_field("photo", io.BytesIO(data), filename="p.jpg")
    answer = await posted(street, f"bot{street.bot.token}/sendPhoto", form, status=400)
    assert answer["description"] == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("body", "kind", "description"),
    [
        (b"{broken", "application/json", "Bad Request: can't parse JSON object"),
        (b"[1]", "application/json", "Bad Request: object expected as JSON body"),
        (b"text=%ff", "application/x-www-form-urlencoded", "Bad Request: strings must be encoded in UTF-8"),
        (b"text", "multipart/form-data", "Bad Request: can't parse multipart body"),
    ],
)
async def test_a_broken_body_is_refused(street: Street, body: bytes, kind: str, description: str) -> None:
    url = f"{street.base_url}/bot{street.bot.token}/sendMessage"
    async with street.session.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert (await response.json())["description"] == description


async def test_half_a_character_is_refused(street: Street) -> None:
    body = b'{"chat_id": %d, "text": "\\ud83d"}' % street.group
    url = f"{street.base_url}/bot{street.bot.token}/sendMessage"
    async with street.session.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
        assert (await response.json())["description"] == "Bad Request: strings must be encoded in UTF-8"


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("500", "500 Internal Server Error"),
        ("502", "502 Bad Gateway"),
        ("403", "403 Forbidden: bot was blocked by the user"),
        ("400", "400 Bad Request: chat not found"),
        ("429", "429 Too Many Requests: retry after 4"),
    ],
)
async def test_a_call_fails_on_demand_as_often_as_asked(street: Street, kind: str, refusal: str) -> None:
    await street.driver.failures(kind, method="sendMessage", chat=street.group, times=2, retry_after=4)
    assert await street.bot.call("sendMessage", chat_id=street.chen, text="早")
    for _ in range(2):
        assert await street.bot.refusal("sendMessage", chat_id=street.group, text="早") == refusal
    assert await street.bot.call("sendMessage", chat_id=street.group, text="早")


async def test_a_timeout_comes_after_the_work_is_done_and_a_drop_before(street: Street) -> None:
    await street.driver.failures("drop")
    with pytest.raises(aiohttp.ClientError):
        await street.bot.answer("sendMessage", chat_id=street.group, text="丢了")
    await street.driver.failures("timeout")
    lost = asyncio.create_task(street.bot.answer("sendMessage", chat_id=street.group, text="到了"))
    shown = await street.driver.wait_message(street.group, street.li, lambda m: m["from"]["is_bot"])
    assert shown["text"] == "到了"
    assert not lost.done()
    lost.cancel()


async def test_an_answer_is_lost_after_the_work_is_done(street: Street) -> None:
    await street.driver.failures("lost")
    with pytest.raises(aiohttp.ClientError):
        await street.bot.answer("sendMessage", chat_id=street.group, text="到了")
    [shown] = [each for each in await street.driver.messages(street.group, street.li) if each["from"]["is_bot"]]
    assert shown["text"] == "到了"


async def test_a_page_in_place_of_an_answer_comes_before_anything_is_done(street: Street) -> None:
    await street.driver.failures("page")
    url = f"{street.base_url}/bot{street.bot.token}/sendMessage"
    async with street.session.post(url, json={"chat_id": street.group, "text": "丢了"}) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "502 Bad Gateway" in await response.text()
    assert [each for each in await street.driver.messages(street.group, street.li) if each["from"]["is_bot"]] == []


async def test_calls_are_recorded_without_their_files(street: Street) -> None:
    await street.bot.refusal("sendMessage", chat_id=street.group, text="")
    form = multipart({"chat_id": str(street.group), "caption": "前"}, photo=picture())
    await posted(street, f"bot{street.bot.token}/sendPhoto", form)
    refused, sent = (await street.driver.calls())[-2:]
    assert (refused["method"], refused["ok"], refused["error_code"]) == ("sendMessage", False, 400)
    assert (sent["method"], sent["ok"], sent["chat"]) == ("sendPhoto", True, street.group)
    assert sent["params"]["photo"].startswith("<file photo.jpg, ")
    assert sent["params"]["caption"] == "前"
    assert sent["at"] >= refused["at"]
    assert [call["method"] for call in await street.driver.calls(method="sendphoto")] == ["sendPhoto"]


async def test_a_strict_sandbox_complains_of_what_the_bot_api_does_not_know(street: Street) -> None:
    await street.bot.call("sendMessage", chat_id=street.group, text="早", parse="HTML")
    assert len(street.sandbox.complaints) == 1
    assert "parse" in street.sandbox.complaints.pop()


async def test_a_sandbox_stops_at_once_though_somebody_waits() -> None:
    sandbox = Sandbox()
    base_url = await sandbox.start()
    bot = sandbox.world.add_bot()
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.create_task(session.get(f"{base_url}/bot{bot.token}/getUpdates?timeout=50"))
        await asyncio.wait_for(bot.updates.polled.wait(), 60)
        await sandbox.stop()
        response = await waiting
        assert await response.json() == {"ok": True, "result": []}


async def test_somebody_elses_token_fetches_no_file(street: Street) -> None:
    async with street.session.get(f"{street.base_url}/file/bot1:x/photos/file_0.jpg") as response:
        assert response.status == 401
    async with street.session.get(f"{street.base_url}/file/bot{street.bot.token}/photos/none.jpg") as response:
        assert response.status == 404

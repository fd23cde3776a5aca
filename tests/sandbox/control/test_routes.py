import asyncio
import base64

import pytest

from sandbox.control.failures import KINDS
from sandbox.control_client import DriverError
from tests.sandbox.conftest import Json, Street, picture


async def asked(street: Street, path: str, body: Json) -> tuple[int, Json]:
    async with street.session.post(f"{street.base_url}/sandbox/{path}", json=body) as response:
        return response.status, await response.json()


async def test_the_state_shows_who_and_what_there_is(street: Street) -> None:
    state = await street.driver.state()
    assert [bot["username"] for bot in state["bots"]] == ["grid_bot"]
    assert [person["first_name"] for person in state["people"]] == ["陈", "李", "外人"]
    group, private = state["chats"]
    assert [member["status"] for member in group["members"]] == ["creator", "member", "member"]
    assert (private["person"], private["started"], private["blocked"]) == (street.chen, True, False)
    assert state["limits"]["enabled"] is False


async def test_files_can_be_given_in_base64(street: Street) -> None:
    data = [base64.b64encode(picture(size, size)).decode() for size in (50, 60)]
    status, photo = await asked(street, f"chats/{street.group}/photo", {"person": street.li, "data": data[0]})
    assert (status, photo["photo"][-1]["width"]) == (200, 50)
    status, album = await asked(street, f"chats/{street.group}/album", {"person": street.li, "data": data})
    assert (status, len(album["messages"])) == (200, 2)
    status, _ = await asked(street, f"chats/{street.group}/photo", {"person": street.li, "data": "~"})
    assert status == 400


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("people", {}, 400, "first_name is missing"),
        ("bots", {"token": "nonsense"}, 400, "a token is a number, a colon and a secret"),
        ("chats/-5/text", {"person": 1, "text": "早"}, 404, "no chat -5"),
        ("chats/one/text", {"person": 1, "text": "早"}, 400, "chat must be a whole number"),
        ("chats/5/text", {"person": 5, "text": "早"}, 404, "no person 5"),
        (
            "failures",
            {"kind": "418"},
            400,
            f"kind must be one of {', '.join(sorted(KINDS))}",
        ),
        ("clock", {}, 400, "advance is missing"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(
    street: Street, path: str, body: Json, status: int, error: str
) -> None:
    assert await asked(street, path, body) == (status, {"error": error})


async def test_a_chat_is_shown_only_to_who_is_in_it(street: Street) -> None:
    await street.driver.text(street.group, street.li, "早")
    shown = await street.driver.messages(street.group, street.li)
    assert shown[-1]["text"] == "早"
    for chat, person in ((street.group, street.stranger), (street.chen, street.li)):
        with pytest.raises(DriverError, match="only who is in a chat sees it"):
            await street.driver.messages(chat, person)


async def test_deleted_messages_are_not_shown(street: Street) -> None:
    said = await street.driver.text(street.group, street.li, "早")
    await street.driver.delete(street.group, said["message_id"])
    assert said["message_id"] not in [m["message_id"] for m in await street.driver.messages(street.group)]
    assert (await street.driver.events())["events"][-1]["kind"] == "delete"


async def test_events_are_followed_from_where_one_left_off(street: Street) -> None:
    mark = await street.driver.mark()
    waiting = asyncio.create_task(street.driver.events(mark, timeout=20))
    said = await street.driver.text(street.chen, street.chen, "早")
    told = await waiting
    assert [(event["kind"], event["chat"], event["bot"]) for event in told["events"]] == [
        ("message", street.chen, street.bot.id)
    ]
    assert told["events"][0]["message"] == said
    assert (await street.driver.events(told["last"]))["events"] == []


async def test_an_edit_by_the_bot_is_told_and_leaves_what_was_told_before(street: Street) -> None:
    mark = await street.driver.mark()
    sent = await street.bot.call("sendMessage", chat_id=street.group, text="H1 待受理")
    await street.bot.call("editMessageText", chat_id=street.group, message_id=sent["message_id"], text="H1 已受理")
    told = (await street.driver.events(mark))["events"]
    assert [(event["kind"], event["message"]["text"]) for event in told] == [
        ("message", "H1 待受理"),
        ("edit", "H1 已受理"),
    ]


async def test_with_several_bots_a_private_chat_needs_its_bot_named(street: Street) -> None:
    other = await street.another_bot()
    with pytest.raises(DriverError, match="say which bot"):
        await street.driver.text(street.chen, street.chen, "早")
    await street.driver.text(street.chen, street.chen, "早", bot=other.id)
    assert await street.bot.updates() == []
    assert [m["text"] for m in await street.driver.messages(street.chen, bot=other.id)] == ["早"]


async def test_limits_are_set_and_shown(street: Street) -> None:
    limits = await street.driver.limits(enabled=True, per_second=7)
    assert limits == {"enabled": True, "per_second": 7, "per_chat_second": 1, "per_group_minute": 20}
    assert (await street.driver.limits(enabled=False))["enabled"] is False

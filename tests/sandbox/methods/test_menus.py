import pytest

from tests.sandbox.conftest import Json, Street


def menu(name: str) -> list[Json]:
    return [{"command": name, "description": name}]


async def test_the_narrowest_menu_wins_and_the_own_language_before_none(street: Street) -> None:
    group, li = street.group, street.li
    english = (await street.driver.person("Ann", language_code="en-GB"))["id"]
    await street.driver.members(group, english, "add")
    scopes: dict[str, Json] = {
        "default": {"type": "default"},
        "groups": {"type": "all_group_chats"},
        "staff": {"type": "all_chat_administrators"},
        "here": {"type": "chat", "chat_id": group},
        "staff_here": {"type": "chat_administrators", "chat_id": group},
        "li_here": {"type": "chat_member", "chat_id": group, "user_id": li},
    }
    await street.bot.call("setMyCommands", commands=menu("english"), language_code="en")
    seen = []
    for name, scope in scopes.items():
        await street.bot.call("setMyCommands", commands=menu(name), scope=scope)
        seen.append([(await street.driver.commands(group, who))[0]["command"] for who in (street.chen, li, english)])
    assert seen == [
        ["default", "default", "english"],
        ["groups", "groups", "groups"],
        ["staff", "groups", "groups"],
        ["here", "here", "here"],
        ["staff_here", "here", "here"],
        ["staff_here", "li_here", "here"],
    ]
    assert (await street.driver.commands(street.chen, street.chen))[0]["command"] == "default"


async def test_a_menu_is_read_back_as_it_was_set_and_gone_once_deleted(street: Street) -> None:
    scope = {"type": "chat", "chat_id": street.chen}
    await street.bot.call("setMyCommands", commands=menu("my"), scope=scope, language_code="zh")
    assert await street.bot.call("getMyCommands", scope=scope, language_code="zh") == menu("my")
    assert await street.bot.call("getMyCommands", scope=scope) == []
    await street.bot.call("deleteMyCommands", scope=scope, language_code="zh")
    assert await street.bot.call("getMyCommands", scope=scope, language_code="zh") == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"commands": menu("隐患")}, "BOT_COMMAND_INVALID"),
        ({"commands": menu("Report")}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "my", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": menu("my") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": menu("my"), "language_code": "zh_CN"}, "invalid language code specified"),
        ({"commands": menu("my"), "scope": {"type": "chat", "chat_id": 42}}, "chat not found"),
    ],
)
async def test_a_menu_nobody_could_read_is_refused(street: Street, params: Json, refusal: str) -> None:
    assert await street.bot.refusal("setMyCommands", **params) == f"400 Bad Request: {refusal}"

import pytest

from sandbox.control_client import DriverError
from tests.sandbox.conftest import Json, Street


def kinds(updates: list[Json]) -> list[str]:
    """The kind of each update, and of a message what it tells."""
    telling = {
        "new_chat_members",
        "left_chat_member",
        "group_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "text",
    }
    found = []
    for update in updates:
        (kind,) = update.keys() - {"update_id"}
        found.append(next(iter(telling & update[kind].keys()), kind))
    return found


@pytest.mark.parametrize(("kind", "told"), [("group", "group_chat_created"), ("supergroup", "new_chat_members")])
async def test_a_bot_hears_of_a_new_group_it_is_put_into(street: Street, kind: str, told: str) -> None:
    await street.driver.group("二网格", street.chen, type=kind, members=[street.bot.id])
    assert kinds(await street.bot.updates()) == ["my_chat_member", told]


async def test_a_bot_hears_of_being_added_promoted_and_removed(street: Street) -> None:
    group = (await street.driver.group("二网格", street.chen))["id"]
    statuses = []
    for action in ("add", "promote", "demote", "remove"):
        await street.driver.members(group, street.bot.id, action)
        statuses += [
            (
                update["my_chat_member"]["old_chat_member"]["status"],
                update["my_chat_member"]["new_chat_member"]["status"],
            )
            for update in await street.bot.updates()
            if "my_chat_member" in update
        ]
    assert statuses == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]


async def test_people_come_and_go_before_the_bots_eyes(street: Street) -> None:
    await street.driver.members(street.group, street.stranger, "add")
    await street.driver.members(street.group, street.stranger, "remove", by=street.stranger)
    came, left = await street.bot.heard()
    assert came["new_chat_members"][0]["id"] == street.stranger
    assert left["left_chat_member"]["id"] == left["from"]["id"] == street.stranger


async def test_a_removed_bot_hears_nothing_more(street: Street) -> None:
    await street.driver.members(street.group, street.bot.id, "remove")
    await street.bot.updates()
    await street.driver.text(street.group, street.li, "/my@grid_bot")
    assert await street.bot.updates() == []


async def test_an_upgrade_tells_in_both_groups_where_the_other_is(street: Street) -> None:
    old = (await street.driver.group("旧群", street.chen, type="group", members=[street.li, street.bot.id]))["id"]
    await street.bot.updates()
    new = await street.driver.upgrade(old)
    gone, come = await street.bot.heard()
    assert (gone["chat"]["id"], gone["migrate_to_chat_id"]) == (old, new["id"])
    assert (come["chat"]["id"], come["migrate_from_chat_id"]) == (new["id"], old)
    assert come["sender_chat"]["id"] == new["id"]
    assert {member["id"] for member in new["members"]} == {street.chen, street.li, street.bot.id}
    with pytest.raises(DriverError, match=f"the group has become {new['id']}"):
        await street.driver.text(old, street.li, "早")


async def test_a_person_who_blocks_the_bot_is_told_of_and_lets_it_in_again(street: Street) -> None:
    await street.driver.block(street.chen)
    await street.driver.block(street.chen)
    await street.driver.unblock(street.chen)
    changes = [update["my_chat_member"] for update in await street.bot.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert changes[0]["chat"]["type"] == "private"


async def test_a_start_link_starts_the_bot_with_its_code(street: Street) -> None:
    await street.driver.open(street.li, start="abc-1")
    (said,) = await street.bot.heard()
    assert (said["text"], said["chat"]["id"]) == ("/start abc-1", street.li)


async def test_a_group_link_adds_the_bot_and_gives_the_code_there(street: Street) -> None:
    group = (await street.driver.group("二网格", street.chen, members=[street.li]))["id"]
    with pytest.raises(DriverError, match="only an administrator"):
        await street.driver.open(street.li, startgroup="G1", chat=group)
    await street.driver.open(street.chen, startgroup="G1", chat=group)
    assert kinds(await street.bot.updates()) == ["my_chat_member", "new_chat_members", "text"]
    (said,) = [m for m in await street.driver.messages(group, street.li) if "text" in m]
    assert said["text"] == "/start@grid_bot G1"


@pytest.mark.parametrize(
    ("action", "refusal"),
    [
        ("add", "is in the group already"),
        ("dance", "action must be"),
        ("anonymous", "only a supergroup has anonymous administrators"),
    ],
)
async def test_a_change_of_members_that_makes_no_sense_is_refused(street: Street, action: str, refusal: str) -> None:
    group = (await street.driver.group("二网格", street.chen, type="group", members=[street.li]))["id"]
    with pytest.raises(DriverError, match=refusal):
        await street.driver.members(group, street.li, action)

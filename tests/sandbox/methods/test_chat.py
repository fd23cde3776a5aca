from tests.sandbox.conftest import Street


async def test_a_chat_tells_its_title_and_a_private_one_the_name(street: Street) -> None:
    group = await street.bot.call("getChat", chat_id=street.group)
    private = await street.bot.call("getChat", chat_id=street.chen)
    assert (group["type"], group["title"]) == ("supergroup", "一网格")
    assert (private["type"], private["first_name"]) == ("private", "陈")


async def test_members_are_told_with_what_they_may_do(street: Street) -> None:
    await street.driver.members(street.group, street.bot.id, "promote")
    statuses = {}
    for number in (street.chen, street.li, street.bot.id, street.stranger):
        member = await street.bot.call("getChatMember", chat_id=street.group, user_id=number)
        statuses[number] = member["status"]
    assert statuses == {
        street.chen: "creator",
        street.li: "member",
        street.bot.id: "administrator",
        street.stranger: "left",
    }
    staff = await street.bot.call("getChatAdministrators", chat_id=street.group)
    assert [member["user"]["id"] for member in staff] == [street.chen, street.bot.id]
    assert await street.bot.call("getChatMemberCount", chat_id=street.group) == 3


async def test_somebody_who_does_not_exist_is_no_member(street: Street) -> None:
    refusal = await street.bot.refusal("getChatMember", chat_id=street.group, user_id=1)
    assert refusal == "400 Bad Request: PARTICIPANT_ID_INVALID"


async def test_a_bot_that_leaves_is_told_and_counted_no_more(street: Street) -> None:
    assert await street.bot.call("leaveChat", chat_id=street.group)
    left, change = await street.bot.updates()
    assert left["message"]["left_chat_member"]["id"] == street.bot.id
    assert change["my_chat_member"]["new_chat_member"]["status"] == "left"
    refusal = await street.bot.refusal("getChat", chat_id=street.group)
    assert refusal == "403 Forbidden: bot is not a member of the supergroup chat"

import asyncio

import pytest

from tests.sandbox.conftest import Street


async def test_what_stands_in_the_chat_counts_unless_only_news_is_wanted(street: Street) -> None:
    await street.bot.call("sendMessage", chat_id=street.group, text="H1 待受理")
    found = await street.driver.wait_message(street.group, street.li, lambda m: "H1" in m.get("text", ""))
    assert found["text"] == "H1 待受理"
    with pytest.raises(TimeoutError, match="no message in chat"):
        await street.driver.wait_message(
            street.group, street.li, lambda m: True, timeout=0.05, after=await street.driver.mark()
        )


async def test_a_later_edit_is_waited_for(street: Street) -> None:
    sent = await street.bot.call("sendMessage", chat_id=street.group, text="H1 待受理")
    waiting = asyncio.create_task(
        street.driver.wait_message(street.group, street.li, lambda m: "已受理" in m.get("text", ""))
    )
    await street.bot.call("editMessageText", chat_id=street.group, message_id=sent["message_id"], text="H1 已受理")
    assert (await waiting)["message_id"] == sent["message_id"]


async def test_another_chats_message_is_not_taken(street: Street) -> None:
    await street.driver.text(street.chen, street.chen, "私下")
    waiting = asyncio.create_task(street.driver.wait_message(street.group, street.li, lambda m: "text" in m, after=0))
    await street.driver.text(street.group, street.li, "公开")
    assert (await waiting)["text"] == "公开"


@pytest.mark.parametrize("name", ["隐患台账 2026.csv", "走访（三月）.xlsx", 'a "b".txt'])
async def test_a_file_arrives_under_the_name_that_it_was_sent_with(street: Street, name: str) -> None:
    sent = await street.driver.photo(street.chen, street.chen, b"a,b", as_="document", filename=name)
    [heard] = await street.bot.updates(allowed_updates=["message"])
    assert sent["document"]["file_name"] == heard["message"]["document"]["file_name"] == name

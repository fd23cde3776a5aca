"""A flood of reports, with and without a network: what is to stand, stands, and nothing is edited for nothing."""

from typing import Any

import pytest

from models.hazards.alerting.notify import CARD
from models.outbox.tables import MessageState, OutboxMessage
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows, words

REPORTS, RESETS = 173, 5  # as many calls as meet fifteen seconds of resets, which pass in real time
REPORT = "/report@wangge_bot 墙皮脱落，怕掉下来砸到人"
MOST_OF_ONE = 5  # reports of one resident are not slowed
Json = dict[str, Any]


async def flood(town: Town, cast: Cast, count: int) -> list[int]:
    """Who is to report so many hazards that nobody is slowed, one after the other."""
    people = [await town.person(f"居民{number}") for number in range(-(-count // MOST_OF_ONE))]
    for person in people:
        await town.driver.members(cast.group, person, "add", by=cast.leader)
    return [people[number // MOST_OF_ONE] for number in range(count)]


async def report(town: Town, cast: Cast, people: list[int]) -> None:
    for person in people:
        await town.driver.text(cast.group, person, REPORT)


async def posted(town: Town, kind: str) -> list[OutboxMessage]:
    return [message for message in await rows(town, OutboxMessage) if message.kind == kind]


async def calm(town: Town) -> None:
    """Nothing is under way, and nothing waits to be said again."""
    await town.settled()
    while [message for message in await rows(town, OutboxMessage) if message.state is MessageState.PENDING]:
        await town.driver.advance(61)
        await town.settled()


def said(town: Town, chat: int) -> list[Json]:
    place = town.sandbox.world.groups.get(chat) or town.sandbox.world.private[chat, town.bot]
    return [message.view for message in place.messages.values() if message.sender.id == town.bot]


def expect_all(town: Town, *chats: int) -> None:
    """What is said of so many hazards is looked at by its rows."""
    for chat in chats:
        town.expect(*said(town, chat))


def standing(town: Town, card: OutboxMessage) -> str:
    chat = town.sandbox.world.groups[card.chat_id]
    assert card.message_id is not None
    return words(chat.messages[card.message_id].view)


@pytest.mark.long
@pytest.mark.parametrize(("kind", "doubles"), [("drop", 0), ("lost", RESETS)])
async def test_every_card_stands_after_connections_were_reset_and_later_edits_reach_it(
    town: Town, cast: Cast, kind: str, doubles: int
) -> None:
    people = await flood(town, cast, REPORTS)
    await report(town, cast, people[:60])
    await town.settled()
    await town.driver.failures(kind, times=RESETS)
    await report(town, cast, people[60:])
    await calm(town)

    cards = await posted(town, CARD)
    assert len(cards) == REPORTS
    assert {card.state for card in cards} == {MessageState.SENT}
    assert all("待受理" in standing(town, card) for card in cards)
    copies = [message for message in said(town, cast.group) if "待受理" in words(message)]
    assert REPORTS <= len(copies) <= REPORTS + doubles

    lost = [card for card in cards if card.lost_copy is not None]
    assert lost
    for card in lost:
        await town.driver.press(cast.group, cast.member, card.message_id or 0, "受理")
    await calm(town)
    assert all("已受理" in standing(town, card) for card in lost)
    expect_all(town, cast.group, cast.member, cast.leader)


async def test_a_press_under_the_copy_that_was_lost_makes_it_the_card(town: Town, cast: Cast) -> None:
    await town.driver.failures("lost", method="sendMessage", chat=cast.group)
    await report(town, cast, [cast.resident])
    copy = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.settled()
    await town.driver.press(cast.group, cast.member, copy["message_id"], "受理")
    await calm(town)
    [card] = await posted(town, CARD)
    assert card.message_id == copy["message_id"]
    accepted = await town.hears(cast.group, cast.resident, "H1", "已受理")
    assert accepted["message_id"] == copy["message_id"]
    assert len(cards_in(town, cast.group)) == 1
    expect_all(town, cast.member)


async def test_a_reply_to_the_copy_that_was_lost_makes_it_the_card(town: Town, cast: Cast) -> None:
    await town.driver.failures("lost", method="sendMessage", chat=cast.group)
    await report(town, cast, [cast.resident])
    copy = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.settled()
    await town.driver.photo(cast.group, cast.member, picture("green"), reply_to=copy["message_id"])
    await calm(town)
    shown = await town.hears(cast.group, cast.resident, "处置后1份")
    assert shown["message_id"] == copy["message_id"]
    assert len(cards_in(town, cast.group)) == 1
    expect_all(town, cast.member)


def cards_in(town: Town, chat: int) -> list[Json]:
    return [message for message in said(town, chat) if "H1" in words(message)]


@pytest.mark.long
async def test_no_edit_of_a_flood_changes_nothing(town: Town, cast: Cast) -> None:
    """Every rung that is climbed words the card anew, whether it then says something else or not."""
    await report(town, cast, await flood(town, cast, 100))
    await town.settled()
    for _ in range(4):
        await town.driver.advance(3600)
        await town.settled()
    calls = [call for call in await town.driver.calls() if call["method"] != "pinChatMessage"]  # no right to pin here
    assert [call["description"] for call in calls if not call["ok"]] == []
    expect_all(town, cast.group, cast.member, cast.leader)

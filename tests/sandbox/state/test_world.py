from datetime import UTC, datetime, timedelta

from sandbox.driver import Driver
from sandbox.server import Sandbox
from sandbox.state.world import World
from tests.sandbox.conftest import Street


async def test_the_clock_moves_messages_on_and_tells_who_embeds_it() -> None:
    steps: list[timedelta] = []

    async def moved(step: timedelta) -> None:
        steps.append(step)

    sandbox = Sandbox(on_clock=moved)
    async with Driver(await sandbox.start()) as driver:
        await driver.bot()
        chen = (await driver.person("陈"))["id"]
        before = await driver.text(chen, chen, "早")
        now = datetime.fromisoformat(await driver.advance(7200))
        after = await driver.text(chen, chen, "晚")
    await sandbox.stop()
    assert steps == [timedelta(hours=2)]
    assert after["date"] - before["date"] >= 7200
    assert now - datetime.now(UTC) > timedelta(hours=1)


async def test_a_sandbox_that_begins_anew_has_nobody_left_and_gives_no_id_twice() -> None:
    async def again() -> None:
        sandbox.clear()
        sandbox.world.add_person("新人")

    sandbox = Sandbox(on_reset=again)
    async with Driver(await sandbox.start()) as driver:
        await driver.bot()
        chen = (await driver.person("陈"))["id"]
        await driver.group("一", chen)
        await driver.text(chen, chen, "早")
        await driver.page(title="演练", guide=["一"])
        await driver.advance(7200)
        await driver.failures("500")
        seen = await driver.mark()

        await driver.reset()

        state, told = await driver.state(), (await driver.events(seen))["events"]
    await sandbox.stop()
    assert (state["bots"], state["chats"], state["title"], state["guide"]) == ([], [], None, [])
    assert [person["first_name"] for person in state["people"]] == ["新人"]
    assert state["people"][0]["id"] > chen
    assert state["resettable"] is True
    assert datetime.fromisoformat(state["clock"]) - datetime.now(UTC) < timedelta(hours=1)
    assert sandbox.failures.next("sendMessage", None) is None
    assert [event["over"] for event in told if event["kind"] == "reset"] == [False, True]


async def test_message_ids_count_in_each_chat(street: Street) -> None:
    groups = [(await street.driver.group(title, street.chen))["id"] for title in ("二", "三")]
    ids = [(await street.driver.text(group, street.chen, "早"))["message_id"] for group in groups]
    assert ids == [1, 1]


def test_ids_do_not_fit_32_bits() -> None:
    world = World()
    ids = [world.add_person("陈").id, world.add_bot().id]
    ids += [world.add_group(kind, "群").id for kind in ("group", "supergroup")]
    assert all(abs(number) > 2**32 for number in ids[:2])
    assert all(number < -(2**31) for number in ids[2:])
    assert str(ids[3]).startswith("-100")


def test_old_callbacks_are_forgotten_first() -> None:
    world = World()
    bot, person = world.add_bot(), world.add_person("陈")
    chat = world.private_chat(person, bot)
    first = world.add_callback(bot, person, chat)
    for _ in range(10_000):
        last = world.add_callback(bot, person, chat)
    assert first.id not in world.callbacks
    assert last.id in world.callbacks

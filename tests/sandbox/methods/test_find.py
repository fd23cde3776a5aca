import inspect
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import facts
from sandbox.body import Upload
from sandbox.control.crowd import make_group
from sandbox.control.people import Actor
from sandbox.errors import ApiError
from sandbox.methods.call import Call
from sandbox.methods.find import PERFORMED, find_method
from sandbox.state.world import World

FIELDS = (
    "action allowed_updates callback_query_id caption caption_entities chat_id close_date commands correct_option_ids "
    "description entities explanation file_id is_anonymous open_period options question type "
    "first_name from_chat_id language_code last_name latitude limit longitude media message_id message_thread_id name "
    "offset parse_mode phone_number photo reaction reply_markup reply_parameters scope text user_id voice video"
)
WORDS = (
    "attach://photo photo bold chat chat_member emoji HTML default type media text message_id chat_id offset length "
    "callback_data inline_keyboard keyboard request_contact selective entities caption url"
)
WAITING = {"setWebhook", "leaveChat"}
words = st.sampled_from(WORDS.split()) | st.text(max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | words | st.just("字" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


def a_world() -> tuple[World, list[int]]:
    """A bot with a group it administers and a person who started it; the chats' ids."""
    world = World(strict=True)
    bot, person = world.add_bot(), world.add_person("陈")
    group = make_group(world, "supergroup", "一网格", person, [bot.id], [bot.id])
    Actor(world, world.private_chat(person, bot), person).say("/start")
    return world, [group.id, person.id]


@pytest.mark.long
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(set(PERFORMED) - WAITING)),
    st.dictionaries(st.sampled_from(FIELDS.split()), values, max_size=6),
    st.sampled_from([0, 1, None]),
    st.booleans(),
)
async def test_whatever_is_asked_is_answered_or_refused(
    name: str, params: dict[str, Any], place: int | None, upload: bool
) -> None:
    world, chats = a_world()
    if place is not None:
        params = {"message_id": 1, **params, "chat_id": chats[place]}
    files = {"photo": Upload("a.jpg", None, b"no image")} if upload else {}
    (bot,) = world.bots.values()
    outcome = await performed(name, Call(world, bot, name, params, files))
    assert json.dumps(outcome, allow_nan=False)


async def performed(name: str, call: Call) -> Any:
    """What is given, or the envelope of a refusal; any other exception is a fault of the sandbox."""
    try:
        result = PERFORMED[name](call)
        return await result if inspect.isawaitable(result) else result
    except ApiError as refusal:
        return refusal.envelope()


def test_every_method_performed_is_one_of_the_bot_api() -> None:
    assert set(PERFORMED) <= facts.METHODS


@pytest.mark.parametrize(("name", "code"), [("sendDice", 501), ("getLunch", 404)])
def test_a_method_not_performed_is_told_from_one_that_does_not_exist(name: str, code: int) -> None:
    with pytest.raises(ApiError) as refused:
        find_method(name)
    assert refused.value.code == code

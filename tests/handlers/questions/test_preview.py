"""What a form's answers come to is shown first; a form about something that is no hazard."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from handlers.forms import BadAnswer, Form, Preview, Step
from handlers.messages import Delete, MessageContent, RenderContext
from handlers.request import Request
from locales.translator import Html
from models.grids.tables import Grid
from models.outbox.tables import OutboxMessage
from tests.handlers.questions.renaming import ASKER, answer, room_asking
from tests.handlers.questions.renaming import FORM as OTHER
from tests.handlers.room import Room
from tests.street import GROUP, Street

ANOTHER = 14
CANCEL = ""  # has no value of its own
RENAME: tuple[Step[Grid], ...] = (Step("name", "Which name?", anew="Another name"), Step("why", "Why?"))


async def shown(_context: RenderContext, grid: Grid, given: Mapping[str, Any]) -> Html:
    return Html(f"{grid.code} becomes {given['name']}")


async def check(_request: Request, _grid: Grid, given: Mapping[str, Any]) -> None:
    if given["name"] == "stale":
        raise BadAnswer("too_long")


FORM: Form[Grid] = replace(OTHER, steps={"rename": RENAME}, previews={"rename": Preview(shown, "Rename it", check)})


@pytest.fixture
def asking(room: Room) -> Room:
    return room_asking(room, FORM)


async def previewed(room: Room, name: str = "short") -> OutboxMessage:
    await room.says(ASKER, GROUP, "/rename")
    await answer(room, 700, name)
    await answer(room, 701, "just so")
    return await room.newest("hazards.ask")


async def presses(room: Room, preview: OutboxMessage, what: str, by: int = ASKER) -> str:
    request = await room.presses(by, GROUP, f"hza:{preview.id}{':' if what else ''}{what}")
    return request.toast.text if request.toast else ""


async def worded(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("hazards.ask"), "en")
    assert isinstance(said, MessageContent)
    return said


async def test_nothing_is_done_before_it_is_confirmed(asking: Room, street: Street) -> None:
    before, preview = street.grid.name, await previewed(asking)
    said = await worded(asking)
    assert said.html.endswith("S-1-1 becomes short")
    assert [[each.label for each in row] for row in said.buttons] == [["Rename it"], ["Another name"], ["Cancel"]]
    assert street.grid.name == before
    await presses(asking, preview, "confirm")
    assert street.grid.name == "rename short just so"
    assert isinstance(await asking.worded(preview), Delete)


async def test_what_is_cancelled_is_never_done(asking: Room, street: Street) -> None:
    before, preview = street.grid.name, await previewed(asking)
    assert await presses(asking, preview, CANCEL) == "已取消，未作任何处理。"
    assert await presses(asking, preview, "confirm") == "该问题已有答复。"
    assert street.grid.name == before


async def test_one_answer_is_given_anew_and_the_others_stay(asking: Room, street: Street) -> None:
    await presses(asking, await previewed(asking), "name")
    asked = await worded(asking)
    assert asked.html.endswith("Which name?\nAs it is now: short")
    await answer(asking, 702, "new")
    assert (await worded(asking)).html.endswith("becomes new")
    await presses(asking, await asking.newest("hazards.ask"), "confirm")
    assert street.grid.name == "rename new just so"


async def test_what_was_to_be_answered_anew_may_stay_as_it_is(asking: Room, street: Street) -> None:
    await presses(asking, await previewed(asking), "name")
    await presses(asking, await asking.newest("hazards.ask"), "keep")
    assert (await worded(asking)).html.endswith("becomes short")


async def test_an_answer_that_will_not_do_any_more_is_told_and_may_be_changed(asking: Room, street: Street) -> None:
    before, preview = street.grid.name, await previewed(asking, "stale")
    assert await presses(asking, preview, "confirm") == "Shorter, please."
    assert street.grid.name == before
    assert isinstance(await asking.worded(preview), MessageContent)
    await presses(asking, preview, "name")
    assert "As it is now: stale" in (await worded(asking)).html


@pytest.mark.parametrize("what", ["confirm", CANCEL, "name"])
async def test_only_who_was_asked_may_press(asking: Room, street: Street, what: str) -> None:
    before, preview = street.grid.name, await previewed(asking)
    assert "本问题由" in await presses(asking, preview, what, by=ANOTHER)
    assert (street.grid.name, preview.args.get("answered")) == (before, None)


@pytest.mark.parametrize("what", ["why", "keep", "nonsense"])
async def test_what_no_button_says_does_nothing(asking: Room, street: Street, what: str) -> None:
    before, preview = street.grid.name, await previewed(asking)
    assert await presses(asking, preview, what) == "请按消息下方的按钮。"
    assert (street.grid.name, preview.args.get("answered")) == (before, None)


async def test_words_in_reply_confirm_nothing_and_are_told_so(asking: Room, street: Street) -> None:
    before = street.grid.name
    await previewed(asking)
    await answer(asking, 702, "confirm")
    assert await asking.text("hazards.told", "en") == "Please press one of the buttons under the message."
    assert street.grid.name == before

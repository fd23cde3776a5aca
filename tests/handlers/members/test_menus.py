import re

import pytest

from handlers.members.menus import DEFAULTS, DESCRIPTIONS, defaults
from handlers.worded import Menu
from locales.translator import translator
from models.grids.binding import binding_of
from models.outbox.letters import Lane
from models.outbox.post import post
from tests.handlers.room import Room
from tests.street import GROUP, Street

COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_commands_and_descriptions_are_as_telegram_takes_them(locale: str) -> None:
    for command, description in DESCRIPTIONS.items():
        assert COMMAND.fullmatch(command)
        assert 1 <= len(translator(locale).plain(description)) <= 256


def test_every_scope_has_a_menu_for_each_language_and_one_for_the_rest() -> None:
    made = [(menu.scope, menu.language_code) for menu in defaults("zh_CN")]
    assert made == [(scope, code) for scope in DEFAULTS for code in ("", "zh", "en")]


def test_the_locale_of_the_house_is_for_the_rest() -> None:
    [first, *_] = defaults("en")
    assert ("help", "What I can do") in first.commands
    [first, *_] = defaults("zh_CN")
    assert ("help", "使用帮助") in first.commands


async def menu(room: Room, kind: str, chat_id: int) -> dict[str, str]:
    post(room.session, chat_id, kind, Lane.ROUTINE, room.now)
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, Menu)
    return dict(said.commands)


async def test_staff_and_residents_are_offered_different_commands(room: Room, street: Street) -> None:
    assert "start" in await menu(room, "menu.person", street.stranger.tg_user_id)
    staff = await menu(room, "menu.person", street.member.tg_user_id)
    assert "start" not in staff
    assert {"contacts", "report"} <= staff.keys()


async def test_a_group_s_menus_follow_its_binding(room: Room) -> None:
    assert "report" in await menu(room, "menu.chat", GROUP)
    assert "unbind" in await menu(room, "menu.admins", GROUP)
    bound = await binding_of(room.session, GROUP)
    assert bound is not None
    bound[0].unbound_at = room.now
    assert "report" not in await menu(room, "menu.chat", GROUP)
    assert "bind" in await menu(room, "menu.admins", GROUP)

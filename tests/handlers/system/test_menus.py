import re

import pytest

from bot.features import MENUS
from handlers.feature import Audience
from handlers.messages import Menu
from handlers.system.menus import DEFAULTS, HELP
from locales.translator import translator
from models.onboarding.bind_chat import binding_of
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import Room
from tests.models.places.registry import shop
from tests.street import GROUP, Street

COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_commands_and_descriptions_are_as_telegram_takes_them(locale: str) -> None:
    for command in (*MENUS.commands, HELP):
        assert COMMAND.fullmatch(command.name)
        assert 1 <= len(translator(locale).plain(command.description)) <= 256


@pytest.mark.parametrize(
    ("audience", "commands"),
    [
        (Audience.RESIDENT, "sos report opinion my status tips badge quiz start language help"),
        (Audience.KEEPER, "duty help"),
        (
            Audience.STAFF,
            "sos duty checkin checkout spotcheck log my status contacts brigade plan whistle activity places place "
            "coverage task tasks visit period report warn notice sheets badge tips quiz certificate calendar opinion "
            "leave digest ledger score fire review language help",
        ),
        (Audience.GROUP, "sos report opinion my status contacts places tips help"),
        (
            Audience.LEADERS_CHAT,
            "sos status checkin checkout contacts my activity places period whistle sheets warn notice quiz calendar "
            "digest help",
        ),
        (Audience.UNBOUND, "sos help"),
        (Audience.ADMINS_UNBOUND, "bind language help"),
        (Audience.ADMINS_BOUND, "unbind language help"),
    ],
)
def test_an_audience_is_offered_its_commands_in_their_order(audience: Audience, commands: str) -> None:
    assert [name for name, _ in MENUS.entries(translator("en"), audience)] == commands.split()


def test_places_in_a_menu_are_not_shared() -> None:
    places = [(audience, place) for command in MENUS.commands for audience, place in command.places.items()]
    assert len(places) == len(set(places))


def test_every_scope_has_a_menu_for_each_language_and_one_for_the_rest() -> None:
    made = [(menu.scope, menu.language_code) for menu in MENUS.defaults("zh_CN")]
    assert made == [(scope, code) for scope in DEFAULTS for code in ("", "zh", "en")]


def test_the_locale_of_the_house_is_for_the_rest() -> None:
    [first, *_] = MENUS.defaults("en")
    assert ("help", "What I can do") in first.commands
    [first, *_] = MENUS.defaults("zh_CN")
    assert ("help", "使用帮助") in first.commands


async def menu(room: Room, kind: str, chat_id: int) -> dict[str, str]:
    enqueue(room.session, chat_id, kind, Lane.ROUTINE, room.now)
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, Menu)
    return dict(said.commands)


async def test_staff_and_residents_are_offered_different_commands(room: Room, street: Street) -> None:
    assert "start" in await menu(room, "menu.person", street.stranger.tg_user_id)
    staff = await menu(room, "menu.person", street.member.tg_user_id)
    assert "start" not in staff
    assert {"contacts", "report"} <= staff.keys()


async def test_who_is_responsible_for_a_place_is_offered_the_list_of_what_waits(room: Room, street: Street) -> None:
    stranger, place = street.stranger.tg_user_id, await shop(room.session, street, room.now)
    contact = {"phone_number": "8619900000031", "first_name": "王", "user_id": stranger}
    await room.sends(stranger, stranger, contact=contact)
    said = await room.worded(await room.newest("menu.person"))
    assert isinstance(said, Menu)
    assert {"duty", "report", "start"} <= dict(said.commands).keys()
    await room.says(stranger, stranger, "/help")
    assert "/duty 我的待办" in await room.text("members.help")
    place.closed_at = room.now
    assert "duty" not in await menu(room, "menu.person", stranger)


async def test_a_group_s_menus_follow_its_binding(room: Room) -> None:
    assert "report" in await menu(room, "menu.chat", GROUP)
    assert "unbind" in await menu(room, "menu.admins", GROUP)
    bound = await binding_of(room.session, GROUP)
    assert bound is not None
    bound[0].unbound_at = room.now
    assert "report" not in await menu(room, "menu.chat", GROUP)
    assert "bind" in await menu(room, "menu.admins", GROUP)

import pytest

from bot.features import MENUS
from handlers.messages import MessageContent
from locales.translator import LOCALES
from tests.handlers.room import Room
from tests.street import Street

NOT_IN_HELP = {"start", "help", "bind", "unbind", "language"}  # said in words of its own there, or for administrators


@pytest.mark.parametrize("locale", LOCALES)
async def test_help_has_a_line_for_every_command_of_residents_and_of_staff(
    room: Room, street: Street, locale: str
) -> None:
    told = ""
    for reader in (street.stranger, street.member):
        await room.says(reader.tg_user_id, reader.tg_user_id, "/help")
        said = await room.worded(await room.newest("members.help"), locale)
        assert isinstance(said, MessageContent)
        told += said.html
    wanted = {command.name for command in MENUS.commands} - NOT_IN_HELP
    assert [name for name in sorted(wanted) if f"/{name}" not in told] == []

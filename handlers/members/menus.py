"""Command menus as data: which commands are offered to whom, and their descriptions."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlmodel import col

from handlers.worded import Menu, MenuScope, Scene
from locales.translator import LOCALES, N_, Translator, translator
from models.grids.binding import binding_of
from models.grids.tables import Purpose
from models.hazards.departments import department_at
from models.members.posts import posts_of
from models.members.tables import Person

DESCRIPTIONS = {
    "sos": N_("Call for help (fire: call 119 first)"),
    "start": N_("Claim your post (for staff)"),
    "report": N_("Report a hazard"),
    "my": N_("My reports"),
    "status": N_("How a hazard stands, for example /status H412"),
    "contacts": N_("Who is in charge of the grid"),
    "duty": N_("What waits for me"),
    "leave": N_("File a leave, or end it"),
    "language": N_("Choose the language"),
    "bind": N_("Bind this group to its grid"),
    "unbind": N_("Free this group from its grid"),
    "help": N_("What I can do"),
}
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}  # each by its own name
RESIDENT = ("sos", "report", "my", "status", "start", "language", "help")
STAFF = ("sos", "duty", "my", "status", "contacts", "report", "leave", "language", "help")
GROUP = ("sos", "report", "my", "status", "contacts", "help")
LEADERS_CHAT = ("sos", "status", "contacts", "my", "help")
UNBOUND = ("sos", "help")
TO_BIND = ("bind", "language")
TO_UNBIND = ("unbind", "language")

DEFAULTS = {
    MenuScope.DEFAULT: RESIDENT,
    MenuScope.GROUPS: GROUP,
    MenuScope.ADMINISTRATORS: (*GROUP, *TO_BIND),
}


def entries(t: Translator, commands: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((command, t.plain(DESCRIPTIONS[command])) for command in commands)


def defaults(locale: str) -> Iterator[Menu]:
    """The menus of every chat without its own: `locale` for all languages, the others for theirs."""
    for scope, commands in DEFAULTS.items():
        yield Menu(entries(translator(locale), commands), scope)
        for other in LOCALES:
            yield Menu(entries(translator(other), commands), scope, language_code=other.split("_")[0])


async def person(scene: Scene) -> Menu:
    """In private: by the posts its person holds."""
    return Menu(entries(scene.t, await private_commands(scene)), MenuScope.CHAT)


async def chat(scene: Scene) -> Menu:
    """In a group or leaders' chat: by what it serves."""
    return Menu(entries(scene.t, await group_commands(scene)), MenuScope.CHAT)


async def admins(scene: Scene) -> Menu:
    bound = await binding_of(scene.session, scene.letter.chat_id)
    commands = await group_commands(scene)
    own = TO_UNBIND if bound or await department_at(scene.session, scene.letter.chat_id) else TO_BIND
    return Menu(entries(scene.t, (*commands[:-1], *own, commands[-1])), MenuScope.CHAT_ADMINISTRATORS)


async def private_commands(scene: Scene) -> tuple[str, ...]:
    return STAFF if await is_staff(scene) else RESIDENT


async def group_commands(scene: Scene) -> tuple[str, ...]:
    bound = await binding_of(scene.session, scene.letter.chat_id)
    if bound is None:
        return UNBOUND
    return GROUP if bound[0].purpose is Purpose.GROUP else LEADERS_CHAT


async def is_staff(scene: Scene) -> bool:
    reader = await reader_of(scene)
    return reader is not None and bool(await posts_of(scene.session, reader.id))


async def reader_of(scene: Scene) -> Person | None:
    """Whose private chat the letter goes to; None for groups."""
    rows = select(Person).where(col(Person.tg_user_id) == scene.letter.chat_id)
    return (await scene.session.scalars(rows)).first()

"""Menus of commands: which are offered to whom."""

from collections.abc import Iterable, Iterator, Mapping

from handlers.feature import Audience, BotCommand
from handlers.members.reader import is_staff, reader_of
from handlers.messages import Menu, MenuScope, RenderContext, View
from handlers.worklist.view import may_have_duties
from locales.translator import LOCALES, N_, Translator, translator
from models.departments.reach import department_at
from models.grids.tables import Purpose
from models.onboarding.bind_chat import binding_of

HELP = BotCommand("help", N_("What I can do"), {})  # the last of every menu
DEFAULTS = {
    MenuScope.DEFAULT: (Audience.RESIDENT,),
    MenuScope.GROUPS: (Audience.GROUP,),
    MenuScope.ADMINISTRATORS: (Audience.GROUP, Audience.ADMINS_UNBOUND),
}
Entry = tuple[str, str]


class Menus:
    """Of these commands, and /help."""

    def __init__(self, commands: Iterable[BotCommand]) -> None:
        self.commands = tuple(commands)

    def entries(self, t: Translator, *audiences: Audience) -> tuple[Entry, ...]:
        """Commands with their descriptions, those of one audience after those of another."""
        offered = [command for audience in audiences for command in self._offered_to(audience)]
        return tuple((command.name, t.plain(command.description)) for command in (*offered, HELP))

    def _offered_to(self, audience: Audience) -> Iterable[BotCommand]:
        offered = [command for command in self.commands if audience in command.places]
        return sorted(offered, key=lambda command: command.places[audience])

    def defaults(self, locale: str) -> Iterator[Menu]:
        """The menus of every chat without its own: `locale` for all languages, the others for theirs."""
        for scope, audiences in DEFAULTS.items():
            yield Menu(self.entries(translator(locale), *audiences), scope)
            for other in LOCALES:
                yield Menu(self.entries(translator(other), *audiences), scope, language_code=other.split("_")[0])

    @property
    def views(self) -> Mapping[str, View]:
        return {"menu.person": self._person, "menu.chat": self._chat, "menu.admins": self._admins}

    async def _person(self, context: RenderContext) -> Menu:
        """In private: by the posts its person holds, and the places they keep."""
        return Menu(self.entries(context.t, *await private_audiences(context)), MenuScope.CHAT)

    async def _chat(self, context: RenderContext) -> Menu:
        """In a group or leaders' chat: by what it serves."""
        return Menu(self.entries(context.t, await group_audience(context)), MenuScope.CHAT)

    async def _admins(self, context: RenderContext) -> Menu:
        chat_id = context.message.chat_id
        bound = await binding_of(context.session, chat_id) or await department_at(context.session, chat_id)
        own = Audience.ADMINS_BOUND if bound else Audience.ADMINS_UNBOUND
        return Menu(self.entries(context.t, await group_audience(context), own), MenuScope.CHAT_ADMINISTRATORS)


async def private_audiences(context: RenderContext) -> tuple[Audience, ...]:
    if await is_staff(context):
        return (Audience.STAFF,)
    reader = await reader_of(context)
    keeps = reader is not None and await may_have_duties(context.session, reader.id)
    return (Audience.KEEPER, Audience.RESIDENT) if keeps else (Audience.RESIDENT,)


async def group_audience(context: RenderContext) -> Audience:
    bound = await binding_of(context.session, context.message.chat_id)
    if bound is None:
        return Audience.UNBOUND
    return Audience.GROUP if bound[0].purpose is Purpose.GROUP else Audience.LEADERS_CHAT

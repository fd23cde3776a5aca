"""/help by who asks and where, and answers to what nobody understands."""

from collections.abc import Iterable, Mapping

from handlers.feature import Audience
from handlers.grids.labels import how_to_report, report_in_private
from handlers.members.labels import duties, for_residents, joined, posts, short, who_are_you
from handlers.members.reader import held_by_reader, reader_of
from handlers.messages import MessageContent, RenderContext, Skip, View
from handlers.places.keeping import to_do_at
from handlers.system.menus import Menus, group_audience, private_audiences
from locales.translator import Html, Translator, cut
from models.departments.reach import department_at
from models.departments.tables import Department
from models.grids.tables import Binding, Grid, Purpose
from models.members.tables import Role
from models.onboarding.bind_chat import binding_of
from models.places.changes.claims import claimed_by
from models.places.slots import slots_of


class Help:
    """Names the commands of the menus."""

    def __init__(self, menus: Menus) -> None:
        self.menus = menus

    async def view(self, context: RenderContext) -> MessageContent | Skip:
        t, chat_id = context.t, context.message.chat_id
        if chat_id > 0:
            return await self._in_private(context)
        department = await department_at(context.session, chat_id)
        if department is not None:
            return MessageContent(_for_department(t, department))
        bound = await binding_of(context.session, chat_id)
        if bound is not None:
            asks = report_in_private(context) if bound[0].purpose is Purpose.GROUP else ()
            return MessageContent(await self._in_group(context, *bound), asks)
        return MessageContent(_unbound(t))

    async def _in_group(self, context: RenderContext, binding: Binding, grid: Grid) -> Html:
        t = context.t
        commands = self._commands(t, (await group_audience(context),), leave_out=("report", "help"))
        for_admins = t("For administrators: /language, /unbind")
        if binding.purpose is Purpose.LEADERS:
            head = t("<b>Leaders' chat of {grid}</b>: overdue hazards are brought here.", grid=short(grid))
            return joined(head, duties(t, (), Role.LEADER), commands, for_admins)
        return joined(t("<b>{grid}</b>", grid=short(grid)), how_to_report(t), commands, for_admins)

    async def _in_private(self, context: RenderContext) -> MessageContent:
        t, held = context.t, await held_by_reader(context)
        at_places = await _at_places(context)
        commands = self._commands(t, await private_audiences(context), leave_out=("help",))
        if held:
            return MessageContent(joined(posts(t, held), duties(t, held), at_places, commands))
        return MessageContent(joined(at_places, for_residents(t), t("<b>Fire? Call 119 first.</b>"), commands))

    def _commands(self, t: Translator, audiences: Iterable[Audience], leave_out: Iterable[str]) -> Html:
        shown = [entry for entry in self.menus.entries(t, *audiences) if entry[0] not in leave_out]
        return Html("\n".join(t("/{command} – {what}", command=name, what=what) for name, what in shown))


async def _at_places(context: RenderContext) -> Html:
    """What is to be done where the reader is responsible or on duty."""
    reader = await reader_of(context)
    if reader is None:
        return Html("")
    places, slots = await claimed_by(context.session, reader.id), await slots_of(context.session, reader.id)
    return Html("\n".join(await to_do_at(context, places, slots)))


def _unbound(t: Translator) -> Html:
    return t("This group serves no grid yet. An administrator sends /bind with the street office's code.")


def _for_department(t: Translator, department: Department) -> Html:
    head = t("<b>Chat of {department}</b>: what is transferred to it is brought here.", department=department.name)
    return joined(head, duties(t, (), Role.LIAISON), t("For administrators: /language, /unbind"))


async def hint(context: RenderContext) -> MessageContent | Skip:
    """To words that say nothing we know, in a group where the bot was named."""
    t = context.t
    if context.message.chat_id < 0:
        if await binding_of(context.session, context.message.chat_id) is None:
            return MessageContent(_unbound(t))
        return MessageContent(how_to_report(t), report_in_private(context))
    if context.message.args.get("thanks"):
        return MessageContent(t("You are welcome."))
    return MessageContent(
        joined(
            t("To report a hazard, send its photo here, or say where it is and what is wrong."),
            t("In danger send /sos, and call 119 first."),
            t("/help – what I can do"),
        ),
        await who_are_you(context),
    )


async def unread(context: RenderContext) -> MessageContent | Skip:
    """To what is neither words nor anything that can be kept."""
    t = context.t
    return MessageContent(
        joined(
            t("I cannot read messages of this kind, and nothing of it was kept."),
            t("Please send words, a photo, a video, a voice message, a file or a location instead."),
            t("In danger send /sos, and call 119 first."),
        )
    )


async def unknown(context: RenderContext) -> MessageContent | Skip:
    command = cut(context.message.args["command"], 32)
    return MessageContent(context.t("I do not know /{command}. /help lists what I can do.", command=command))


def views(menus: Menus) -> Mapping[str, View]:
    said = {"members.hint": hint, "members.unread": unread, "members.unknown": unknown}
    return {"members.help": Help(menus).view, **said}

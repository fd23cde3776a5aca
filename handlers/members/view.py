"""Words for people: greetings, posts claimed, help, whom to ask, languages."""

from collections.abc import Iterable, Sequence

from handlers.grids.refusals import REFUSALS as GRID_REFUSALS
from handlers.members import menus, notice
from handlers.members.refusals import REFUSALS
from handlers.worded import Button, Pointless, Scene, View, Worded
from locales.translator import LOCALES, N_, Html, Translator, cut
from models.grids.binding import binding_of
from models.grids.tables import Chat, Grid, Purpose
from models.hazards.departments import department_at
from models.members.posts import Held, posts_of
from models.members.tables import Person, Role

ROOM = 3600
POSTS_NAMED = 15
TITLES = {
    Role.LEADER: N_("leader of the grid"),
    Role.MEMBER: N_("member of the grid"),
    Role.BACKUP: N_("backup"),
    Role.LIAISON: N_("liaison of a department"),
}
DUTIES = {
    Role.LEADER: N_(
        "<b>As a leader</b>: you are told when a hazard is not taken or finished in time; what has been finished "
        "you close, or send back."
    ),
    Role.MEMBER: N_(
        "<b>As a member</b>: on a hazard's card in the group press “Accept” and “On site”; when it is put right, "
        "reply to the card with a photo and press “Done”. What you cannot solve you hand up."
    ),
    Role.BACKUP: N_("<b>As a backup</b>: you may act in place of your colleague whenever that is needed."),
    Role.LIAISON: N_(
        "<b>As a liaison</b>: what the street transfers to your department comes here, or to its own chat. Press "
        "“Got it”, and report the outcome in time; photos go in a reply."
    ),
}


async def greeting(scene: Scene) -> Worded | Pointless:
    t, held = scene.t, await _held(scene)
    if held:
        return Worded(_join(t("Hello! Your posts:"), _posts(t, held), _duties(t, held), t("/help – what I can do")))
    return Worded(
        _join(
            t("Hello! I help a neighbourhood keep fire hazards in sight until they are gone."),
            _for_residents(t),
            t("<b>Staff</b>: press the button below to share your phone number, and I will find your posts."),
        ),
        ask_contact=_share(t),
    )


async def claimed(scene: Scene) -> Worded | Pointless:
    t, held = scene.t, await _held(scene)
    if not held:
        return Pointless("no post any more")
    told = _join(t("✅ Thank you. Your posts:"), _posts(t, held), _duties(t, held), t("/help – what I can do"))
    return Worded(told, drop_keyboard=True)


async def refused(scene: Scene) -> Worded | Pointless:
    t, reason = scene.t, scene.letter.args["reason"]
    words = t(REFUSALS.get(reason) or GRID_REFUSALS[reason])
    if reason == "claim.not_own":
        return Worded(words, ask_contact=_share(t))
    if reason != "code.of_chat":
        return Worded(words)
    link = f"https://t.me/{scene.bot_username}?startgroup={scene.letter.args['code']}"
    return Worded(words, buttons=((Button(t.plain("Choose the group"), url=link),),))


async def help_(scene: Scene) -> Worded | Pointless:
    if scene.letter.chat_id > 0:
        return await _help_in_private(scene)
    t = scene.t
    bound = await binding_of(scene.session, scene.letter.chat_id)
    department = await department_at(scene.session, scene.letter.chat_id)
    if department is not None:
        head = t("<b>Chat of {department}</b>: what is transferred to it is brought here.", department=department.name)
        return Worded(_join(head, _duties(t, (), Role.LIAISON), t("For administrators: /language, /unbind")))
    if bound is None:
        return Worded(t("This group serves no grid yet. An administrator sends /bind with the street office's code."))
    binding, grid = bound
    commands = _commands(t, await menus.group_commands(scene), leave_out=("report", "help"))
    for_admins = t("For administrators: /language, /unbind")
    if binding.purpose is Purpose.LEADERS:
        head = t("<b>Leaders' chat of {grid}</b>: overdue hazards are brought here.", grid=_short(grid))
        return Worded(_join(head, _duties(t, (), Role.LEADER), commands, for_admins))
    return Worded(_join(t("<b>{grid}</b>", grid=_short(grid)), _how_to_report(t), commands, for_admins))


async def contacts(scene: Scene) -> Worded | Pointless:
    """The public notice: of the group's grid, in private of each of one's grids."""
    t, grids = scene.t, await _grids(scene)
    if not grids and scene.letter.chat_id > 0:
        return Worded(t("You hold no post. Send /contacts in your grid's group to see who is in charge there."))
    if not grids:
        return Worded(t("This group serves no grid yet, so I cannot say who is in charge."))
    blocks: list[Html] = []
    for grid in grids:
        block = notice.worded(t, await notice.notice_of(scene.session, grid))
        if blocks and sum(map(_units, blocks)) + _units(block) > ROOM:
            left = len(grids) - len(blocks)
            blocks.append(t.n("… and {n} more grid", "… and {n} more grids", left))
            break
        blocks.append(block)
    return Worded(_join(t("<b>Public notice: fire-safety grid</b>"), *blocks))


async def language(scene: Scene) -> Worded | Pointless:
    chat = await scene.session.get(Chat, scene.letter.chat_id)
    reader = await menus.reader_of(scene)
    chosen = (reader.language if reader else None) or (chat.language if chat else None) or scene.t.locale
    if scene.letter.chat_id > 0:
        asked = scene.t("In which language shall I write to you? Now: {language}", language=menus.LANGUAGES[chosen])
    else:
        asked = scene.t(
            "In which language shall I write in this group? Now: {language}. Administrators choose.",
            language=menus.LANGUAGES[chosen],
        )
    return Worded(asked, buttons=(tuple(Button(menus.LANGUAGES[each], f"lang:{each}") for each in LOCALES),))


async def hint(scene: Scene) -> Worded | Pointless:
    """To words that say nothing we know."""
    t = scene.t
    return Worded(
        _join(
            t("To report a hazard, send its photo here, or say where it is and what is wrong."),
            t("In danger send /sos, and call 119 first."),
            t("/help – what I can do"),
        )
    )


async def unknown(scene: Scene) -> Worded | Pointless:
    command = cut(scene.letter.args["command"], 32)
    return Worded(scene.t("I do not know /{command}. /help lists what I can do.", command=command))


async def _help_in_private(scene: Scene) -> Worded:
    t, held = scene.t, await _held(scene)
    commands = _commands(t, await menus.private_commands(scene), leave_out=("help",))
    if held:
        return Worded(_join(_posts(t, held), _duties(t, held), commands))
    return Worded(_join(_for_residents(t), t("<b>Fire? Call 119 first.</b>"), commands))


async def _held(scene: Scene) -> list[Held]:
    reader: Person | None = await menus.reader_of(scene)
    return [] if reader is None else await posts_of(scene.session, reader.id)


async def _grids(scene: Scene) -> list[Grid]:
    if scene.letter.chat_id > 0:
        return list({held.grid.id: held.grid for held in await _held(scene)}.values())
    bound = await binding_of(scene.session, scene.letter.chat_id)
    return [] if bound is None else [bound[1]]


def _posts(t: Translator, held: Sequence[Held]) -> Html:
    lines = [
        t("• {grid} ({code}): {role}", grid=_short(each.grid), code=each.grid.code, role=t(TITLES[each.post.role]))
        for each in held[:POSTS_NAMED]
    ]
    left = len(held) - len(lines)
    if left:
        lines.append(t.n("… and {n} more post", "… and {n} more posts", left))
    return Html("\n".join(lines))


def _duties(t: Translator, held: Iterable[Held], *roles: Role) -> Html:
    mine = {each.post.role for each in held} | set(roles)
    return Html("\n".join(t(words) for role, words in DUTIES.items() if role in mine))


def _for_residents(t: Translator) -> Html:
    return t(
        "<b>Residents</b>: to report a hazard, send its photo here (your name is not shown in the group), or in your "
        "grid's group with /report and a few words."
    )


def _how_to_report(t: Translator) -> Html:
    return t(
        "To report a fire hazard, send a photo with the caption\n<code>/report where and what</code>\n"
        "<b>Fire? Call 119 first.</b>"
    )


def _commands(t: Translator, commands: Iterable[str], leave_out: Iterable[str] = ()) -> Html:
    shown = [command for command in commands if command not in leave_out]
    return Html("\n".join(t("/{command} – {what}", command=name, what=what) for name, what in menus.entries(t, shown)))


def _share(t: Translator) -> str:
    return t.plain("Share my phone number")


def _short(grid: Grid) -> str:
    return cut(grid.name, notice.NAME)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _join(*parts: Html) -> Html:
    return Html("\n\n".join(part for part in parts if part))


VIEWS: dict[str, View] = {
    "members.greeting": greeting,
    "members.claimed": claimed,
    "members.refused": refused,
    "members.help": help_,
    "members.contacts": contacts,
    "members.language": language,
    "members.unknown": unknown,
    "members.hint": hint,
    "menu.person": menus.person,
    "menu.chat": menus.chat,
    "menu.admins": menus.admins,
}

"""Posts and duties in words, for greetings and help."""

from collections.abc import Iterable, Sequence

from handlers.members import contact_sheet
from handlers.members.reader import is_staff
from handlers.messages import Button, RenderContext
from locales.translator import N_, Html, Translator, cut
from models.grids.tables import Grid
from models.members.positions import HeldPosition
from models.members.tables import Role

POSTS_NAMED = 15
STAFF = "staff"  # of the link that asks for one's posts
TITLES = {
    Role.LEADER: N_("leader of the grid"),
    Role.MEMBER: N_("member of the grid"),
    Role.BACKUP: N_("backup"),
    Role.POLICE: N_("police officer of the area"),
    Role.ADOPTING: N_("adopting official"),
    Role.TEAM: N_("inspection team"),
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
    Role.POLICE: N_(
        "<b>As the area's police officer</b>: /checkin begins a round, scanning a place's code its checklist; /duty "
        "says what is due. You see the hazards of these grids and may help with them; the grid leader closes them."
    ),
    Role.ADOPTING: N_(
        "<b>As an adopting official</b>: you walk your grids once a month (/checkin); /duty says what is due, "
        "/coverage what is lacking. You are told when a post there is vacant."
    ),
    Role.TEAM: N_(
        "<b>As an inspection team</b>: what /duty says is due may be done by any one of you, with /checkin or by "
        "scanning a place's code."
    ),
    Role.LIAISON: N_(
        "<b>As a liaison</b>: what the street transfers to your department comes here, or to its own chat. Press "
        "“Got it”, and report the outcome in time; photos go in a reply."
    ),
}


def posts(t: Translator, held: Sequence[HeldPosition]) -> Html:
    lines = [
        t("• {grid} ({code}): {role}", grid=short(each.grid), code=each.grid.code, role=t(TITLES[each.post.role]))
        for each in held[:POSTS_NAMED]
    ]
    left = len(held) - len(lines)
    if left:
        lines.append(t.n("… and {n} more post", "… and {n} more posts", left))
    return Html("\n".join(lines))


def duties(t: Translator, held: Iterable[HeldPosition], *roles: Role) -> Html:
    mine = {each.post.role for each in held} | set(roles)
    return Html("\n".join(t(words) for role, words in DUTIES.items() if role in mine))


def for_residents(t: Translator) -> Html:
    return t(
        "<b>Residents</b>: to report a hazard, send its photo here (your name is not shown in the group), or in your "
        "grid's group with /report and a few words."
    )


def short(grid: Grid) -> str:
    return cut(grid.name, contact_sheet.NAME)


def joined(*parts: Html) -> Html:
    return Html("\n\n".join(part for part in parts if part))


async def who_are_you(context: RenderContext) -> tuple[tuple[Button, ...], ...]:
    """The two ways on; staff that we know need neither."""
    if await is_staff(context):
        return ()
    here = f"https://t.me/{context.bot_username}?start="
    report = Button(context.t.plain("Report a hazard"), url=f"{here}report")
    return ((report, Button(context.t.plain("I am staff"), url=f"{here}{STAFF}")),)

"""Words about leave (A3): to the one on leave, to whoever stands in, to the leaders where nobody does."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.dates import day
from handlers.members.presses import EndLeave
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut
from models.grids.tables import Grid
from models.members.stand_ins import Cover, covers
from models.members.tables import Leave, LeaveState, Person, Post, Role

NAME = 40
COVERS_SHOWN = 15
HOW = N_(
    "To file a leave, send its first and last day, for example <code>/leave 12-1 12-5</code>, "
    "<code>/leave tomorrow 3 days</code> or <code>/leave next week</code>. "
    "During it, whoever stands in receives what would come to you."
)
REFUSALS = {
    "leave.no_post": N_("Only staff with a post can file a leave."),
    "leave.unreadable": N_("I cannot read these days. Please send for example /leave 12-1 12-5 or /leave next week"),
    "leave.past": N_("These days are over already. Please check the date."),
    "leave.backwards": N_("The last day is before the first. Please check the dates."),
    "leave.too_long": N_("A leave can last 180 days at most. Please check the dates."),
    "leave.overlaps": N_("You have a leave in these days already. To see it, send /leave; to end it, /leave off"),
    "leave.none": N_("You have no leave to end."),
    "leave.not_yours": N_("This is somebody else's leave."),
    "leave.over": N_("This leave is over already."),
}
ROLES = {
    Role.LEADER: N_("leader"),
    Role.MEMBER: N_("member"),
    Role.BACKUP: N_("backup post"),
    Role.LIAISON: N_("liaison"),
}
HEADS = {
    LeaveState.PLANNED: N_("🗓 <b>Your leave: {days}</b>"),
    LeaveState.AWAY: N_("🏖 <b>You are on leave: {days}</b>"),
    LeaveState.OVER: N_("Your leave {days} is over. You receive everything again."),
    LeaveState.CANCELLED: N_("Your leave {days} is called off."),
}


def days(context: RenderContext, leave: Leave) -> str:
    first, last = _span(context, leave)
    return day(context, first) if first == last else f"{day(context, first)} – {day(context, last)}"


def _span(context: RenderContext, leave: Leave) -> tuple[date, date]:
    return (
        leave.begins_at.astimezone(context.zone).date(),
        leave.ends_at.astimezone(context.zone).date() - timedelta(days=1),
    )


async def filed(context: RenderContext) -> MessageContent | Skip:
    """Filed, shown, begun, ended: one message, edited."""
    leave = await context.session.get(Leave, context.message.subject_id)
    if leave is None:
        return Skip("the leave is gone")
    t, head = context.t, context.t(HEADS[leave.state], days=days(context, leave))
    if leave.state not in (LeaveState.PLANNED, LeaveState.AWAY):
        return MessageContent(head)
    label = t.plain("Call it off") if leave.state is LeaveState.PLANNED else t.plain("I am back")
    lines = _covered(context, await covers(context.session, leave))
    return MessageContent(_lines(head, *lines), ((Button(label, EndLeave(leave.id).pack()),),))


def _covered(context: RenderContext, every: Sequence[Cover]) -> list[Html]:
    t = context.t
    lines = []
    for cover in every[:COVERS_SHOWN]:
        grid, role = cut(cover.held.grid.name, NAME), t.plain(ROLES[cover.held.post.role])
        if cover.people:
            people = _names(context, cover.people)
            lines.append(t("• {grid}, {role}: {people} stands in", grid=grid, role=role, people=people))
        else:
            nobody = t("• {grid}, {role}: nobody stands in; the leader above is told", grid=grid, role=role)
            lines.append(nobody)
        if cover.unclaimed:
            names = t.listed(cut(name, NAME) for name in cover.unclaimed[:5])
            lines.append(t("B post {names}: not claimed yet, please ask for /start in private to me", names=names))
    return lines


def _names(context: RenderContext, people: Sequence[Person]) -> str:
    return context.t.listed(cut(person.name, NAME) for person in people[:5])


async def uncovered(context: RenderContext) -> MessageContent | Skip:
    """To those who must arrange for somebody; when all is well again it says so."""
    leave = await context.session.get(Leave, context.message.subject_id)
    post = await context.session.get(Post, context.message.args["post"])
    if leave is None or post is None:
        return Skip("the leave is gone")
    grid = await context.session.get_one(Grid, post.grid_id)
    told = {
        "name": cut(post.name, NAME),
        "grid": cut(grid.name, NAME),
        "role": context.t.plain(ROLES[post.role]),
        "days": days(context, leave),
    }
    if leave.state in (LeaveState.PLANNED, LeaveState.AWAY):
        standing_in = [each for each in await covers(context.session, leave) if each.held.post.id == post.id]
        if standing_in and standing_in[0].people:
            people = _names(context, standing_in[0].people)
            words = context.t("{name} ({grid}, {role}) is on leave {days}; {people} stands in.", people=people, **told)
            return MessageContent(words) if context.editing else Skip("somebody stands in by now")
        words = context.t(
            "⚠️ <b>{name}</b> ({grid}, {role}) is on leave {days} and nobody stands in. "
            "Please arrange for somebody; until then what comes up there is brought to you.",
            **told,
        )
        return MessageContent(words)
    if not context.editing:
        return Skip("the leave is over")
    return MessageContent(context.t("{name} ({grid}, {role}) is no longer on leave ({days}).", **told))


def _of_leave(message: str, *states: LeaveState) -> View:
    """A short word that is said only while the leave is in one of these states."""

    async def view(context: RenderContext) -> MessageContent | Skip:
        leave = await context.session.get(Leave, context.message.subject_id)
        if leave is None or leave.state not in states:
            return Skip("the leave has changed")
        person = await context.session.get_one(Person, leave.person_id)
        last = _span(context, leave)[1]
        return MessageContent(context.t(message, name=cut(person.name, NAME), last=day(context, last)))

    return view


async def refused(context: RenderContext) -> MessageContent | Skip:
    return MessageContent(context.t(REFUSALS[context.message.args["code"]]))


def _fixed(message: str) -> View:
    async def view(context: RenderContext) -> MessageContent | Skip:
        return MessageContent(context.t(message))

    return view


def _lines(*lines: Html) -> Html:
    return Html("\n".join(lines))


VIEWS: dict[str, View] = {
    "members.leave": filed,
    "members.leave_uncovered": uncovered,
    "members.leave_refused": refused,
    "members.leave_how": _fixed(HOW),
    "members.leave_in_private": _fixed(N_("Please send /leave to me in private.")),
    "members.leave_begins": _of_leave(
        N_("Your leave begins today and lasts until {last}. Have a good rest; /leave off ends it early."),
        LeaveState.AWAY,
    ),
    "members.leave_ends": _of_leave(
        N_("Welcome back: your leave is over. You receive everything again."), LeaveState.OVER
    ),
    "members.leave_stands_in": _of_leave(
        N_("{name} is on leave until {last}. You stand in: what would come to {name} comes to you."), LeaveState.AWAY
    ),
    "members.leave_stood_in": _of_leave(N_("{name} is back from leave. Thank you for standing in."), LeaveState.OVER),
}

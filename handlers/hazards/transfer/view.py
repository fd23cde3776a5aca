"""Wording what goes to a department, and what comes back from it."""

from sqlmodel import col

from handlers.evidence.shown import shown
from handlers.hazards.alert_view import CAPTION, STORY_SHOWN, TEXT, fitted
from handlers.hazards.buttons import buttons
from handlers.hazards.card.body import HazardFacts, body, code, facts, joined
from handlers.hazards.card.side_lines import CardExtras, outcome_lines
from handlers.hazards.evidence.view import see_all
from handlers.hazards.labels import TITLES
from handlers.hazards.timeline import timeline
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.departments.reach import liaisons_of
from models.departments.tables import Department
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.grids.tree import ancestors
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import Act, State
from models.members.positions import standing
from models.members.tables import Person, Post, Role
from models.schedule.deadlines import Reminder
from models.text.phones import as_written

SHOWN = 500
WHY = {
    "asked": N_("With {department}: please report the outcome in time."),
    "new": N_("Transferred to {department}: please deal with it and report the outcome."),
    "sent_back": N_("The street sends this back to {department}: please see to it again."),
    "unacknowledged": N_("Nobody of {department} has pressed “Got it” yet: please do, and see to it at once."),
    Reminder.HALF_TIME: N_("Half of the time has passed: please report the outcome in time."),
    Reminder.DAY_BEFORE: N_("The outcome is due tomorrow."),
    Reminder.DUE_TODAY: N_("The outcome is due today. Without it the hazard goes back to the street."),
}
ENDED = {
    TransferState.ANSWERED: N_("The outcome is handed in; the street reviews it."),
    TransferState.SETTLED: N_("The street has taken note of the outcome. Thank you."),
    TransferState.OVERDUE: N_("No outcome in time: the hazard is back with the street."),
    TransferState.WITHDRAWN: N_("The street has taken this back. Nothing more is to be done."),
}


async def transferred(context: RenderContext) -> MessageContent | Skip:
    """The whole hazard, for the department; without buttons once there is nothing more to do."""
    found = await _found(context)
    if found is None:
        return Skip("the transfer is gone")
    told, transfer, department = found
    why, pending = context.message.args["why"], transfer.state is TransferState.PENDING
    if pending and why not in WHY:
        return Skip("transferred again meanwhile")
    if not pending and why in WHY and not context.editing:
        return Skip("ended meanwhile")
    headline = context.t(WHY[why] if pending else ENDED[transfer.state], department=department.name)
    kept = await photos_of(context.session, told.hazard.id, Moment.BEFORE)
    photos = shown(context, kept)[:1]
    past = await timeline(context, told.hazard, STORY_SHOWN, without=(Act.REPORT, Act.REMIND))
    between = [*await _where(context, told), *await _between(context, transfer)]
    lines = [Html(f"<b>{headline}</b>"), *body(context, told), *between]
    rows: tuple[tuple[Button, ...], ...] = ()
    if pending and told.hazard.state is State.TRANSFERRED:
        rows = buttons(context.t, told.hazard, _rows(transfer))
        rows += see_all(context, told.hazard) if sum(told.photos.values()) > len(photos) else ()
    return MessageContent(fitted(lines, past, CAPTION if photos else TEXT), rows, photos)


def _rows(transfer: Transfer) -> tuple[tuple[Act, ...], ...]:
    return ((Act.OUTCOME,),) if transfer.acknowledged_at else ((Act.OUTCOME, Act.ACKNOWLEDGE),)


async def _where(context: RenderContext, told: HazardFacts) -> list[Html]:
    """The department does not know the grid: its way there, and who can show it the place."""
    t, line = context.t, [*await ancestors(context.session, told.grid), told.grid]
    place = "".join(visible(grid.name) for grid in line)
    lines = [t("Place: {place}", place=" ".join(filter(None, (place, visible(told.grid.address)))))]
    here = standing().where(col(Post.grid_id) == told.grid.id, col(Post.role).in_([Role.LEADER, Role.MEMBER]))
    posts = (await context.session.scalars(here)).all()
    for role in (Role.LEADER, Role.MEMBER):
        for post in [each for each in posts if each.role is role][:1]:
            who = t.plain(TITLES[role], grid=told.grid.name)
            lines.append(t("Contact: {name} ({who}) {phone}", name=post.name, who=who, phone=as_written(post.phone)))
    return lines


async def _between(context: RenderContext, transfer: Transfer) -> list[Html]:
    """What street and department have to say to each other."""
    t, lines = context.t, []
    by = await context.session.get(Person, transfer.by_id)
    if transfer.remark:
        lines.append(t("{name} adds: {text}", name=by.name if by else "", text=cut(visible(transfer.remark), SHOWN)))
    person = await context.session.get(Person, transfer.acknowledged_by) if transfer.acknowledged_at else None
    if person is not None:
        lines.append(t("{name} has got it.", name=person.name))
    if transfer.state is TransferState.PENDING:
        lines.append(t("Photos sent in reply to this message are kept as evidence."))
    return lines


async def unheard(context: RenderContext) -> MessageContent | Skip:
    """To the one who transferred it, in private: whom to ring."""
    found = await _found(context)
    if found is None:
        return Skip("the transfer is gone")
    told, transfer, department = found
    t = context.t
    if transfer.state is not TransferState.PENDING or transfer.acknowledged_at is not None:
        rest = t("<b>{code}</b>: nobody need be rung any more.", code=code(told.hazard))
        return MessageContent(rest) if context.editing else Skip("acknowledged or ended meanwhile")
    if context.message.args.get("silent"):
        silent = t(
            "⚠️ <b>{code}</b>: nobody of {department} has pressed “Got it” yet. Please ring them.",
            code=code(told.hazard),
            department=department.name,
        )
        return MessageContent(joined(silent, *await _phones(context, department)))
    lines = [
        t(
            "⚠️ <b>{code}</b> is transferred, but I can reach nobody of {department}. Please ring them, and have their "
            "liaison start me and share the phone number.",
            code=code(told.hazard),
            department=department.name,
        )
    ]
    return MessageContent(joined(*lines, *await _phones(context, department)))


async def _phones(context: RenderContext, department: Department) -> list[Html]:
    posts = await liaisons_of(context.session, department)
    return [context.t("{name} {phone}", name=post.name, phone=as_written(post.phone)) for post in posts]


async def outcome(context: RenderContext) -> MessageContent | Skip:
    """Feedback to the one who transferred it."""
    found = await _found(context)
    if found is None:
        return Skip("the transfer is gone")
    told, transfer, department = found
    return MessageContent(
        joined(*outcome_lines(context, CardExtras(None, transfer, department.name)), *body(context, told))
    )


async def _found(context: RenderContext) -> tuple[HazardFacts, Transfer, Department] | None:
    told = await facts(context)
    transfer = await context.session.get(Transfer, context.message.args["transfer"])
    if told is None or transfer is None:
        return None
    return told, transfer, await context.session.get_one(Department, transfer.department_id)


VIEWS: dict[str, View] = {
    "hazards.transferred": transferred,
    "hazards.transfer_unheard": unheard,
    "hazards.transfer_outcome": outcome,
}

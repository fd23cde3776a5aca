"""Wording what goes to a department, and what comes back from it."""

from sqlmodel import col

from handlers.hazards.alert_view import CAPTION, STORY_SHOWN, TEXT, fitted
from handlers.hazards.buttons import buttons
from handlers.hazards.card_body import Facts, body, code, facts, joined
from handlers.hazards.card_side_lines import Beside, outcome_lines
from handlers.hazards.evidence.view import see_all
from handlers.hazards.labels import TITLES
from handlers.hazards.timeline import story
from handlers.messages import Button, Pointless, Scene, View, Worded
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
from models.phones import as_written
from models.schedule.deadlines import Reminder

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


async def transferred(scene: Scene) -> Worded | Pointless:
    """The whole hazard, for the department; without buttons once there is nothing more to do."""
    found = await _found(scene)
    if found is None:
        return Pointless("the transfer is gone")
    told, transfer, department = found
    why, pending = scene.message.args["why"], transfer.state is TransferState.PENDING
    if pending and why not in WHY:
        return Pointless("transferred again meanwhile")
    if not pending and why in WHY and not scene.editing:
        return Pointless("ended meanwhile")
    headline = scene.t(WHY[why] if pending else ENDED[transfer.state], department=department.name)
    kept = await photos_of(scene.session, told.hazard.id, Moment.BEFORE)
    shown = tuple(photo.file_id for photo in kept[:1] if photo.file_id and photo.kind == "photo")
    past = await story(scene, told.hazard, STORY_SHOWN, without=(Act.REPORT, Act.REMIND))
    between = [*await _where(scene, told), *await _between(scene, transfer)]
    lines = [Html(f"<b>{headline}</b>"), *body(scene, told), *between]
    rows: tuple[tuple[Button, ...], ...] = ()
    if pending and told.hazard.state is State.TRANSFERRED:
        rows = buttons(scene.t, told.hazard, _rows(transfer))
        rows += see_all(scene, told.hazard) if sum(told.photos.values()) > len(shown) else ()
    return Worded(fitted(lines, past, CAPTION if shown else TEXT), rows, shown)


def _rows(transfer: Transfer) -> tuple[tuple[Act, ...], ...]:
    return ((Act.OUTCOME,),) if transfer.acknowledged_at else ((Act.OUTCOME, Act.ACKNOWLEDGE),)


async def _where(scene: Scene, told: Facts) -> list[Html]:
    """The department does not know the grid: its way there, and who can show it the place."""
    t, line = scene.t, [*await ancestors(scene.session, told.grid), told.grid]
    place = "".join(visible(grid.name) for grid in line)
    lines = [t("Place: {place}", place=" ".join(filter(None, (place, visible(told.grid.address)))))]
    here = standing().where(col(Post.grid_id) == told.grid.id, col(Post.role).in_([Role.LEADER, Role.MEMBER]))
    posts = (await scene.session.scalars(here)).all()
    for role in (Role.LEADER, Role.MEMBER):
        for post in [each for each in posts if each.role is role][:1]:
            who = t.plain(TITLES[role], grid=told.grid.name)
            lines.append(t("Contact: {name} ({who}) {phone}", name=post.name, who=who, phone=as_written(post.phone)))
    return lines


async def _between(scene: Scene, transfer: Transfer) -> list[Html]:
    """What street and department have to say to each other."""
    t, lines = scene.t, []
    by = await scene.session.get(Person, transfer.by_id)
    if transfer.remark:
        lines.append(t("{name} adds: {text}", name=by.name if by else "", text=cut(visible(transfer.remark), SHOWN)))
    reason = scene.message.args.get("reason")
    if reason:
        lines.append(t("Reason: {reason}", reason=cut(visible(reason), SHOWN)))
    person = await scene.session.get(Person, transfer.acknowledged_by) if transfer.acknowledged_at else None
    if person is not None:
        lines.append(t("{name} has got it.", name=person.name))
    if transfer.state is TransferState.PENDING:
        lines.append(t("Photos sent in reply to this message are kept as evidence."))
    return lines


async def unheard(scene: Scene) -> Worded | Pointless:
    """To the one who transferred it, in private: whom to ring."""
    found = await _found(scene)
    if found is None:
        return Pointless("the transfer is gone")
    told, transfer, department = found
    t = scene.t
    if transfer.state is not TransferState.PENDING or transfer.acknowledged_at is not None:
        rest = t("<b>{code}</b>: nobody need be rung any more.", code=code(told.hazard))
        return Worded(rest) if scene.editing else Pointless("acknowledged or ended meanwhile")
    if scene.message.args.get("silent"):
        silent = t(
            "⚠️ <b>{code}</b>: nobody of {department} has pressed “Got it” yet. Please ring them.",
            code=code(told.hazard),
            department=department.name,
        )
        return Worded(joined(silent, *await _phones(scene, department)))
    lines = [
        t(
            "⚠️ <b>{code}</b> is transferred, but I can reach nobody of {department}. Please ring them, and have their "
            "liaison start me and share the phone number.",
            code=code(told.hazard),
            department=department.name,
        )
    ]
    return Worded(joined(*lines, *await _phones(scene, department)))


async def _phones(scene: Scene, department: Department) -> list[Html]:
    posts = await liaisons_of(scene.session, department)
    return [scene.t("{name} {phone}", name=post.name, phone=as_written(post.phone)) for post in posts]


async def outcome(scene: Scene) -> Worded | Pointless:
    """Feedback to the one who transferred it."""
    found = await _found(scene)
    if found is None:
        return Pointless("the transfer is gone")
    told, transfer, department = found
    return Worded(joined(*outcome_lines(scene, Beside(None, transfer, department.name)), *body(scene, told)))


async def _found(scene: Scene) -> tuple[Facts, Transfer, Department] | None:
    told = await facts(scene)
    transfer = await scene.session.get(Transfer, scene.message.args["transfer"])
    if told is None or transfer is None:
        return None
    return told, transfer, await scene.session.get_one(Department, transfer.department_id)


VIEWS: dict[str, View] = {
    "hazards.transferred": transferred,
    "hazards.transfer_unheard": unheard,
    "hazards.transfer_outcome": outcome,
}

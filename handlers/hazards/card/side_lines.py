"""What stands beside a hazard's state on every message about it: a supervision, a transfer."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import local, local_day
from handlers.hazards.labels import STATES
from handlers.messages import RenderContext
from locales.translator import N_, Html, Translator, cut, visible
from models.departments.tables import Department
from models.hazards.assignment.tables import Assignment
from models.hazards.rectification.tables import Rectification, unfinished
from models.hazards.rectification.tables import number_of as number_of_order
from models.hazards.supervision.tables import Supervision, number_of
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer, TransferState, running
from models.hazards.workflow import State
from models.places.tables import Place
from models.schedule.deadlines import days_since

SHOWN = 500
LISTED = N_("Supervised listing {number}, due {date}")
LISTED_OVERDUE = N_("⏰ Supervised listing {number}, due {date}, {days} days overdue")
WITH_DEPARTMENT = (State.TRANSFERRED, State.REVIEW)
UNDER_ORDER = (State.RECTIFYING, State.REVIEW)


@dataclass(frozen=True)
class CardExtras:
    supervision: Supervision | None = None
    transfer: Transfer | None = None
    department: str = ""
    order: Rectification | None = None
    assignment: Assignment | None = None
    assignee: str = ""
    place: Place | None = None


async def extras(session: AsyncSession, hazard: Hazard, supervision: Supervision | None) -> CardExtras:
    transfer = await running(session, hazard.id) if hazard.state in WITH_DEPARTMENT else None
    department = await session.get_one(Department, transfer.department_id) if transfer else None
    order = await unfinished(session, hazard.id) if hazard.state in UNDER_ORDER else None
    place = await session.get(Place, hazard.place_id) if hazard.place_id else None
    return CardExtras(supervision, transfer, department.name if department else "", order, place=place)


def state_shown(t: Translator, state: State, supervision: Supervision | None) -> str:
    word = t.plain(STATES[state])
    return t.plain("listed for supervision ({state})", state=word) if supervision else word


def lines(context: RenderContext, found: CardExtras) -> list[Html]:
    t, supervision, transfer = context.t, found.supervision, found.transfer
    told = []
    if found.assignment is not None:
        by = local(context, found.assignment.due_at)
        told.append(t("Assigned to {name}, to be answered by {time}", name=found.assignee, time=by))
    if supervision is not None:
        number, due = number_of(supervision), local_day(context, supervision.due_at)
        over = days_since(supervision.due_at, context.now, context.zone)
        words = LISTED_OVERDUE if over else LISTED
        told.append(t(words, number=number, date=due, days=over))
    if transfer is not None and transfer.state is TransferState.PENDING:
        due = local_day(context, transfer.due_at)
        told.append(t("With {department}, outcome due {date}", department=found.department, date=due))
    return told


def staff_lines(context: RenderContext, found: CardExtras) -> list[Html]:
    """For staff alone: the place of the registry; the responsible party, who may be a person."""
    t, place, order, told = context.t, found.place, found.order, []
    if place is not None:
        told.append(t("Place: {code} {name} {address}", code=place.code, name=place.name, address=place.address))
    if order is not None:
        number, name = number_of_order(order), cut(visible(order.responsible), SHOWN)
        told.append(t("Responsible: {name}, notice {number}", name=name, number=number))
    return told


def outcome_lines(context: RenderContext, found: CardExtras) -> list[Html]:
    """For staff alone: it may name people."""
    transfer = found.transfer
    if transfer is None or transfer.state is TransferState.PENDING or not transfer.outcome:
        return []
    words = cut(visible(context.seen_here(transfer.outcome)), SHOWN)
    return [context.t("<b>{department} reports:</b> {outcome}", department=found.department, outcome=words)]

"""What stands beside a hazard's state on every message about it: a supervision, a transfer."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.labels import STATES
from handlers.messages import RenderContext
from locales.translator import Html, Translator, cut, visible
from models.departments.tables import Department
from models.hazards.assignment.tables import Assignment
from models.hazards.rectification.tables import Rectification, unfinished
from models.hazards.rectification.tables import number_of as number_of_order
from models.hazards.supervision.tables import Supervision, number_of
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer, TransferState, running
from models.hazards.workflow import State

SHOWN = 500
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


async def extras(session: AsyncSession, hazard: Hazard, supervision: Supervision | None) -> CardExtras:
    transfer = await running(session, hazard.id) if hazard.state in WITH_DEPARTMENT else None
    department = await session.get_one(Department, transfer.department_id) if transfer else None
    order = await unfinished(session, hazard.id) if hazard.state in UNDER_ORDER else None
    return CardExtras(supervision, transfer, department.name if department else "", order)


def state_shown(t: Translator, state: State, supervision: Supervision | None) -> str:
    word = t.plain(STATES[state])
    return t.plain("listed for supervision ({state})", state=word) if supervision else word


def lines(context: RenderContext, found: CardExtras) -> list[Html]:
    t, supervision, transfer = context.t, found.supervision, found.transfer
    told = []
    if found.assignment is not None:
        by = f"{found.assignment.due_at.astimezone(context.zone):%m-%d %H:%M}"
        told.append(t("Assigned to {name}, to be answered by {time}", name=found.assignee, time=by))
    if supervision is not None:
        due = f"{supervision.due_at.astimezone(context.zone):%m-%d}"
        told.append(t("Supervised listing {number}, due {date}", number=number_of(supervision), date=due))
    if transfer is not None and transfer.state is TransferState.PENDING:
        due = f"{transfer.due_at.astimezone(context.zone):%m-%d}"
        told.append(t("With {department}, outcome due {date}", department=found.department, date=due))
    return told


def order_lines(context: RenderContext, found: CardExtras) -> list[Html]:
    """For staff alone: the responsible party may be a person."""
    order = found.order
    if order is None:
        return []
    number, name = number_of_order(order), cut(visible(order.responsible), SHOWN)
    return [context.t("Responsible: {name}, notice {number}", name=name, number=number)]


def outcome_lines(context: RenderContext, found: CardExtras) -> list[Html]:
    """For staff alone: it may name people."""
    transfer = found.transfer
    if transfer is None or transfer.state is TransferState.PENDING or not transfer.outcome:
        return []
    words = cut(visible(context.seen_here(transfer.outcome)), SHOWN)
    return [context.t("<b>{department} reports:</b> {outcome}", department=found.department, outcome=words)]

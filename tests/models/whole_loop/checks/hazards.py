"""Of each open hazard something is next, and what stands beside it stands as it does."""

from collections import defaultdict
from datetime import datetime

from models.hazards.alerting.ladder import lacking
from models.hazards.rectification.tables import OrderState
from models.hazards.tables import HAZARD
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import ENDED, LIVE, Severity, State
from tests.models.whole_loop.rows import Rows


def running(rows: Rows) -> list[Transfer]:
    return [each for each in rows.transfers if each.state in (TransferState.PENDING, TransferState.ANSWERED)]


def something_is_next(rows: Rows, now: datetime) -> None:
    """Of every open hazard, and of every report that waits to become one: in time to come."""
    due: dict[int, list[datetime]] = defaultdict(list)
    for rung in rows.rungs:
        if rung.subject_kind == HAZARD and lacking(rows.hazards[rung.subject_id].state, rung.lack):
            due[rung.subject_id].append(rung.due_at)
    for assignment in rows.assignments:
        assert assignment.due_at > now, f"H{rows.hazards[assignment.hazard_id].number}: nobody answers, nobody is told"
    for order in rows.orders:
        if order.remind_at and rows.hazards[order.hazard_id].state is State.RECTIFYING:
            due[order.hazard_id].append(order.remind_at)
    for transfer in rows.transfers:
        if transfer.remind_at and rows.hazards[transfer.hazard_id].state is State.TRANSFERRED:
            due[transfer.hazard_id].append(transfer.remind_at)
    for hazard in rows.hazards.values():
        if hazard.state is State.DRAFT and hazard.due_at is not None:
            due[hazard.id].append(hazard.due_at)
        put_off = hazard.put_off_until
        assert put_off is None or (put_off > now and hazard.severity is not Severity.URGENT), (
            f"H{hazard.number} is silent"
        )
        if hazard.state in LIVE:
            assert due[hazard.id], f"H{hazard.number} is {hazard.state}, and nothing will happen"
            assert hazard.due_at is not None, f"H{hazard.number} shows no deadline"
        assert all(at > now for at in due[hazard.id]), f"H{hazard.number}: something was left undone"
        assert hazard.state in LIVE or hazard.state is State.DRAFT or not due[hazard.id], f"H{hazard.number} has ended"


def beside_the_state(rows: Rows) -> None:
    """Orders, transfers and supervisions stand as their hazard does."""
    for order in rows.orders:
        state = rows.hazards[order.hazard_id].state
        assert (order.state is OrderState.OPEN) is (order.remind_at is not None), order
        assert order.state is not OrderState.OPEN or state is State.RECTIFYING, order
        assert order.state is not OrderState.HANDED_IN or state is State.REVIEW, order
    pending = {each.hazard_id for each in rows.transfers if each.state is TransferState.PENDING}
    for hazard in rows.hazards.values():
        assert (hazard.state is State.TRANSFERRED) is (hazard.id in pending), f"H{hazard.number}: {hazard.state}"
    ordered = {each.hazard_id for each in rows.orders if each.state is OrderState.OPEN}
    assert ordered == {each.id for each in rows.hazards.values() if each.state is State.RECTIFYING}
    for supervision in rows.supervisions:
        assert (supervision.lifted_at is None) is (supervision.next_at is not None), supervision
        assert supervision.lifted_at or rows.hazards[supervision.hazard_id].state not in ENDED, "listed, and ended"

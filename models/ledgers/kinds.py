"""All ledgers, in the order in which people are offered them."""

from collections.abc import Mapping, Sequence

from models.ledgers.columns import LedgerKind, LedgerName
from models.ledgers.rows import (
    activities,
    calls,
    fires,
    grids,
    hazards,
    missed,
    notices,
    orders,
    patrols,
    places,
    tasks,
)

KINDS: Mapping[LedgerName, LedgerKind] = {
    each.name: each
    for each in (
        hazards.HAZARDS,
        hazards.EVENTS,
        orders.RECTIFICATIONS,
        orders.TRANSFERS,
        calls.CALLS,
        fires.FIRES,
        patrols.PATROLS,
        places.PLACES,
        places.EQUIPMENT,
        missed.MISSED,
        notices.NOTICES,
        activities.ACTIVITIES,
        tasks.TRAINING,
        tasks.LETTERS,
        grids.STAFF,
        grids.PLANS,
        grids.GRIDS,
    )
}


def kinds_in(name: LedgerName) -> Sequence[LedgerKind]:
    """Of a grid's whole file all of them."""
    return tuple(KINDS.values()) if name is LedgerName.FILE else (KINDS[name],)

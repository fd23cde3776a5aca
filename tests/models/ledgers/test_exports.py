"""Who may have a ledger, and what is kept of who asked."""

from datetime import date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.ledgers.asking import AT_ONCE, ask_for, by_operator, end_of_operator, exports_of, may_have_any, need_may
from models.ledgers.columns import LedgerName
from models.ledgers.queue import allowed
from models.ledgers.tables import ExportState, Failure
from models.members.administrators import ADMINISTRATORS
from models.members.tables import Person
from models.schedule.report_periods.periods import Days
from tests.models.ledgers.asking import DAY
from tests.street import Street, resign

MONTH = Days(date(2026, 11, 1), date(2026, 11, 30))
NONE, MASKED, WHOLE = "none", "masked", "whole"


@pytest.mark.parametrize(
    ("name", "own", "above"),
    [
        ("resident", NONE, NONE),
        ("member", NONE, NONE),
        ("stranger", NONE, NONE),
        ("leader", WHOLE, NONE),
        ("community_leader", WHOLE, WHOLE),
        ("administrator", MASKED, MASKED),
    ],
)
async def test_leaders_of_the_grid_and_above_have_all_administrators_all_but_personal_data(
    session: AsyncSession, street: Street, name: str, own: str, above: str
) -> None:
    ADMINISTRATORS.keep(session, frozenset({street.other_member.tg_user_id} if name == "administrator" else ()))
    person: Person = street.other_member if name == "administrator" else getattr(street, name)
    for grid, may in ((street.grid, own), (street.community, above)):
        for personal in (False, True):
            if may == WHOLE or (may == MASKED and not personal):
                await need_may(session, grid, person, personal=personal)
            else:
                with pytest.raises(Refused):
                    await need_may(session, grid, person, personal=personal)
    assert await may_have_any(session, person) is (own != NONE)


async def asked(session: AsyncSession, street: Street, now: datetime, kind: LedgerName, purpose: str = "") -> int:
    leader = street.leader
    return (await ask_for(session, kind, street.grid, MONTH, leader, leader.tg_user_id, now, purpose=purpose)).id


async def test_the_same_is_not_made_twice_at_once_and_not_many(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await asked(session, street, now, LedgerName.PLACES)
    with pytest.raises(Conflict, match="under_way"):
        await asked(session, street, now, LedgerName.PLACES)
    await asked(session, street, now, LedgerName.PLACES, "联合检查")
    await asked(session, street, now, LedgerName.CALLS)
    with pytest.raises(Conflict, match=f"most={AT_ONCE}"):
        await asked(session, street, now, LedgerName.MISSED)


async def test_whoever_may_not_any_more_by_then_gets_nothing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    export = await ask_for(session, LedgerName.CALLS, street.grid, MONTH, street.leader, 14, now)
    assert await allowed(session, export)
    await resign(session, street.leader, now)
    assert not await allowed(session, export)


async def test_who_asked_is_kept_and_read_by_grid(session: AsyncSession, street: Street, now: datetime) -> None:
    above = await by_operator(session, LedgerName.HAZARDS, street.street, MONTH, "root", now, purpose="年终归档")
    await asked(session, street, now + DAY, LedgerName.PLACES)
    lost = await by_operator(session, LedgerName.CALLS, street.grid, MONTH, "root", now + 2 * DAY)
    await end_of_operator(session, above.id, 12, now)
    await end_of_operator(session, lost.id, None, now)
    assert (above.state, above.rows, above.personal, above.purpose) == (ExportState.SENT, 12, True, "年终归档")
    assert (lost.state, lost.failure) == (ExportState.FAILED, Failure.NOT_MADE)
    found: dict[str, tuple[list[LedgerName], int]] = {}
    grids: tuple[Grid | None, ...] = (None, street.street, street.community)
    for grid in grids:
        exports, total = await exports_of(session, grid, 2)
        found[grid.code if grid else ""] = [each.kind for each in exports], total
    newest = [LedgerName.CALLS, LedgerName.PLACES]
    assert found == {"": (newest, 3), "S": (newest, 3), "S-1": (newest, 2)}

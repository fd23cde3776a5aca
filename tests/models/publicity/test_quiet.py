from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.publicity.quiet import is_quiet, set_quiet
from tests.street import GROUP, Street


@pytest.mark.parametrize(
    ("who", "admin", "may"),
    [
        ("resident", True, True),
        ("resident", False, False),
        ("resident", None, False),
        ("member", False, True),
        ("community_leader", None, True),
        (None, True, True),
        (None, False, False),
    ],
)
async def test_administrators_and_the_grid_s_staff_have_it_quiet_and_hear_it_again(
    session: AsyncSession, street: Street, now: datetime, who: str | None, admin: bool | None, may: bool
) -> None:
    person = getattr(street, who) if who else None
    for quiet in (True, True, False):
        if may:
            await set_quiet(session, GROUP, street.grid, person, now, quiet=quiet, admin=admin)
            assert await is_quiet(session, GROUP) is quiet
        else:
            with pytest.raises(Refused):
                await set_quiet(session, GROUP, street.grid, person, now, quiet=quiet, admin=admin)
    assert not await is_quiet(session, GROUP)

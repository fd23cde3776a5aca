import pytest
from sqlalchemy import select
from sqlmodel import col

from models.hazards.reporting import rate_limit
from models.hazards.reporting.rate_limit import MANY
from models.hazards.workflow import State
from models.outbox.tables import OutboxMessage
from tests.handlers.hazards.reports import RESIDENT, hazards, photo
from tests.handlers.room import Room
from tests.street import GROUP


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("models.hazards.reporting.rate_limit", "handlers.hazards.reporting.drafts"):
        monkeypatch.setattr(f"{module}.MOST_DRAFTS", 2)


async def refused(room: Room) -> int:
    await room.session.flush()
    return len((await room.session.scalars(select(col(OutboxMessage.id)).where(col(OutboxMessage.kind) == MANY))).all())


async def test_whoever_has_many_reports_waiting_begins_no_more(room: Room) -> None:
    for _ in range(4):
        await room.says(RESIDENT, GROUP, "/report")
    assert [each.state for each in await hazards(room)] == [State.DRAFT] * 2
    assert await refused(room) == 2


@pytest.mark.parametrize("words", ["着火了，3号楼", "救命，楼道冒烟起火"])
async def test_what_is_urgent_is_always_taken(room: Room, words: str) -> None:
    for _ in range(3):
        await room.says(RESIDENT, GROUP, "/report")
    await room.says(RESIDENT, GROUP, f"/report {words}")
    assert [each.text for each in await hazards(room) if each.text] == [words]


async def test_another_person_is_not_held_up(room: Room) -> None:
    for _ in range(3):
        await room.says(RESIDENT, GROUP, "/report")
    await room.sends(16, GROUP, **photo(caption="/report 灭火器坏了"))
    assert len(await hazards(room)) == 3
    assert rate_limit.MOST_DRAFTS == 2

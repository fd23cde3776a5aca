from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call
from models.escalation.tables import Rung
from models.evidence.attach import Found
from models.hazards.reporting.publish import open_waiting
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, Severity, State
from models.members.tables import Person
from tests.due import open_drafts
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.hazards.steps import acts, messages
from tests.street import GROUP, Street

AGAIN = "3号楼楼道又堆了纸箱"


async def again(session: AsyncSession, street: Street, at: datetime, words: str = AGAIN) -> Hazard:
    photo = Found("photo", "file-2", 1000, 601)
    made = await report(session, Said(GROUP, 601, words, (photo,), person=street.resident), street.grid, at, SHANGHAI)
    await session.flush()
    return made


async def test_the_same_kind_in_the_same_grid_is_asked_about_first(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    second = await again(session, street, now)
    assert (second.state, second.original_id, second.text) == (State.DRAFT, hazard.id, AGAIN)
    assert second.due_at == now + timedelta(minutes=10)
    assert [kind for kind, _ in await messages(session)] == ["hazards.card", "hazards.ping", "hazards.card"]
    assert not (await session.scalars(select(Rung).where(col(Rung.subject_id) == second.id))).all()


@pytest.mark.parametrize(
    ("words", "days", "state"),
    [
        (AGAIN, 13.9, State.DRAFT),
        (AGAIN, 14.1, State.OPEN),
        ("灭火器坏了", 0, State.OPEN),
        ("10号楼楼道又堆了纸箱", 0, State.OPEN),
        ("五楼楼道堆了纸箱", 0, State.OPEN),
        ("楼道冒烟", 0, State.OPEN),
        ("楼道严重堵塞", 0, State.OPEN),
    ],
)
async def test_only_a_recent_one_of_the_same_kind_and_place_is_asked_about_and_what_is_grave_never_waits(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, words: str, days: float, state: State
) -> None:
    await session.flush()
    assert (await again(session, street, now + timedelta(days=days), words)).state is state


@pytest.mark.parametrize("state", [State.CLOSED, State.DISMISSED, State.DUPLICATE])
async def test_what_has_ended_is_not_offered(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, state: State
) -> None:
    hazard.state = state
    await session.flush()
    assert (await again(session, street, now)).state is State.OPEN


async def test_reports_of_no_known_kind_are_never_alike(session: AsyncSession, street: Street, now: datetime) -> None:
    photos = [Found("photo", f"f{number}", 10, number) for number in (1, 2)]
    made = [
        await report(session, Said(GROUP, photo.message_id, "", (photo,)), street.grid, now, SHANGHAI)
        for photo in photos
    ]
    assert [hazard.state for hazard in made] == [State.OPEN, State.OPEN]


async def test_another_hazard_opens_with_ladder_and_alerts_under_its_own_card(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    second = await again(session, street, now)
    assert await open_waiting(session, second, now, SHANGHAI)
    await session.flush()
    assert (second.state, second.original_id) == (State.OPEN, None)
    assert second.due_at == now + timedelta(hours=2)
    assert await acts(session, second) == [Act.REPORT, Act.DESCRIBE]
    kinds = [kind for kind, _ in await messages(session)]
    assert kinds.count("hazards.card") == 2
    assert "hazards.ping" in kinds[3:]


async def test_it_opens_once_whoever_comes_first(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    second = await again(session, street, now)
    assert await open_waiting(session, second, now, SHANGHAI)
    assert not await open_waiting(session, second, now, SHANGHAI)


async def test_a_report_that_has_no_words_yet_does_not_wait_and_is_not_opened(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    empty = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.DRAFT, created_at=now)
    session.add(empty)
    await session.flush()
    assert not await open_waiting(session, empty, now, SHANGHAI)
    assert empty.state is State.DRAFT


async def test_without_an_answer_it_opens_by_itself_after_ten_minutes(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    second = await again(session, street, now)
    assert await open_drafts(session, now + timedelta(minutes=9)) == 0
    assert await open_drafts(session, now + timedelta(minutes=10)) == 1
    assert second.state is State.OPEN
    assert await open_drafts(session, now + timedelta(minutes=10)) == 0


async def test_words_added_while_it_waits_join_it_and_it_goes_on_waiting(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    second = await again(session, street, now)
    await add(session, second, Said(GROUP, 602, "在二楼", person=street.resident), now, SHANGHAI)
    assert (second.state, second.text) == (State.DRAFT, f"{AGAIN}\n在二楼")


@pytest.mark.parametrize(
    ("words", "state", "severity", "calls"),
    [
        ("情况严重", State.OPEN, Severity.MAJOR, 0),
        ("门口还有灭火器坏了", State.DRAFT, Severity.ORDINARY, 0),
        ("现在冒烟了", State.OPEN, Severity.URGENT, 0),
        ("着火了", State.OPEN, Severity.URGENT, 1),
    ],
)
async def test_words_added_while_it_waits_may_make_it_graver_and_then_it_waits_no_longer(
    session: AsyncSession,
    hazard: Hazard,
    street: Street,
    now: datetime,
    words: str,
    state: State,
    severity: Severity,
    calls: int,
) -> None:
    second = await again(session, street, now)
    await add(session, second, Said(GROUP, 602, words, person=street.resident), now, SHANGHAI)
    assert (second.state, second.severity, second.category) == (state, severity, hazard.category)
    assert second.original_id == hazard.id  # it is still asked
    assert len((await session.scalars(select(Call))).all()) == calls


async def test_opening_is_an_event_that_tells_what_it_is_taken_for(session: AsyncSession, hazard: Hazard) -> None:
    await session.flush()
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.DESCRIBE)
    event = (await session.scalars(rows)).one()
    assert event.data == {"text": WORDS, "kind": hazard.category, "severity": hazard.severity}


async def test_an_empty_draft_never_opens_by_itself(session: AsyncSession, street: Street, now: datetime) -> None:
    await report(session, Said(GROUP, 7, "", person=street.resident), street.grid, now, SHANGHAI)
    await session.flush()
    assert await open_drafts(session, now + timedelta(days=30)) == 0


async def reports(session: AsyncSession, street: Street, person: Person, count: int, now: datetime) -> list[Hazard]:
    """One a second, each of no known kind."""
    made = []
    for number in range(count):
        said = Said(GROUP, 700 + number, f"第{number}处垃圾", person=person)
        made.append(await report(session, said, street.grid, now + timedelta(seconds=number), SHANGHAI))
    await session.flush()
    return made


async def test_the_sixth_report_within_ten_minutes_waits_with_one_word_to_the_person(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await reports(session, street, street.resident, 8, now)
    assert [hazard.state for hazard in made] == [State.OPEN] * 5 + [State.DRAFT] * 3
    kinds = [kind for kind, _ in await messages(session)]
    assert (kinds.count("hazards.slow"), kinds.count("hazards.card")) == (1, 5)


async def test_a_report_after_a_pause_is_not_slowed(session: AsyncSession, street: Street, now: datetime) -> None:
    await reports(session, street, street.resident, 5, now)
    [late] = await reports(session, street, street.resident, 1, now + timedelta(minutes=11))
    assert late.state is State.OPEN


async def test_staff_on_patrol_have_a_higher_limit(session: AsyncSession, street: Street, now: datetime) -> None:
    made = await reports(session, street, street.member, 32, now)
    assert [hazard.state for hazard in made] == [State.OPEN] * 30 + [State.DRAFT] * 2


async def test_limits_hold_also_when_the_reports_were_written_before(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for number in range(5):
        await reports(session, street, street.resident, 1, now + timedelta(seconds=number))
    [sixth] = await reports(session, street, street.resident, 1, now + timedelta(minutes=1))
    assert sixth.state is State.DRAFT


async def test_what_was_slowed_goes_out_by_itself_with_its_card(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await reports(session, street, street.resident, 7, now)
    assert await open_drafts(session, now + timedelta(minutes=11)) == 2
    assert {hazard.state for hazard in made} == {State.OPEN}
    kinds = [kind for kind, _ in await messages(session)]
    assert kinds.count("hazards.card") == 7


@pytest.mark.parametrize("words", ["冒烟了", "煤气味很重", "消防车通道被堵"])
async def test_what_is_grave_is_never_slowed(session: AsyncSession, street: Street, now: datetime, words: str) -> None:
    await reports(session, street, street.resident, 6, now)
    hazard = await report(session, Said(GROUP, 9, words, person=street.resident), street.grid, now, SHANGHAI)
    assert hazard.state is State.OPEN


async def test_reports_of_the_same_transaction_are_seen_before_they_are_written(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = [Said(GROUP, number, WORDS, person=street.resident) for number in (1, 2)]
    first, second = [await report(session, each, street.grid, now, SHANGHAI) for each in said]
    assert (second.state, second.original_id) == (State.DRAFT, first.id)

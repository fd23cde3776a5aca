from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.criteria import Count, Criterion, Unit
from models.assessment.units import UnitDuties, units_in
from models.due import WallClock
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.hazards.alerting.escalation import RUNGS
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Person, Role
from tests.models.assessment.counted import BEGUN, DAY, add_post, posts_in
from tests.models.checks.owing import add_place, checked, go_by, local, owe
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street

HOUR = timedelta(hours=1)
MORNING = local("2026-11-03")


def asked(grid: Grid) -> Counted:
    return Counted(grid, BEGUN, local("2027-01-01", 0), local("2027-01-02", 3))


async def units(session: AsyncSession, street: Street) -> dict[tuple[str, int | None], UnitDuties]:
    """By the grid's code, and who holds the post, by id."""
    await session.flush()
    found = await units_in(session, asked(street.community))
    return {(each.grid.code, each.post.person_id if each.post else None): each for each in found}


async def found_by(session: AsyncSession, street: Street, person: Person, number: int, at: datetime) -> Hazard:
    said = Said(GROUP, number, f"{number}号楼楼道堆满杂物", person=person)
    hazard = await report(session, said, street.grid, at, SHANGHAI)
    await session.flush()
    return hazard


async def act(session: AsyncSession, hazard: Hazard, what: Act, by: Person, at: datetime) -> None:
    while await RUNGS.take(session, WallClock(at, SHANGHAI)):
        await session.flush()
    await perform(session, hazard, what, by, at, SHANGHAI, reason="说明")
    await session.flush()


async def test_a_hazard_counts_for_its_grid_and_community_and_for_who_dealt_with_it(
    session: AsyncSession, street: Street
) -> None:
    hazard = await found_by(session, street, street.member, 1, MORNING)
    await act(session, hazard, Act.ACCEPT, street.member, MORNING + HOUR)
    await act(session, hazard, Act.DONE, street.member, MORNING + DAY)
    await act(session, hazard, Act.CLOSE, street.leader, MORNING + DAY + HOUR)
    found = await units(session, street)
    all_of_it = {Criterion.ACCEPTED: Count(1, 1), Criterion.CLOSED: Count(1, 1), Criterion.LASTING: Count(1, 1)}
    assert found["S-1-1", None].counts == found["S-1", None].counts == all_of_it
    assert found["S-1-1", street.member.id].counts == {key: all_of_it[key] for key in list(all_of_it)[1:]}
    assert found["S-1-1", street.other_member.id].counts == {}
    assert found["S-1", street.community_leader.id].counts == {}


async def test_finding_a_hazard_adds_no_duty_that_is_not_done(session: AsyncSession, street: Street) -> None:
    before = {key: each.counts for key, each in (await units(session, street)).items()}
    for number in range(1, 6):
        hazard = await found_by(session, street, street.member, number, MORNING + HOUR * number)
        await act(session, hazard, Act.ACCEPT, street.other_member, MORNING + HOUR * (number + 1))
        await act(session, hazard, Act.DONE, street.other_member, MORNING + DAY)
        await act(session, hazard, Act.CLOSE, street.leader, MORNING + DAY + HOUR)
        now = {key: each.counts for key, each in (await units(session, street)).items()}
        for key, counts in now.items():
            for criterion, count in counts.items():
                earlier = before[key].get(criterion, Count(0, 0))
                assert count.of - earlier.of == count.done - earlier.done >= 0
        before = now
    assert before["S-1-1", street.other_member.id][Criterion.CLOSED] == Count(5, 5)


async def test_hours_on_patrol_and_checks_count_for_the_posts_that_owe_them(
    session: AsyncSession, street: Street
) -> None:
    for post in await posts_in(session, street.grid):
        post.claimed_at = local("2026-01-01")
    rows = "member  hours  daily\nmember  shop  weekly\nresponsible  unit  daily\npolice  area  monthly"
    await owe(session, street.grid, rows, local("2026-11-01"))
    first, _second = [await add_place(session, street.grid, name) for name in ("甲店", "乙店")]
    await add_place(session, street.grid, "学校", "unit")
    await go_by(session, "2026-11-02", "2026-11-02")
    await checked(session, first, street.member, local("2026-11-04"))
    await go_by(session, "2026-11-03", "2026-11-09")
    found = await units(session, street)
    of_member = {Criterion.PATROL: Count(0, 10), Criterion.CHECKS: Count(1, 2)}
    assert found["S-1-1", street.member.id].counts == of_member
    assert found["S-1-1", street.other_member.id].counts == of_member
    assert found["S-1-1", street.leader.id].counts == {}
    assert found["S-1-1", None].counts == {Criterion.PATROL: Count(0, 20), Criterion.CHECKS: Count(1, 2)}
    missed = [duty.what for duty in found["S-1-1", None].duties[Criterion.CHECKS] if not duty.done]
    assert missed == ["乙店"]


async def test_units_are_grids_communities_and_posts_that_somebody_holds(session: AsyncSession, street: Street) -> None:
    await add_post(session, street.street, Role.LEADER, street.stranger)
    posts = await posts_in(session, street.grid)
    posts[1].person_id, posts[2].ended_at = None, local("2026-12-01")
    found = (await units(session, street)).values()
    assert [(each.unit, each.grid.code, each.peers) for each in found] == [
        (Unit.COMMUNITY, "S-1", "community"),
        (Unit.GRID, "S-1-1", "grid"),
        (Unit.POST, "S-1", "leader community"),
        (Unit.POST, "S-1-1", "member grid"),
    ]

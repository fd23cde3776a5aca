import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.criteria import Grade
from models.assessment.results.vetoing import veto
from models.assessment.seeing import before, below, is_over, led_by, must_see, newest, own_scores
from models.errors import Refused
from models.members.tables import Person
from models.schedule.report_periods.periods import PeriodKind
from tests.models.assessment.counted import MORNING, Result, tick
from tests.models.checks.owing import local
from tests.street import Street

PEOPLE = ("resident", "member", "other_member", "leader", "community_leader", "street_leader", "stranger")


def person(street: Street, found: Result, name: str) -> Person:
    return found.street_leader if name == "street_leader" else getattr(street, name)


@pytest.mark.parametrize(
    ("unit", "seen_by", "over"),
    [
        (("S-1-1", 12), {"member", "leader", "community_leader", "street_leader"}, {"leader"}),
        (("S-1-1", 13), {"other_member", "leader", "community_leader", "street_leader"}, {"leader"}),
        (("S-1-1", 14), {"leader", "community_leader", "street_leader"}, set()),
        (
            ("S-1-1", None),
            {"member", "other_member", "leader", "community_leader", "street_leader"},
            set(),
        ),
        (("S-1", 15), {"community_leader", "street_leader"}, {"street_leader"}),
        (("S-1", None), {"community_leader", "street_leader"}, {"street_leader"}),
    ],
)
async def test_who_may_see_a_score_and_who_is_above_it(
    session: AsyncSession,
    street: Street,
    found: Result,
    unit: tuple[str, int | None],
    seen_by: set[str],
    over: set[str],
) -> None:
    above = {"community_leader", "street_leader"} if unit[0] == "S-1-1" else {"street_leader"}
    for name in PEOPLE:
        who, score = person(street, found, name), found.scores[unit]
        if name in seen_by:
            await must_see(session, score, who)
        else:
            with pytest.raises(Refused, match="not_yours"):
                await must_see(session, score, who)
        assert await is_over(session, score, who) is (name in over | above)


async def test_one_s_own_scores_are_those_of_one_s_posts_then_of_one_s_grid(
    session: AsyncSession, street: Street, found: Result
) -> None:
    mine = [
        (each.assessment.period.name, each.post.role if each.post else None, each.grid.code)
        for each in await own_scores(session, street.member)
    ]
    expected = [("2026-Q4", "member", "S-1-1"), ("2026-Q4", None, "S-1-1")]
    assert [each for each in mine if each[0] == "2026-Q4"] == expected
    assert {each[0] for each in mine} == {"2026-Q4", "2026-H2", "2026"}
    assert await own_scores(session, street.resident) == []


async def test_a_leader_is_shown_who_is_below_by_grade_and_nobody_else(
    session: AsyncSession, street: Street, found: Result
) -> None:
    await veto(session, found.scores["S-1-1", 13], street.leader, "隐瞒隐患", MORNING)
    page = await below(session, found.assessment, street.grid, street.leader, 0)
    assert [each.post.person_id for each in page.found if each.post] == [street.member.id, street.other_member.id]
    assert page.grades == {found.scores["S-1-1", 12].grade: 1, Grade.UNQUALIFIED: 1}
    of_community = await below(session, found.assessment, street.community, street.community_leader, 0)
    assert {(each.grid.code, each.post.person_id if each.post else None) for each in of_community.found} == {
        ("S-1-1", None),
        ("S-1-1", street.leader.id),
    }
    of_street = await below(session, found.assessment, street.street, found.street_leader, 0)
    assert {each.grid.code for each in of_street.found} == {"S-1"}
    for who, grid in ((street.leader, street.community), (street.member, street.grid), (street.resident, street.grid)):
        with pytest.raises(Refused, match="not_over"):
            await below(session, found.assessment, grid, who, 0)


async def test_the_highest_grids_that_one_leads(session: AsyncSession, street: Street, found: Result) -> None:
    for who, grids in ((found.street_leader, ["S"]), (street.leader, ["S-1-1"]), (street.member, [])):
        assert [grid.code for grid in await led_by(session, who)] == grids


async def test_the_newest_of_each_kind_and_the_one_before(session: AsyncSession, street: Street, found: Result) -> None:
    await tick(session, local("2027-04-02", 3))
    kinds = {each.kind: each.period.name for each in await newest(session, street.grid)}
    assert kinds == {PeriodKind.QUARTER: "2027-Q1", PeriodKind.HALF: "2026-H2", PeriodKind.YEAR: "2026"}
    [quarter] = [each for each in await newest(session, street.grid) if each.kind is PeriodKind.QUARTER]
    assert await before(session, quarter) is found.assessment
    assert await before(session, found.assessment) is None

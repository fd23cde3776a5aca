from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.importer import DepartmentsImported, department_rows, import_departments, unknown_grids
from models.departments.sheet import check_rows
from models.departments.tables import Department
from models.errors import Refused
from models.members.positions import posts_of
from models.members.tables import Person, Post, Role
from models.onboarding import claim_position
from tests.models.departments.sheets import HEADER, POLICE, SAFETY, sheet
from tests.street import Street

LATER = timedelta(hours=1)


async def departments(session: AsyncSession) -> dict[str, Department]:
    return {row.name: row for row in (await session.scalars(select(Department))).all()}


async def liaisons(session: AsyncSession) -> list[tuple[str, int | None]]:
    rows = select(Post).where(col(Post.role) == Role.LIAISON, col(Post.ended_at).is_(None)).order_by(col(Post.id))
    return [(post.phone, post.department_id) for post in (await session.scalars(rows)).all()]


async def test_two_departments_may_share_a_liaison(session: AsyncSession, street: Street, now: datetime) -> None:
    done = await import_departments(session, sheet(POLICE, SAFETY), now)
    assert done == DepartmentsImported(departments_added=2, liaisons_added=3)
    known = await departments(session)
    assert (known["派出所"].grid_id, known["派出所"].days) == (street.street.id, 5)
    assert await liaisons(session) == [
        ("+8619900000021", known["派出所"].id),
        ("+8619900000022", known["派出所"].id),
        ("+8619900000021", known["安监办"].id),
    ]


async def test_a_second_time_nothing_changes_and_ids_are_kept(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    before = await liaisons(session)
    assert (await import_departments(session, sheet(POLICE, SAFETY), now + LATER)).nothing
    assert await liaisons(session) == before


async def test_what_is_named_no_more_ends_and_comes_back_under_its_id(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    known = (await departments(session))["安监办"].id
    done = await import_departments(session, sheet(POLICE), now)
    assert (done.departments_retired, done.liaisons_ended) == (1, 1)
    done = await import_departments(session, sheet(POLICE, SAFETY), now)
    assert (done.departments_added, done.departments_changed, done.liaisons_added) == (0, 1, 1)
    found = (await departments(session))["安监办"]
    assert (found.id, found.retired_at) == (known, None)


async def test_departments_of_grids_that_are_not_named_stay(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE), now)
    done = await import_departments(session, sheet(["综治办", "S-1", "", "", ""]), now)
    assert (done.departments_added, done.departments_retired) == (1, 0)


async def test_a_liaison_s_name_and_a_department_s_days_can_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE), now)
    done = await import_departments(session, sheet(["派出所", "S", "王所长", "19900000021", "3"]), now)
    assert done == DepartmentsImported(departments_changed=1, liaisons_changed=1, liaisons_ended=1)


async def test_an_unknown_grid_refuses_the_whole_sheet(session: AsyncSession, street: Street, now: datetime) -> None:
    bad = sheet(POLICE, ["综治办", "X", "", "", ""])
    assert [(each.row, each.code) for each in await unknown_grids(session, bad)] == [(3, "grid_unknown")]
    with pytest.raises(Refused):
        await import_departments(session, bad, now)
    assert await departments(session) == {}


async def test_a_faulty_sheet_is_refused(session: AsyncSession, street: Street, now: datetime) -> None:
    with pytest.raises(Refused):
        await import_departments(session, sheet(POLICE, POLICE), now)
    with pytest.raises(Refused):
        await import_departments(session, sheet(), now)


async def test_liaisons_claim_their_posts_by_their_own_contact(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    held = await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, "8619900000021", now)
    assert [(each.post.role, each.grid.code) for each in held] == [(Role.LIAISON, "S")] * 2


async def test_who_has_shared_the_number_before_holds_the_post_at_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    known: Person = street.stranger
    known.phone = "+8619900000022"
    done = await import_departments(session, sheet(POLICE), now)
    assert done.liaisons_claimed == 1
    assert [each.post.name for each in await posts_of(session, known.id)] == ["李警官"]


async def test_what_is_exported_imports_again_without_a_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY, ["=综治办", "S-1", "", "", "30"]), now)
    rows = await department_rows(session)
    assert rows[0] == HEADER
    assert rows[1:3] == [POLICE, SAFETY]
    again = check_rows(rows)
    assert again.errors == ()
    assert (await import_departments(session, again, now + LATER)).nothing

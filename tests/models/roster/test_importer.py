from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from models.db.database import Database
from models.errors import Conflict, Refused
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.roster.importer import RosterImported, import_roster
from models.roster.records import Roster
from models.roster.validate import check_rows
from tests.models.roster.rosters import HEADER, line, roster, street

BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


async def bring_in(
    database: Database, found: Roster, now: datetime, *, take_over: bool = False, retire: bool = False
) -> RosterImported:
    async with database.write() as session:
        return await import_roster(session, found, now, take_over=take_over, retire=retire)


async def grids(database: Database) -> dict[str, Grid]:
    async with database.read() as session:
        return {grid.code: grid for grid in await session.scalars(select(Grid))}


async def posts(database: Database, code: str) -> list[Post]:
    async with database.read() as session:
        rows = select(Post).join(Grid, col(Grid.id) == col(Post.grid_id)).where(col(Grid.code) == code)
        return list(await session.scalars(rows.order_by(col(Post.role), col(Post.rank), col(Post.id))))


async def everything(database: Database) -> tuple[list[Grid], list[Post]]:
    async with database.read() as session:
        grids_now = await session.scalars(select(Grid).order_by(col(Grid.id)))
        return list(grids_now), list(await session.scalars(select(Post).order_by(col(Post.id))))


def assert_paths_follow_parents(found: dict[str, Grid]) -> None:
    by_id = {grid.id: grid for grid in found.values()}
    for grid in by_id.values():
        above = by_id[grid.parent_id].path if grid.parent_id else ""
        assert grid.path == path_of(grid.id, above)


async def test_a_street_comes_in_with_its_tree_and_posts(database: Database, now: datetime) -> None:
    done = await bring_in(database, street(), now)
    assert (done.grids_added, done.posts_added) == (5, 8)
    found = await grids(database)
    assert {code: grid.level for code, grid in found.items()} == {
        "S": "street", "C1": "community", "C2": "community", "G1": "grid", "G2": "grid",
    }  # fmt: skip
    assert found["G1"].parent_id == found["C1"].id
    assert_paths_follow_parents(found)
    assert [(post.role, post.rank, post.name, post.phone) for post in await posts(database, "G1")] == [
        (Role.LEADER, 0, "曹林文", "+8619900000013"),
        (Role.MEMBER, 0, "钟杰海", "+8619900000014"),
        (Role.MEMBER, 1, "郝涵怡", "+8619900000015"),
    ]


async def test_a_second_import_changes_nothing(database: Database, now: datetime) -> None:
    boundary = '{"type":"Polygon","coordinates":[[[105.9,29.34],[105.92,29.34],[105.92,29.36],[105.9,29.34]]]}'
    found = street(line("G3", parent="C2", boundary=boundary, address="望城路", supervision_phone="12345"))
    await bring_in(database, found, now)
    before = await everything(database)
    again = await bring_in(database, found, now + timedelta(days=1))
    assert again.nothing
    assert await everything(database) == before
    assert (await grids(database))["G3"].boundary == found.entries[-1].boundary


async def test_what_the_file_says_anew_is_changed_and_ids_stay(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    ids = {code: grid.id for code, grid in (await grids(database)).items()}
    changed = [replace(e, name="新名", address="新地址") if e.code == "G1" else e for e in street().entries]
    done = await bring_in(database, replace(street(), entries=tuple(changed)), now)
    after = await grids(database)
    assert (done.grids_changed, done.grids_moved, done.grids_added) == (1, 0, 0)
    assert (after["G1"].name, after["G1"].address) == ("新名", "新地址")
    assert {code: grid.id for code, grid in after.items()} == ids


async def test_a_grid_that_moves_takes_its_whole_subtree_with_it(database: Database, now: datetime) -> None:
    cells = (line("U1", "cell", "G1"), line("U2", "cell", "U1"))
    await bring_in(database, street(*cells), now)
    entries = [replace(e, parent="C2") if e.code == "G1" else e for e in street(*cells).entries]
    done = await bring_in(database, replace(street(*cells), entries=tuple(entries)), now)
    found = await grids(database)
    assert (done.grids_moved, done.grids_changed, done.grids_retired) == (1, 3, 0)
    assert found["U2"].path.startswith(found["C2"].path)
    assert_paths_follow_parents(found)


async def test_what_the_file_no_longer_names_is_retired_with_its_posts(database: Database, now: datetime) -> None:
    await bring_in(database, street(line("G3", parent="C2", leader_phone="19900000030")), BEFORE)
    done = await bring_in(database, street(), now)
    assert (done.grids_retired, done.posts_ended, done.grids_changed) == (1, 1, 0)
    found = await grids(database)
    assert {code for code, grid in found.items() if grid.retired_at} == {"G3"}
    assert found["G3"].retired_at == now
    assert [post.ended_at for post in await posts(database, "G3")] == [now]


async def test_a_retired_grid_that_returns_is_revived_where_the_file_puts_it(database: Database, now: datetime) -> None:
    await bring_in(database, street(line("G3", parent="C2")), BEFORE)
    old = (await grids(database))["G3"].id
    await bring_in(database, street(), BEFORE)
    done = await bring_in(database, street(line("G3", parent="C1")), now)
    found = await grids(database)
    assert (done.grids_revived, done.grids_added, done.posts_added) == (1, 0, 1)
    assert (found["G3"].id, found["G3"].retired_at, found["G3"].parent_id) == (old, None, found["C1"].id)
    assert [post.ended_at for post in await posts(database, "G3")] == [BEFORE, None]
    assert_paths_follow_parents(found)


async def test_retired_grids_follow_a_parent_that_moves(database: Database, now: datetime) -> None:
    await bring_in(database, street(line("U1", "cell", "G1")), now)
    await bring_in(database, street(), now)
    entries = [replace(e, parent="C2") if e.code == "G1" else e for e in street().entries]
    await bring_in(database, replace(street(), entries=tuple(entries)), now)
    assert_paths_follow_parents(await grids(database))


async def test_another_street_is_left_alone(database: Database, now: datetime) -> None:
    await bring_in(database, roster(line("T", "street"), line("T1", "community", "T")), now)
    done = await bring_in(database, street(), now)
    found = await grids(database)
    assert done.grids_retired == 0
    assert [found[code].retired_at for code in ("T", "T1")] == [None, None]


async def test_a_file_of_one_community_touches_only_that_community(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    done = await bring_in(database, roster(line("C1", "community"), line("G1", parent="C1")), now, retire=True)
    found = await grids(database)
    assert {code for code, grid in found.items() if grid.retired_at} == {"G2"}
    assert found["C1"].parent_id == found["S"].id
    assert done.grids_moved == 0
    assert_paths_follow_parents(found)


async def test_a_level_above_can_be_put_over_a_street(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    entries = [replace(e, parent="D") if e.code == "S" else e for e in street().entries]
    district = roster(line("D", "district")).entries
    done = await bring_in(database, replace(street(), entries=(*district, *entries)), now)
    found = await grids(database)
    assert (done.grids_added, done.grids_moved, done.grids_retired) == (1, 1, 0)
    assert found["G1"].path.startswith(found["D"].path)
    assert_paths_follow_parents(found)


async def test_a_parent_and_child_that_change_places_stay_a_tree(database: Database, now: datetime) -> None:
    await bring_in(database, roster(line("A", "cell"), line("B", "cell", "A"), line("C", "cell", "B")), now)
    done = await bring_in(database, roster(line("C", "cell"), line("A", "cell", "C")), now)
    found = await grids(database)
    assert (done.grids_moved, done.grids_retired) == (2, 1)
    assert found["C"].parent_id is None
    assert_paths_follow_parents(found)


async def test_a_code_of_another_street_is_refused_and_nothing_changes(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    before = await everything(database)
    other = roster(line("T", "street"), line("G1", parent="T"))
    with pytest.raises(Conflict) as refused:
        await bring_in(database, other, now)
    assert refused.value.code == "roster.elsewhere"
    assert refused.value.data == {"row": 3, "grid": "G1", "root": "网格S", "root_code": "S"}
    assert await everything(database) == before


async def test_a_grid_can_be_taken_over_from_another_street(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    done = await bring_in(database, roster(line("T", "street"), line("G1", parent="T")), now, take_over=True)
    found = await grids(database)
    assert (done.grids_moved, done.grids_retired) == (1, 0)
    assert found["G1"].path == path_of(found["G1"].id, found["T"].path)


async def test_a_root_must_fit_under_the_grid_it_hangs_below(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    with pytest.raises(Refused, match=r"roster\.above"):
        await bring_in(database, roster(line("C1", "district")), now)


async def test_a_tree_that_grows_too_deep_below_what_is_stored_is_refused(database: Database, now: datetime) -> None:
    cells = [line(f"U{n}", "cell", f"U{n - 1}" if n else "G1") for n in range(3)]
    await bring_in(database, street(*cells), now)
    with pytest.raises(Refused, match=r"roster\.too_deep"):
        await bring_in(database, roster(line("U2", "cell"), line("U3", "cell", "U2")), now)


async def test_a_faulty_roster_is_refused_and_nothing_is_written(database: Database, now: datetime) -> None:
    for faulty in (street(line("X", parent="nowhere")), roster(), check_rows([])):
        with pytest.raises(Refused, match=r"roster\.faulty"):
            await bring_in(database, faulty, now)
    assert await grids(database) == {}


async def test_bindings_and_claims_stay_when_a_grid_is_renamed_and_moved(database: Database, now: datetime) -> None:
    await bring_in(database, street(), now)
    grid_id = (await grids(database))["G1"].id
    async with database.write() as session:
        person = Person(tg_user_id=7, first_seen=now)
        session.add_all([person, Chat(id=-5, type="group", seen_at=now)])
        await session.flush()
        session.add(Binding(grid_id=grid_id, purpose=Purpose.GROUP, chat_id=-5, bound_at=now))
        leader = (await session.scalars(select(Post).where(col(Post.phone) == "+8619900000013"))).one()
        leader.person_id, leader.claimed_at = person.id, now
    entries = [replace(e, parent="C2", name="新") if e.code == "G1" else e for e in street().entries]
    await bring_in(database, replace(street(), entries=tuple(entries)), now)
    async with database.read() as session:
        binding = (await session.scalars(select(Binding))).one()
    assert (binding.grid_id, binding.unbound_at) == (grid_id, None)
    assert (await posts(database, "G1"))[0].person_id == person.id


def with_members(members: str, **cells: str) -> Roster:
    return roster(line("S", "street"), line("G", parent="S", members=members, **cells))


async def test_a_post_keeps_its_person_under_a_new_name_and_place(database: Database, now: datetime) -> None:
    await bring_in(database, with_members("钟杰海:19900000014;郝涵怡:19900000015"), now)
    before = {post.phone: post.id for post in await posts(database, "G")}
    done = await bring_in(database, with_members("郝涵怡:19900000015;钟杰:19900000014"), now)
    after = [post for post in await posts(database, "G") if post.role == Role.MEMBER]
    assert (done.posts_changed, done.posts_added, done.posts_ended) == (2, 0, 0)
    assert [(post.rank, post.name) for post in after] == [(0, "郝涵怡"), (1, "钟杰")]
    assert all(before[post.phone] == post.id for post in after)


async def test_a_post_with_another_phone_or_role_is_another_post(database: Database, now: datetime) -> None:
    await bring_in(database, with_members("钟杰海:19900000014"), BEFORE)
    done = await bring_in(database, with_members("", backup="钟杰海:19900000014"), now)
    assert (done.posts_added, done.posts_ended) == (1, 1)
    assert {post.role: post.ended_at for post in await posts(database, "G")} == {
        Role.LEADER: None, Role.MEMBER: now, Role.BACKUP: None,
    }  # fmt: skip


async def test_someone_who_left_and_returns_gets_a_new_post_and_keeps_the_old_in_history(
    database: Database, now: datetime
) -> None:
    for members in ("钟杰海:19900000014", "", "钟杰海:19900000014"):
        await bring_in(database, with_members(members), now)
    ended = [post.ended_at for post in await posts(database, "G") if post.role == Role.MEMBER]
    assert ended == [now, None]


async def test_a_new_post_of_a_known_phone_is_claimed_at_once_by_who_came_last(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        old, new = (Person(tg_user_id=n, phone="+8619900000014", first_seen=now) for n in (1, 2))
        session.add_all([old, new])
    done = await bring_in(database, with_members("钟杰海:19900000014;郝涵怡:19900000015"), now)
    claims = [(post.person_id, post.claimed_at) for post in await posts(database, "G") if post.role == Role.MEMBER]
    assert done.posts_claimed == 1
    assert claims == [(max(old.id, new.id), now), (None, None)]


async def test_columns_the_file_does_not_have_leave_what_is_stored(database: Database, now: datetime) -> None:
    await bring_in(database, with_members("钟杰海:19900000014", address="望城路"), now)
    kept = await everything(database)
    bare = check_rows([HEADER[:4], ["S", "网格S", "street", ""], ["G", "网格G", "grid", "S"]])
    assert (await bring_in(database, bare, now)).nothing
    assert await everything(database) == kept


async def test_a_column_that_is_there_but_empty_clears_what_is_stored(database: Database, now: datetime) -> None:
    boundary = '{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}'
    await bring_in(database, with_members("", address="望城路", boundary=boundary), now)
    await bring_in(database, with_members(""), now)
    grid = (await grids(database))["G"]
    assert (grid.address, grid.boundary) == ("", None)


@pytest.mark.long
async def test_fifteen_thousand_grids_come_in_and_move_at_once(database: Database, now: datetime) -> None:
    def city(parent: str) -> Roster:
        communities = [line(f"C{n}", "community", "S", leader_phone=f"1990001{n:04}") for n in range(150)]
        small = [
            line(f"C{c}-{n}", parent=parent or f"C{c}", leader_phone=f"1991{c:03}{n:04}")
            for c in range(150)
            for n in range(99)
        ]
        return roster(line("S", "street"), *communities, *small)

    first = await bring_in(database, city(""), now)
    assert (first.grids_added, first.posts_added) == (15_001, 15_001)
    moved = await bring_in(database, city("C0"), now)
    assert (moved.grids_moved, moved.posts_added) == (149 * 99, 0)
    async with database.read() as session:
        top = (await session.scalars(select(Grid).where(col(Grid.code) == "C0"))).one()
        below = select(func.count()).select_from(Grid).where(col(Grid.path).startswith(top.path))
        assert await session.scalar(below) == 150 * 99 + 1

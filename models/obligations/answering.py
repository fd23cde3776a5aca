"""Who answers for an obligation: its owner; who stands in for a post on leave; for what nobody holds, the leaders."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.brigades.find import leads_brigade_of, of_grids
from models.departments.reach import chats_of as department_chats
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.members.permissions import STAFF
from models.members.positions import holds_position, lead_by, leads, posts_of
from models.members.reach import on_leave, private_chats, reachable_people
from models.members.tables import Person, Post, Role
from models.obligations.kinds import Owners
from models.obligations.owners import Owned
from models.obligations.tables import Obligation, Requirement
from models.places.tables import Place

TENDING = (Role.MEMBER, Role.BACKUP)


async def may_answer(session: AsyncSession, owned: Owned, person: Person) -> bool:
    """Its owner, whoever stands in, and who leads its grid: a leader may hand in what others have signed."""
    if await leads(session, person.id, owned.grid):
        return True
    if owned.post is not None:
        return owned.post.person_id == person.id or await _stands_in(session, owned.post, person)
    if owned.place is not None:
        return owned.place.responsible_id == person.id or await holds_position(session, person.id, owned.grid, STAFF)
    if owned.department is not None:
        own = (await posts_of(session, person.id),)
        return any(each.post.department_id == owned.department.id for held in own for each in held)
    return owned.row.id in await of_brigades(session, [owned]) and await leads_brigade_of(session, owned.grid, person)


async def of_brigades(session: AsyncSession, owned: Sequence[Owned]) -> set[int]:
    """Which of these (by obligation) are a brigade's share, rather than its grid's."""
    asked = {each.row.requirement_id for each in owned}
    rows = select(col(Requirement.id), col(Requirement.asked)).where(col(Requirement.id).in_(asked))
    theirs = {id_ for id_, kept in (await session.execute(rows)).all() if kept["owners"] == Owners.BRIGADES}
    return {each.row.id for each in owned if each.row.requirement_id in theirs}


async def _stands_in(session: AsyncSession, post: Post, person: Person) -> bool:
    rows = select(col(Post.id)).where(col(Post.id) == post.id, on_leave(), _backed_by(person.id))
    return await session.scalar(rows) is not None


def _backed_by(person_id: int) -> ColumnElement[bool]:
    """Of a post: that this person holds a B post of its grid."""
    backup = aliased(Post)
    return exists().where(
        col(backup.grid_id) == col(Post.grid_id),
        col(backup.role) == Role.BACKUP,
        col(backup.person_id) == person_id,
        col(backup.ended_at).is_(None),
    )


async def own(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """The condition that an obligation of owned_rows() is this person's to answer for."""
    held = await posts_of(session, person.id)
    led = [each.grid for each in await lead_by(session, held)]
    tended = [each.grid.id for each in held if each.post.role in TENDING]
    departments = [each.post.department_id for each in held if each.post.department_id]
    own_posts = select(col(Post.id)).where(
        col(Post.ended_at).is_(None),
        or_(col(Post.person_id) == person.id, and_(on_leave(), _backed_by(person.id))),
    )
    places = select(col(Place.id)).where(
        or_(
            col(Place.responsible_id) == person.id,
            and_(col(Place.responsible_id).is_(None), col(Place.grid_id).in_(tended)),
        )
    )
    return or_(
        col(Obligation.post_id).in_(own_posts),
        col(Obligation.place_id).in_(places),
        col(Obligation.department_id).in_(departments),
        and_(_of_nobody(), or_(false(), *map(_led_by, led))),
    )


def _of_nobody() -> ColumnElement[bool]:
    """A grid's alone, or of a post that nobody has claimed or holds any more."""
    claimed = select(col(Post.id)).where(col(Post.ended_at).is_(None), col(Post.person_id).is_not(None))
    return and_(
        col(Obligation.place_id).is_(None),
        col(Obligation.department_id).is_(None),
        or_(col(Obligation.post_id).is_(None), col(Obligation.post_id).not_in(claimed)),
    )


def _led_by(grid: Grid) -> ColumnElement[bool]:
    """There and below, as far as nobody leads in between."""
    leader, between = aliased(Post), aliased(Grid)
    led = (
        exists()
        .where(col(leader.grid_id) == col(between.id), col(leader.role) == Role.LEADER)
        .where(col(leader.ended_at).is_(None), col(leader.person_id).is_not(None))
        .where(col(between.path) > grid.path, col(Grid.path).startswith(col(between.path)))
    )
    return and_(subtree(grid), ~led)


async def chats_of(session: AsyncSession, owned: Sequence[Owned]) -> dict[int, list[int]]:
    """By obligation, the private chats of who answers for it, or a department's chat; of none only where nobody at
    all can be reached. Of a brigade's share its own leader and the grid's both hear.
    """
    people = {each.post.person_id for each in owned if each.post} | {
        each.place.responsible_id for each in owned if each.place
    }
    reached = {each.id: each.tg_user_id for each in await reachable_people(session, [p for p in people if p])}
    away = await _away(session, [each.post.id for each in owned if each.post])
    steps = list({step for each in owned for step in ids_in(each.grid.path)})
    leaders = await private_chats(session, steps, Role.LEADER)
    even_away = await private_chats(session, steps, Role.LEADER, even_away=True)
    backups = await private_chats(session, [each.grid.id for each in owned], Role.BACKUP)
    members = await private_chats(session, [each.grid.id for each in owned if each.place], Role.MEMBER)
    theirs = await of_brigades(session, owned)
    brigades = await of_grids(session, [each.grid.id for each in owned if each.row.id in theirs])
    found: dict[int, list[int]] = {}
    for each in owned:
        chats: list[int] = []
        if each.department is not None:
            chats = await department_chats(session, each.department)
        elif each.place is not None:
            own_chat = reached.get(each.place.responsible_id or 0)
            chats = [own_chat] if own_chat else members.get(each.grid.id, [])
        elif each.post is not None and each.post.ended_at is None:
            own_chat = reached.get(each.post.person_id or 0)
            stand_ins = backups.get(each.grid.id, []) if each.post.id in away else []
            chats = stand_ins or ([own_chat] if own_chat and each.post.id not in away else [])
        way = ids_in(each.grid.path)[::-1]
        if not chats:
            chats = next((leaders[step] for step in way if leaders.get(step)), [])
        chats = chats or next((even_away[step] for step in way if even_away.get(step)), [])
        own_leaders = brigades.get(each.grid.id, []) if each.row.id in theirs else []
        found[each.row.id] = list(dict.fromkeys([*own_leaders, *chats]))
    return found


async def _away(session: AsyncSession, posts: Sequence[int]) -> frozenset[int]:
    rows = select(col(Post.id)).where(col(Post.id).in_(posts), on_leave())
    return frozenset((await session.scalars(rows)).all())

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import WanggeError
from models.grids.tables import BindCode, Purpose
from models.members.positions import posts_of
from models.members.tables import Post, Role
from models.onboarding import claim_position, one_time_codes
from tests.street import Street

PHONE = "+8619900000044"


@pytest.fixture
async def free_post(session: AsyncSession, street: Street) -> Post:
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="新人", phone=PHONE)
    session.add_all([post, Post(grid_id=street.community.id, role=Role.MEMBER, name="新人", phone=PHONE)])
    await session.flush()
    return post


async def code_for(session: AsyncSession, post: Post, now: datetime) -> str:
    return next(offer.code for offer in await one_time_codes.post_offers(session, now) if offer.post is post)


@pytest.mark.parametrize(
    "shared",
    ["8619900000044", "+8619900000044", "+86 199 0000 0044", "86-199-0000-0044", "＋８６１９９００００００４４"],
)
async def test_ones_own_contact_takes_every_post_of_that_phone(
    session: AsyncSession, street: Street, free_post: Post, now: datetime, shared: str
) -> None:
    stranger = street.stranger
    held = await claim_position.by_contact(session, stranger, stranger.tg_user_id, shared, now)
    assert [(each.grid.code, each.post.role) for each in held] == [("S-1", Role.MEMBER), ("S-1-1", Role.BACKUP)]
    assert free_post.claimed_at == now
    assert stranger.phone == PHONE


async def test_a_home_number_without_its_country_is_read_as_one(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    held = await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, "199 0000 0044", now)
    assert len(held) == 2


async def test_a_number_of_another_country_is_not_taken_for_one_at_home(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="新人", phone="+8612015550123"))
    with pytest.raises(WanggeError, match=r"claim\.nobody"):
        await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, "12015550123", now)


@pytest.mark.parametrize(
    ("contact_user_id", "phone", "code"),
    [
        (12, PHONE, "claim.not_own"),
        (None, PHONE, "claim.not_own"),
        (16, "not a phone", "claim.unreadable"),
        (16, "", "claim.unreadable"),
        (16, "1" * 10_000, "claim.unreadable"),
        (16, "+8619900000045", "claim.nobody"),
    ],
)
async def test_a_contact_that_proves_nothing_is_refused(
    session: AsyncSession, street: Street, free_post: Post, now: datetime, contact_user_id: int, phone: str, code: str
) -> None:
    with pytest.raises(WanggeError) as refusal:
        await claim_position.by_contact(session, street.stranger, contact_user_id, phone, now)
    assert refusal.value.code == code
    assert await posts_of(session, street.stranger.id) == []


async def test_claiming_twice_changes_nothing(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    stranger = street.stranger
    await claim_position.by_contact(session, stranger, stranger.tg_user_id, PHONE, now)
    again = await claim_position.by_contact(session, stranger, stranger.tg_user_id, PHONE, now + timedelta(days=1))
    assert len(again) == 2
    assert free_post.claimed_at == now


async def test_a_number_that_moved_to_another_account_takes_its_posts_along(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, PHONE, now)
    await claim_position.by_contact(session, street.resident, street.resident.tg_user_id, PHONE, now)
    assert await posts_of(session, street.stranger.id) == []
    assert street.stranger.phone is None
    assert len(await posts_of(session, street.resident.id)) == 2


async def test_a_code_takes_every_post_of_its_phone_once(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    code = await code_for(session, free_post, now)
    assert len(await claim_position.by_code(session, street.stranger, code.lower(), now)) == 2
    with pytest.raises(WanggeError, match=r"code\.used"):
        await claim_position.by_code(session, street.resident, code, now)
    assert (await session.get_one(BindCode, code)).used_by == street.stranger.id


async def test_a_code_does_not_take_a_post_from_its_holder(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    code = await code_for(session, free_post, now)
    await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, PHONE, now)
    with pytest.raises(WanggeError, match=r"claim\.taken"):
        await claim_position.by_code(session, street.resident, code, now)
    assert len(await claim_position.by_code(session, street.stranger, code, now)) == 2


async def test_codes_that_cannot_claim_are_refused(
    session: AsyncSession, street: Street, free_post: Post, now: datetime
) -> None:
    code = await code_for(session, free_post, now)
    group = next(offer for offer in await one_time_codes.offers(session, now) if offer.purpose is Purpose.GROUP)
    later = now + one_time_codes.LIFE
    for typed, when, expected in [
        ("NOSUCHCODE22", now, "code.unknown"),
        ("", now, "code.unknown"),
        (code, later, "code.expired"),
        (group.code, now, "code.of_chat"),
    ]:
        with pytest.raises(WanggeError) as refusal:
            await claim_position.by_code(session, street.stranger, typed, when)
        assert refusal.value.code == expected
    free_post.ended_at = now
    with pytest.raises(WanggeError, match=r"claim\.ended"):
        await claim_position.by_code(session, street.stranger, code, now)


async def test_posts_that_are_new_to_a_shared_number_are_found_at_the_next_greeting(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    with pytest.raises(WanggeError, match=r"claim\.nobody"):
        await claim_position.by_contact(session, street.stranger, street.stranger.tg_user_id, PHONE, now)
    session.add(Post(grid_id=street.grid.id, role=Role.MEMBER, name="新人", phone=PHONE))
    assert len(await claim_position.known(session, street.stranger, now)) == 1
    assert await claim_position.known(session, street.resident, now) == []

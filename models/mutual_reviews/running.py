"""A review from its first day to its results: a step at a time, each a transaction; nobody hears of it at night."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.due import DueRows, WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import living, subtree
from models.members.reach import group_chat, private_chats, reachable_people
from models.members.tables import Person, Post, Role
from models.mutual_reviews.answering import CARD
from models.mutual_reviews.appraisers import residents_link
from models.mutual_reviews.bodies import Area, Standing, appraised_by, area_of, bodies, people_in, posts_in
from models.mutual_reviews.ending import GROUP, erase, freeze
from models.mutual_reviews.setting import BY_DAY, DAY
from models.mutual_reviews.tables import Appraiser, MutualReview, ReviewCard, ReviewState
from models.mutual_reviews.traces import take_out_presses
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane
from models.publicity.quiet import is_quiet
from models.schedule.deadlines import MORNING, at, end_of
from models.schedule.duty_hours import on_duty
from models.schedule.spread import apart

REMINDER, RESULTS = "mutual_reviews.reminder", "mutual_reviews.results"
REMINDED = 3 * DAY  # before the last day
AFTER_THE_END = timedelta(minutes=5)
SOME = 200  # people who are reminded in a transaction
LED = (Level.STREET, Level.COMMUNITY, Level.GRID)


async def take(session: AsyncSession, reviews: Sequence[MutualReview], clock: WallClock) -> None:
    for review in reviews:
        street = await session.get_one(Grid, review.grid_id)
        by_day = on_duty(BY_DAY, clock.now, clock.zone)
        if street.retired_at is not None:
            await erase(session, review, clock.now)
            review.state, review.next_at = ReviewState.OFF, None
        elif review.state is ReviewState.CLOSING:
            await freeze(session, review, clock.now)
            review.state, review.next_at = ReviewState.TELLING, on_duty(BY_DAY, clock.now, clock.zone)
        elif by_day > clock.now:
            review.next_at = by_day
        else:
            await _by_day(session, review, street, clock)


async def _by_day(session: AsyncSession, review: MutualReview, street: Grid, clock: WallClock) -> None:
    review.next_at = clock.now  # as soon as others have had their turn
    match review.state:
        case ReviewState.PLANNED:
            _open(review, clock)
        case ReviewState.ASKING:
            await _ask_some(session, review, street, clock)
        case ReviewState.OPEN:
            over = end_of(review.last, clock.zone) < clock.now  # the program stood still
            review.state, review.done_to = ReviewState.CLOSING if over else ReviewState.REMINDING, 0
        case ReviewState.REMINDING:
            await _remind_some(session, review, clock)
        case _:
            await _tell(session, review, street, clock)
            review.state, review.next_at = ReviewState.CLOSED, None


def _open(review: MutualReview, clock: WallClock) -> None:
    """Where the program stood still, people have as many days none the less."""
    today = clock.now.astimezone(clock.zone).date()
    late = max(today - review.first, timedelta(0))
    review.first, review.last = review.first + late, review.last + late
    review.state, review.secret, review.done_to = ReviewState.ASKING, secrets.token_hex(32), 0


async def _ask_some(session: AsyncSession, review: MutualReview, street: Grid, clock: WallClock) -> None:
    """The street's own people first, then those of what is next below it, one after the other."""
    area = await area_of(session, street)
    part = await _part(session, area, review.done_to) if review.done_to else street
    if part is None:
        review.state, review.next_at = ReviewState.OPEN, at(review.last - REMINDED, MORNING, clock.zone)
        return
    people = await people_in(session, area, part)
    if part.id != street.id:
        people |= set(await _appraisers(session, part))
    posts, appraised = await posts_in(session, area, people), await appraised_by(session, people)
    entitled = [each for each in people if bodies(area, Standing(posts[each], appraised[each]))]
    await _ask(session, review, entitled, clock)
    if review.groups and part.id != street.id:
        await _ask_groups(session, review, part, clock)
    review.done_to = part.id if part.id != street.id else 1


async def _part(session: AsyncSession, area: Area, done_to: int) -> Grid | None:
    """What is next below the street is gone through by id."""
    below = [grid.id for grid in area.grids.values() if grid.parent_id == area.street.id and grid.id > done_to]
    return await session.get(Grid, min(below)) if below else None


async def _appraisers(session: AsyncSession, part: Grid) -> Sequence[int]:
    below = select(col(Grid.id)).where(subtree(part))
    rows = select(col(Appraiser.person_id)).where(col(Appraiser.grid_id).in_(below), col(Appraiser.ended_at).is_(None))
    return (await session.scalars(rows.distinct())).all()


async def _ask(session: AsyncSession, review: MutualReview, people: Sequence[int], clock: WallClock) -> None:
    """Once each, whatever posts somebody has; spread over an hour."""
    if not people:
        return
    rows = [ReviewCard(review_id=review.id, person_id=each).model_dump() for each in people]
    await session.execute(upsert(session, ReviewCard).on_conflict_do_nothing(), rows)
    await _say_to(session, review, CARD, people, clock)


async def _say_to(
    session: AsyncSession, review: MutualReview, kind: str, people: Iterable[int], clock: WallClock
) -> None:
    reached = {person.id: person.tg_user_id for person in await reachable_people(session, people)}
    rows = select(ReviewCard).where(
        col(ReviewCard.review_id) == review.id, col(ReviewCard.person_id).in_(list(reached))
    )
    for card in (await session.scalars(rows)).all():
        key, chat = f"{kind}:{review.id}:{card.person_id}", reached[card.person_id]
        later = clock.now + apart(card.person_id)
        await enqueue_once(session, key, chat, kind, Lane.ROUTINE, clock.now, subject_id=card.id, not_before=later)


async def _ask_groups(session: AsyncSession, review: MutualReview, part: Grid, clock: WallClock) -> None:
    rows = select(Grid).where(subtree(part), living(), col(Grid.level).in_((Level.GRID, Level.CELL)))
    for grid in (await session.scalars(rows)).all():
        chat = await group_chat(session, grid)
        if chat is not None and not await is_quiet(session, chat):
            key, later = f"{GROUP}:{review.id}:{grid.id}", clock.now + apart(grid.id)
            about: dict[str, Any] = {
                "subject_id": review.id,
                "not_before": later,
                "link": await residents_link(session, grid),
            }
            await enqueue_once(session, key, chat, GROUP, Lane.ROUTINE, clock.now, **about)


async def _remind_some(session: AsyncSession, review: MutualReview, clock: WallClock) -> None:
    rows = select(ReviewCard).where(col(ReviewCard.review_id) == review.id, col(ReviewCard.id) > review.done_to)
    asked = exists().where(col(Person.id) == col(ReviewCard.person_id), col(Person.started))
    cards = (await session.scalars(rows.where(asked).order_by(col(ReviewCard.id)).limit(SOME))).all()
    await _say_to(session, review, REMINDER, [each.person_id for each in cards if not each.answered], clock)
    if cards:
        review.done_to = cards[-1].id
    else:
        review.state, review.next_at = ReviewState.CLOSING, end_of(review.last, clock.zone) + AFTER_THE_END


async def _tell(session: AsyncSession, review: MutualReview, street: Grid, clock: WallClock) -> None:
    """Leaders, and who speaks for a department; presses that came with the end are taken out as well."""
    await take_out_presses(session)
    area = await area_of(session, street)
    led = [grid.id for grid in area.grids.values() if grid.level in LED]
    chats = {chat for several in (await private_chats(session, led, Role.LEADER)).values() for chat in several}
    mine = col(Post.department_id).in_([each.id for each in area.departments])
    liaisons = (await session.scalars(select(col(Post.person_id)).where(mine, col(Post.ended_at).is_(None)))).all()
    people = await reachable_people(session, [each for each in liaisons if each])
    for chat in sorted(chats | {person.tg_user_id for person in people}):
        key = f"{RESULTS}:{review.id}:{chat}"
        await enqueue_once(
            session,
            key,
            chat,
            RESULTS,
            Lane.ROUTINE,
            clock.now,
            subject_id=review.id,
            not_before=clock.now + apart(chat),
        )


REVIEWS_DUE = DueRows(
    "mutual_reviews",
    col(MutualReview.next_at),
    col(MutualReview.next_at).is_not(None),
    row=MutualReview,
    handle=take,
    seconds=10,
    batch=1,
    then=(col(MutualReview.id),),
)

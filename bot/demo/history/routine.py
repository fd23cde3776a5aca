"""What comes round each week: patrols and checks of places, and now and then a warning to everybody."""

from collections.abc import Iterator
from datetime import datetime, time
from random import Random

from sqlalchemy import select
from sqlmodel import col

from bot.demo.history.living import Deed, Living
from bot.demo.history.plan import DAY, HOUR, MINUTE, WEEKS, begin_of
from bot.demo.history.scenes import Scene
from bot.demo.history.words import EVERYWHERE, ON_PATROL, SAYS_IT, WARNED
from models.checks.checking import record_check
from models.checks.duty_tables import duty_tables, set_duties
from models.checks.tables import DutyDay, Outcome
from models.due import WallClock
from models.members.positions import HeldPosition
from models.members.tables import Person, Post
from models.notices.drafting import begin_draft, change
from models.notices.sending import agree, send
from models.notices.sent.receipts import receive
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel
from models.patrols.rounds import check_in
from models.patrols.stops import Sign
from models.patrols.tables import RoundKind
from models.places.kinds import Cycle
from models.places.tables import Place

WALKED, CHECKED, DAILY_CHECKED, CONFIRMED = 0.9, 0.7, 0.9, 0.8  # of what is owed
DUTIES = 3  # whole weeks in which checks are owed
WALK = 45 * MINUTE
DAILY = Cycle.DAILY
WARNINGS = (  # weeks before the demo opens, day of the week
    (9, 1, NoticeLevel.BLUE, *WARNED[0]),
    (4, 2, NoticeLevel.YELLOW, *WARNED[1]),
    (0, 1, NoticeLevel.BLUE, *WARNED[2]),
)


async def begin_duties(living: Living) -> None:
    """Of these grids, a while before the demo opens; the others, where nobody is here yet, owe no rounds."""
    session, begin = living.session, begin_of(living.opens, living.zone) + (WEEKS - DUTIES) * 7 * DAY
    every = (await duty_tables(session)).default
    await set_duties(session, living.stage.street, tuple(duty for duty in every if not duty.round), begin)
    for scene in living.stage.scenes:
        await set_duties(session, scene.grid, every, begin)
        session.add(DutyDay(grid_id=scene.grid.id, next_at=begin))


def routine(living: Living, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a lot that is to be the same each time
    begin = begin_of(living.opens, living.zone)
    for week in range(WEEKS - DUTIES, WEEKS + 1):
        monday = begin + week * 7 * DAY
        for scene in living.stage.scenes:
            if chance.random() < WALKED:
                _walk(living, scene, _morning(chance, monday + chance.randrange(5) * DAY))
            for place, at in _checks(chance, scene, monday):
                living.at(at, _checked(living, place, scene.member))
    for weeks_ago, weekday, level, words, danger, action in WARNINGS:
        at = _morning(chance, begin + (WEEKS - weeks_ago) * 7 * DAY + weekday * DAY)
        parts = {"source": SAYS_IT, "danger": danger, "place": EVERYWHERE, "action": action, "until": ""}
        living.at(at, _warned(living, chance, level, words, parts))


def _morning(chance: Random, day: datetime) -> datetime:
    return datetime.combine(day.date(), time(9 + chance.randrange(2), chance.randrange(60)), day.tzinfo)


def _walk(living: Living, scene: Scene, at: datetime) -> None:
    async def began(now: datetime) -> None:
        chat = scene.chat or scene.member.tg_user_id
        sign = Sign(scene.member, chat, now, now, living.message(), ON_PATROL)
        await check_in(living.session, scene.grid, RoundKind.DAILY, sign)

    living.at(at, began)
    living.at(at + WALK, living.leaves(scene.member))


def _checks(chance: Random, scene: Scene, monday: datetime) -> Iterator[tuple[Place, datetime]]:
    for place in scene.places:
        if place.cycle == DAILY:
            for day in range(7):
                if chance.random() < DAILY_CHECKED:
                    yield place, _morning(chance, monday + day * DAY) + HOUR
        elif chance.random() < CHECKED:
            yield place, _morning(chance, monday + chance.randrange(5) * DAY) + HOUR


def _checked(living: Living, place: Place, member: Person) -> Deed:
    async def deed(now: datetime) -> None:
        await record_check(living.session, place, member, Outcome.ORDER, now, now)

    return deed


def _warned(living: Living, chance: Random, level: NoticeLevel, words: str, parts: dict[str, str]) -> Deed:
    async def deed(now: datetime) -> None:
        writer, second = living.stage.officers[:2]
        session, clock = living.session, WallClock(now, living.zone)
        posts = select(Post).where(col(Post.person_id) == writer.id, col(Post.grid_id) == living.stage.street.id)
        by = HeldPosition((await session.scalars(posts)).one(), living.stage.street)
        notice = await begin_draft(session, NoticeKind.WARNING, writer, by, writer.tg_user_id, words, now)
        await change(session, notice, writer, now, level=level, asks=Asks.STAFF, parts=parts)
        await send(session, notice, notice.revision, writer, clock)
        await agree(session, notice, notice.revision, second, clock)
        for scene in living.stage.scenes:
            for person in {scene.member.id: scene.member, scene.leader.id: scene.leader}.values():
                if chance.random() < CONFIRMED:
                    later = now + (5 + chance.expovariate(1 / 90)) * MINUTE
                    living.at(later, _received(living, notice, person))

    return deed


def _received(living: Living, notice: Notice, person: Person) -> Deed:
    async def deed(now: datetime) -> None:
        await receive(living.session, notice, person, now)

    return deed

"""Check-ins of a campaign day: 2,000 a minute with locations, served over HTTP until all rows are committed."""

from collections.abc import Sequence
from statistics import median

from sqlalchemy import select
from sqlmodel import col

from models.grids.tables import Binding
from models.members.permissions import STAFF
from models.members.tables import Person, Post
from models.patrols.tables import PatrolStop
from models.schema import open_database
from tests.bench.rig.feeder import Serving
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import Databases, databases
from tests.bench.rig.traffic import Traffic
from tests.bench.sides.running import NAIVE, OURS
from tests.bench.throughput import WARM, Speed, per_second, told

NEEDED = 2_000 / 60  # a second


async def staff_of(url: str) -> Sequence[tuple[int, int]]:
    """Each member's and leader's group and Telegram id."""
    database = open_database(url)
    rows = (
        select(col(Binding.chat_id), col(Person.tg_user_id))
        .join(Post, col(Post.grid_id) == col(Binding.grid_id))
        .join(Person, col(Person.id) == col(Post.person_id))
        .where(col(Post.role).in_(STAFF))
        .order_by(col(Person.tg_user_id))
    )
    async with database.read() as session:
        found = [(chat_id, tg) for chat_id, tg in (await session.execute(rows)).all()]
    await database.close()
    return found


async def _round(serving: Serving, made: Databases, count: int) -> tuple[Speed, Speed]:
    url = await made.settled()
    updates = Traffic().check_ins(WARM + count, await staff_of(url))
    ours = await per_second(OURS, serving, url, updates)
    await _all_are_stops(url, len(updates))
    return ours, await per_second(NAIVE, serving, await made.empty(), updates)


async def _all_are_stops(url: str, count: int) -> None:
    database = open_database(url)
    async with database.read() as session:
        stops = (await session.scalars(select(col(PatrolStop.latitude)))).all()
    await database.close()
    if len(stops) != count or None in stops:
        raise RuntimeError(f"of {count} check-ins {len(stops)} became stops")


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    rounds, count = (1, 1000) if quick else (3, 3000)
    async with databases(kind) as made, Serving() as serving:
        pairs = [await _round(serving, made, count) for _ in range(rounds)]
    ours, naive = (", ".join(told(speeds)) for speeds in zip(*pairs, strict=True))
    ratio = median(mine.per_second / NEEDED for mine, _ in pairs)
    cores = median(mine.cpu_ms * NEEDED / 1000 for mine, _ in pairs)
    name, needed = f"check-ins a second, {kind}", f"{NEEDED:.1f}/s needed"
    return [
        Measure(name, ours, f"{needed}; {naive} naive", ratio, 1.0, at_least=True),
        Measure(f"… of a processor, at {NEEDED:.1f}/s", f"{cores:.2f}", "1", cores, 1.0),
    ]

"""What must hold of rounds after every step: they end, they have one card, and nobody's time counts twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.outbox.tables import OutboxMessage
from models.patrols.duty_time import Presence
from models.patrols.hours_owed import duties_on
from models.patrols.tables import LiveTrack, PatrolPerson, PatrolRound, PatrolStop, RoundEnd
from tests.models.conftest import SHANGHAI
from tests.models.patrols.duty_oracle import on_duty
from tests.models.whole_loop.town import Town

CARD = "patrols.card"
DAY, NOTHING = timedelta(days=1), timedelta(0)
LONGEST = timedelta(hours=4)
SILENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class PatrolRows:
    rounds: Mapping[int, PatrolRound]
    parts: Sequence[PatrolPerson]
    stops: Sequence[PatrolStop]
    tracks: Sequence[LiveTrack]


@dataclass
class PatrolWatch:
    town: Town
    cards: Counter[int | None] = field(default_factory=Counter)
    walking: list[int] = field(default_factory=list)
    rounds: int = 0
    heard: dict[int, datetime] = field(default_factory=dict)  # of each live location, when last

    async def look(self, session: AsyncSession, new: Sequence[OutboxMessage], now: datetime) -> None:
        rows = await _read(session)
        for message in new:
            if message.kind.startswith("patrols."):
                self._reaches_only_whom_it_concerns(message, rows)
        for each in rows.rounds.values():
            assert self.cards[each.id] == 1, f"{each} has {self.cards[each.id]} cards"
            ends_or_will(each, [part for part in rows.parts if part.round_id == each.id], now)
        read_now = {stop.id for stop in rows.stops if stop.received_at == now}  # perhaps late; the clock looks next
        for track in rows.tracks:
            assert track.ended_at or track.due_at > now or track.stop_id in read_now, f"{track} is followed for ever"
            assert not track.ended_at or track.began_at <= track.last_at, track
            silent = track.last_at - self.heard.get(track.id, track.began_at)
            assert silent <= SILENCE, f"{track} counts {silent} in which nothing was heard"
        self.heard = {track.id: track.last_at for track in rows.tracks}
        if rows.parts:
            await self._time_is_as_counted_by_hand(session, rows, now)
        self.walking = sorted(part.person_id for part in rows.parts if part.left_at is None)
        self.rounds = len(rows.rounds)
        assert len(self.walking) == len(set(self.walking)), f"{self.walking}: somebody is on two rounds"

    def _reaches_only_whom_it_concerns(self, message: OutboxMessage, rows: PatrolRows) -> None:
        if message.kind == CARD:
            self.cards[message.subject_id] += 1
            assert message.chat_id == rows.rounds[message.subject_id or 0].chat_id, message
        else:
            assert message.chat_id > 0, f"{message.kind} {message.args} is said in {message.chat_id}"

    async def _time_is_as_counted_by_hand(self, session: AsyncSession, rows: PatrolRows, now: datetime) -> None:
        people = {part.person_id for part in rows.parts}
        today = now.astimezone(SHANGHAI).date()
        for day in (today - DAY, today):
            found = await duties_on(session, people, day, now, SHANGHAI)
            midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
            for person_id in people:
                counted = by_hand(presences(rows, person_id, now), midnight)
                assert found[person_id].done == counted, f"{person_id} on {day}: {found[person_id]}, and {counted}"
                assert NOTHING <= counted <= DAY


def ends_or_will(each: PatrolRound, parts: Sequence[PatrolPerson], now: datetime) -> None:
    assert parts, f"nobody was on {each}"
    assert all(part.left_at is None or part.joined_at <= part.left_at for part in parts), f"{parts} left before"
    present = [part for part in parts if part.left_at is None]
    if each.ended_at is None:
        assert present, f"{each} goes on, and nobody is there"
        assert now < each.due_at <= now + LONGEST, f"{each} is not looked at in time"
    else:
        assert not present, f"{each} is over, and {present} are on it"
        assert each.ended_how is not None, each
        last = max(part.left_at for part in parts if part.left_at)
        assert each.ended_how is RoundEnd.CHECKED_OUT or each.ended_at == last, f"{each} ended at another time"


def presences(rows: PatrolRows, person_id: int, now: datetime) -> list[Presence]:
    found = []
    for part in (each for each in rows.parts if each.person_id == person_id):
        begin, end = part.joined_at, part.left_at or max(now, part.joined_at)
        stops = [each for each in rows.stops if (each.round_id, each.person_id) == (part.round_id, person_id)]
        signs = [each.said_at for each in stops if begin <= each.said_at <= end and each.undone_at is None]
        tracks = [each for each in rows.tracks if (each.round_id, each.person_id) == (part.round_id, person_id)]
        shown = [(max(each.began_at, begin), min(each.last_at, end)) for each in tracks]
        found.append(Presence((begin, *signs, end), tuple(span for span in shown if span[0] <= span[1])))
    return found


def by_hand(given: Sequence[Presence], midnight: datetime) -> timedelta:
    """Between two times at which anything changes, each moment is like the first."""
    edges = {sign for each in given for sign in each.signs}
    edges |= {end for each in given for span in each.tracked for end in span}
    edges |= {edge + timedelta(minutes=30) for edge in edges} | {midnight, midnight + DAY}
    within = sorted(edge for edge in edges if midnight <= edge <= midnight + DAY)
    return sum((end - begin for begin, end in pairwise(within) if on_duty(given, begin)), NOTHING)


async def _read(session: AsyncSession) -> PatrolRows:
    rounds = (await session.scalars(select(PatrolRound).order_by(col(PatrolRound.id)))).all()
    return PatrolRows(
        {each.id: each for each in rounds},
        (await session.scalars(select(PatrolPerson))).all() if rounds else (),
        (await session.scalars(select(PatrolStop))).all() if rounds else (),
        (await session.scalars(select(LiveTrack))).all() if rounds else (),
    )

"""Rounds: people check in, alone or together, show where they are or do not, walk with a live location, and leave."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.members.tables import Person
from models.onboarding.chat_reachability import moved as group_moved
from models.patrols.rounds import add_to, check_in, check_out, join, part_at
from models.patrols.spot_checks import begin_spot_check
from models.patrols.stops import Sign, undo
from models.patrols.tables import LiveTrack, PatrolRound, PatrolStop, Proof, RoundKind
from models.patrols.tracks import Position, moved, track_of
from tests.models.whole_loop.checks.mandatory_reports import HOUSEHOLD
from tests.models.whole_loop.machine import CHOICE, PEOPLE, Machine

MOST_ROUNDS = 6
AGO = st.sampled_from((0, 0, 2, 20, 300))  # minutes: what is read late
WORDS = st.sampled_from(("", "2号楼楼道已查", f"5号楼{HOUSEHOLD}为新增困难对象", "电话19900000042"))
LATITUDE, LONGITUDE = 29.356, 105.927
SHOWN = st.sampled_from(("nothing", "photo", "same photo", "pin", "live", "forwarded", "far"))


class Patrols(Machine):
    @precondition(lambda self: self.rounds < MOST_ROUNDS)
    @rule(who=PEOPLE, staff=st.booleans(), where=st.integers(0, 2), private=st.booleans(), shown=SHOWN, ago=AGO)
    def somebody_checks_in(self, who: int, staff: bool, where: int, private: bool, shown: str, ago: int) -> None:
        """In a grid or in its community; where a round runs there, it is a stop of it."""
        grid_id = [*self.town.grids, self.town.community][where]
        person_id = self._walker(who, grid_id, staff=staff)

        async def do(session: AsyncSession, person: Person) -> None:
            chat_id = person.tg_user_id if private else self.town.groups[grid_id]
            grid = await session.get_one(Grid, grid_id)
            await check_in(session, grid, RoundKind.DAILY, self._sign(person, chat_id, shown, ago))

        refused = self.act_as(person_id, do)
        assert isinstance(refused, Refused) is not bool(self.town.over(person_id, grid_id)), refused

    @precondition(lambda self: self.rounds > 0)
    @rule(who=PEOPLE, choice=CHOICE)
    def somebody_joins(self, who: int, choice: int) -> None:
        async def do(session: AsyncSession, person: Person) -> None:
            rounds = (await session.scalars(select(PatrolRound).order_by(col(PatrolRound.id)))).all()
            await join(session, rounds[choice % len(rounds)], person, self.driver.now)

        self.act_as(self.town.humans[who % len(self.town.humans)].id, do)

    @precondition(lambda self: bool(self.walking))
    @rule(choice=CHOICE, shown=SHOWN, words=WORDS, ago=AGO)
    def somebody_shows_a_stop(self, choice: int, shown: str, words: str, ago: int) -> None:
        """In private: what is said there of a household is for no group."""

        async def do(session: AsyncSession, person: Person) -> None:
            sign = self._sign(person, person.tg_user_id, shown, ago, words)
            part = await part_at(session, person.id, sign.at)
            if part is not None:
                await add_to(session, part, sign)

        assert self.act_as(self.walking[choice % len(self.walking)], do) is None

    @precondition(lambda self: self.rounds > 0)
    @rule(choice=CHOICE)
    def a_stop_is_taken_back(self, choice: int) -> None:
        async def do(session: AsyncSession, _person: Person) -> None:
            stops = (await session.scalars(select(PatrolStop).order_by(col(PatrolStop.id).desc()))).all()
            stop = stops[choice % len(stops)]
            await undo(session, stop, await session.get_one(Person, stop.person_id), self.driver.now)

        self.act_as(self.town.humans[0].id, do)

    @precondition(lambda self: bool(self.walking))
    @rule(choice=CHOICE, stopped=st.booleans(), steps=st.integers(1, 6))
    def a_live_location_moves_or_stops(self, choice: int, stopped: bool, steps: int) -> None:
        async def do(session: AsyncSession, person: Person) -> None:
            tracks = select(LiveTrack).where(col(LiveTrack.person_id) == person.id).order_by(col(LiveTrack.id).desc())
            newest = (await session.scalars(tracks.limit(1))).first()
            track = await track_of(session, newest.chat_id, newest.message_id or 0) if newest else None
            if track is not None:
                period = None if stopped else 3600
                north = LATITUDE + steps * 0.001
                position = Position(north, LONGITUDE, Proof.LIVE, 12.0, track.message_id, period)
                await moved(session, track, position, track.began_at, self.driver.now, self.driver.now)

        assert self.act_as(self.walking[choice % len(self.walking)], do) is None

    @rule(choice=CHOICE, who=PEOPLE, walking=st.booleans(), ago=AGO)
    def somebody_checks_out(self, choice: int, who: int, walking: bool, ago: int) -> None:
        """Also who has not checked in."""
        ours = walking and bool(self.walking)
        person_id = self.walking[choice % len(self.walking)] if ours else self.town.humans[who].id

        async def do(session: AsyncSession, person: Person) -> None:
            now = self.driver.now
            await check_out(session, person, now - timedelta(minutes=ago), now)

        refused = self.act_as(person_id, do)
        assert person_id not in self.walking or refused is None, refused

    @rule(who=PEOPLE, number=st.integers(1, 3))
    def a_leader_draws_a_spot_check(self, who: int, number: int) -> None:
        async def do(session: AsyncSession, person: Person) -> None:
            await begin_spot_check(session, number, self._sign(person, person.tg_user_id, "nothing", 0))

        self.act_as(self.town.humans[who].id, do)

    @rule(where=st.integers(0, 2))
    def a_group_is_upgraded(self, where: int) -> None:
        grid_id = [*self.town.grids, self.town.community][where]
        old = self.town.groups[grid_id]
        new = old - 1000

        async def do(session: AsyncSession, _person: Person) -> None:
            await group_moved(session, old, new, self.driver.now)

        assert self.act_as(self.town.humans[0].id, do) is None
        self.town.groups[grid_id] = new

    def _walker(self, who: int, grid_id: int, *, staff: bool) -> int:
        own = [human for human in self.town.humans if self.town.over(human.id, grid_id)]
        return own[who % len(own)].id if staff and own else self.town.humans[who].id

    def _sign(self, person: Person, chat_id: int, shown: str, ago: int, words: str = "") -> Sign:
        self.driver.messages += 1
        number, now = self.driver.messages, self.driver.now
        photo = "photo" in shown or shown == "forwarded"
        unique = "same" if shown == "same photo" else f"unique-{number}"
        found = (Found("photo", f"file-{number}", 1000, number, unique_id=unique),) if photo else ()
        said_at = now - timedelta(minutes=ago)
        position = self._position(shown, number)
        forwarded = shown == "forwarded"
        return Sign(person, chat_id, said_at, now, number, words, found, position, forwarded=forwarded)

    def _position(self, shown: str, number: int) -> Position | None:
        if shown == "live":
            return Position(LATITUDE, LONGITUDE, Proof.LIVE, 12.0, number, 3600)
        if shown in ("pin", "far"):
            return Position(LATITUDE + (0.5 if shown == "far" else 0.0), LONGITUDE, Proof.PIN)
        return None

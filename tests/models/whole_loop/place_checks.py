"""Places are checked, by code or from their page, found locked, closed and opened again; tables of duties change."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.checklists.filling import nobody_let_in, open_checklist, submit, turn
from models.checks.duties import parse
from models.checks.duty_tables import kinds_known, reset_duties, set_duties
from models.errors import Refused
from models.grids.tables import Grid
from models.members.permissions import Who
from models.members.tables import Person
from models.patrols.rounds import check_in
from models.patrols.stops import Sign
from models.patrols.tables import RoundKind
from models.places.changes.actions import may
from models.places.changes.proposals import change_place
from models.places.tables import Place, PlaceAct
from tests.models.whole_loop.machine import CHOICE, PEOPLE, Machine

FOUND = ("order", "problem", "locked", "not finished")
TABLES = ("member  shop  daily\nmember  grid  daily", "leader  places  cycle\nleader  hours  daily", "")


class PlaceChecks(Machine):
    @rule(who=PEOPLE, able=st.booleans(), choice=CHOICE, scanned=st.booleans(), found=st.sampled_from(FOUND))
    def somebody_checks_a_place(self, who: int, able: bool, choice: int, scanned: bool, found: str) -> None:
        """As the handlers do: a scan is a stop of staff; who is responsible checks without a round."""
        place_id = self._chosen(choice)
        person_id = self._checker(who, place_id, able=able)

        async def do(session: AsyncSession, person: Person) -> None:
            place, stop_id = await session.get_one(Place, place_id), None
            if place.closed_at is None and scanned and await may(session, place, Who.STAFF, person):
                stop_id = await self._stop(session, place, person)
            listed = await open_checklist(session, place, person, self.driver.now, scanned=scanned, stop_id=stop_id)
            if found == "locked":
                await nobody_let_in(session, listed, person, self.driver.now)
            elif found != "not finished":
                if found == "problem" and listed.items:
                    for _ in range(2):
                        await turn(session, listed, 0, self.driver.now)
                await submit(session, listed, person, self.driver.now, rest=True)

        refused = self.act_as(person_id, do)
        own = bool(self.town.over(person_id, self.town.places[place_id]))
        assert not own or not isinstance(refused, Refused), f"{person_id} may not check {place_id}: {refused}"

    async def _stop(self, session: AsyncSession, place: Place, person: Person) -> int:
        now = self.driver.now
        sign = Sign(person, person.tg_user_id, now, now, words=place.name, place_id=place.id)
        grid = await session.get_one(Grid, place.grid_id)
        return (await check_in(session, grid, RoundKind.DAILY, sign)).stop.id

    @rule(who=PEOPLE, choice=CHOICE, act=st.sampled_from((PlaceAct.CLOSE, PlaceAct.REOPEN)))
    def a_place_closes_or_opens(self, who: int, choice: int, act: PlaceAct) -> None:
        place_id = self._chosen(choice)

        async def do(session: AsyncSession, person: Person) -> None:
            await change_place(session, await session.get_one(Place, place_id), act, person, self.driver.now)

        self.act_as(self._checker(who, place_id, able=True), do)

    @rule(where=st.integers(0, 1), table=st.sampled_from(TABLES))
    def a_grid_gets_duties_of_its_own_or_has_the_streets(self, where: int, table: str) -> None:
        grid_id = self.town.grids[where]

        async def do(session: AsyncSession, _person: Person) -> None:
            grid = await session.get_one(Grid, grid_id)
            if table:
                await set_duties(session, grid, parse(table, kinds_known(session)), self.driver.now)
            else:
                await reset_duties(session, grid)

        assert self.act_as(self.town.humans[0].id, do) is None

    @rule(days=st.integers(1, 2))
    def mornings_pass(self, days: int) -> None:
        """To the next morning, when leaders hear what was missed, as many times."""
        for _ in range(days):
            tomorrow = self.driver.now + timedelta(days=1)
            self.run(self.driver.tick(tomorrow.replace(hour=1, minute=0, second=0, microsecond=0)))
            self.all_is_well()

    def _chosen(self, choice: int) -> int:
        places = sorted(self.town.places)
        return places[choice % len(places)]

    def _checker(self, who: int, place_id: int, *, able: bool) -> int:
        own = [human for human in self.town.humans if self.town.over(human.id, self.town.places[place_id])]
        return own[who % len(own)].id if able and own else self.town.humans[who].id

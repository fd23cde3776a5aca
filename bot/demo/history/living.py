"""The plan comes true: each thing at its time, by the same actions that buttons and messages call."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from heapq import heappop, heappush
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.history.plan import DAY, HOUR, MINUTE, ORDERED, Report, Turn, begin_of
from bot.demo.history.scenes import Scene, Stage
from bot.demo.history.time import Passing
from bot.demo.history.words import NO_HAZARD, ORDER, REASON
from models.errors import WanggeError
from models.hazards.reporting.submit import Said, report, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.patrols.rounds import check_in, check_out
from models.patrols.stops import Sign
from models.patrols.tables import RoundKind

Deed = Callable[[datetime], Awaitable[None]]
BEFORE_IT, AFTER_IT = 10 * MINUTE, 25 * MINUTE  # of a round, around what is found on it
LOOK_EVERY = 3 * HOUR  # what falls due meanwhile comes a little late


@dataclass
class Living:
    """Deeds wait for their time; what is not refused happens, and each may have others follow."""

    session: AsyncSession
    stage: Stage
    opens: datetime
    zone: tzinfo
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _messages: Iterator[int] = field(default_factory=lambda: count(1))

    def at(self, moment: datetime, deed: Deed) -> None:
        """Later than the demo opens nothing happens."""
        if moment < self.opens:
            heappush(self._deeds, (moment, next(self._order), deed))

    async def live(self) -> None:
        passing, looked = Passing(self.session, self.zone), begin_of(self.opens, self.zone)
        while self._deeds:
            moment, _, deed = heappop(self._deeds)
            if moment - looked > LOOK_EVERY:
                await passing.until(moment)
                looked = moment
            try:
                await deed(moment)
            except WanggeError:
                continue
        await passing.until(self.opens)
        await passing.over()

    def message(self) -> int:
        return -next(self._messages)

    def reports(self, planned: Sequence[Report]) -> None:
        for each in planned:
            scene = self._scene(each)
            if each.resident is None:
                self._on_patrol(each, scene)
            else:
                self._by_resident(each, scene, self.stage.residents[each.resident])

    def _scene(self, planned: Report) -> Scene:
        """Where a group is looked at, nothing is left open: what goes on as the demo opens is in another grid."""
        first, *others = self.stage.communities[planned.community]
        over = planned.turn is not Turn.STUCK and max(planned.closed, planned.answered or planned.closed) < self.opens
        return first if over or not others else others[0]

    def _by_resident(self, planned: Report, scene: Scene, resident: Person) -> None:
        async def said(now: datetime) -> None:
            words = Said(scene.chat or resident.tg_user_id, self.message(), planned.words, person=resident)
            how = report if scene.chat is not None else report_discreetly
            self._goes_on(await how(self.session, words, scene.grid, now, self.zone), planned, scene)

        self.at(planned.at, said)

    def _on_patrol(self, planned: Report, scene: Scene) -> None:
        member, chat = scene.member, scene.chat or scene.member.tg_user_id

        async def found(now: datetime) -> None:
            begun = Sign(member, chat, now - BEFORE_IT, now, self.message(), planned.words)
            stop = (await check_in(self.session, scene.grid, RoundKind.DAILY, begun)).stop
            words = Said(chat, self.message(), planned.words, person=member)
            how = report if scene.chat is not None else report_discreetly
            hazard = await how(self.session, words, scene.grid, now, self.zone)
            hazard.stop_id = stop.id
            self._goes_on(hazard, planned, scene)

        self.at(planned.at, found)
        self.at(planned.at + AFTER_IT, self.leaves(member))

    def leaves(self, member: Person) -> Deed:
        async def left(now: datetime) -> None:
            await check_out(self.session, member, now, now)

        return left

    def _goes_on(self, hazard: Hazard, planned: Report, scene: Scene) -> None:
        def acts(moment: datetime, what: Act, by: Person, **given: Any) -> None:
            self.at(moment, self._acted(hazard, what, by, given))

        if planned.accepted is not None:
            acts(planned.accepted, Act.ACCEPT, scene.member)
        done, closed, answered = planned.done, planned.closed, planned.answered
        match planned.turn:
            case Turn.STUCK:
                due = (planned.at + ORDERED * DAY).date().isoformat()
                told = {**ORDER, "facts": planned.words}
                acts(planned.done, Act.ORDER, scene.leader, due=due, **told)
                return
            case Turn.DISMISSED:
                acts(done, Act.DISMISS, scene.leader, reason=NO_HAZARD)
                return
            case Turn.SENT_BACK:
                acts(done, Act.DONE, scene.member)
                acts(done + (closed - done) / 3, Act.SEND_BACK, scene.leader, reason=REASON)
                acts(done + (closed - done) / 2, Act.DONE, scene.member)
                acts(closed, Act.CLOSE, scene.leader)
            case _:
                acts(done, Act.DONE, scene.member)
                acts(closed, Act.CLOSE, scene.leader)
        if answered is None or planned.resident is None:
            return
        resident = self.stage.residents[planned.resident]
        if planned.turn is not Turn.REOPENED:
            acts(answered, Act.SATISFIED, resident)
            return
        acts(answered, Act.DISSATISFIED, resident, reason=REASON)
        again = answered + (closed - planned.at) / 2
        acts(again, Act.DONE, scene.member)
        acts(again + (closed - done) / 2, Act.CLOSE, scene.leader)

    def _acted(self, hazard: Hazard, what: Act, by: Person, given: dict[str, Any]) -> Deed:
        async def deed(now: datetime) -> None:
            await perform(self.session, hazard, what, by, now, self.zone, **given)

        return deed

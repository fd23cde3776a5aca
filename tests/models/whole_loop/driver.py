"""Hands for the whole-loop machine: what people and the clock do, each in one transaction, as the handlers do it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, ticks
from bot.configuration.settings import Settings
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.departments.tables import departments_for
from models.domains import DOMAINS
from models.errors import Conflict, Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.hazards.assignment.tables import assignable
from models.hazards.rectification import pdf_queue
from models.hazards.rectification.tables import unfinished
from models.hazards.reporting import duplicates, submit
from models.hazards.reporting.submit import Said
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.outbox.alert_lists import fold
from models.retention import RETENTION
from tests.due import audit
from tests.models.conftest import SHANGHAI

DAY = timedelta(days=1)
Do = Callable[[AsyncSession], Awaitable[object]]
WORDS = {
    **dict.fromkeys((Act.DISMISS, Act.OBJECT, Act.SEND_BACK, Act.LIFT, Act.VOID, Act.HAND_UP, Act.DECLINE), "reason"),
    Act.OUTCOME: "outcome",
    Act.PROGRESS: "progress",
}


class Hands(Timekeeper):
    """A clock whose hands are moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


class Driver:
    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.hands = database, Hands(now)
        database.info[RETENTION.name] = Settings().retention
        self.clock = Clock(database, self.hands, ticks(DOMAINS, SHANGHAI))
        self.messages = 1000

    @property
    def now(self) -> datetime:
        return self.hands.at

    async def attempt(self, do: Do) -> Refused | Conflict | None:
        """Caught inside the transaction, as handlers do: what a refusal had changed would be committed."""
        refused = None
        async with self.database.write() as session:
            connection = await (await session.connection()).get_raw_connection()
            driver = connection.driver_connection
            assert driver is not None
            before = driver.total_changes
            try:
                await do(session)
            except (Refused, Conflict) as error:
                refused = error
            await fold(session, self.now)
        assert refused is None or driver.total_changes == before, f"{refused} changed rows all the same"
        return refused

    async def tick(self, to: datetime) -> None:
        """All that is due then, notices drawn before; a tick that failed is not among the beaten."""
        assert await self.attempt(self.make_rectification_pdfs) is None
        self.hands.at = to
        await self.clock.beat_all()
        failed = [tick.name for tick in self.clock.ticks if self.clock.beaten.get(tick.name) != to]
        assert not failed, f"these ticks failed: {failed}"
        async with self.database.read() as session:
            found = await audit(session, to)
        assert found.clean, found

    async def next_due(self) -> datetime | None:
        async with self.database.read() as session:
            found = [await session.scalar(rows.next_due()) for domain in DOMAINS for rows in domain.due]
        return min((at for at in found if at is not None), default=None)

    async def make_rectification_pdfs(self, session: AsyncSession) -> None:
        for wanted in await pdf_queue.claim_wanted(session, self.now, 10):
            await session.flush()
            await pdf_queue.made(session, wanted, "notice.pdf", self.now)

    async def speak(self) -> None:
        """What waits in the outbox is said."""
        said = "UPDATE outbox SET state = 'sent', message_id = coalesce(message_id, id % 1000000), sent_at = not_before"
        async with self.database.write() as session:
            await session.execute(text(f"{said} WHERE state = 'pending'"))

    def said(self, chat_id: int, words: str, person: Person | None, *, photo: bool) -> Said:
        self.messages += 1
        found = (Found("photo", f"file-{self.messages}", 1000, self.messages),) if photo else ()
        return Said(chat_id, self.messages, words, found, person=person)

    async def report(self, session: AsyncSession, said: Said, grid_id: int, *, private: bool) -> None:
        grid = await session.get_one(Grid, grid_id)
        if private:
            await submit.report_discreetly(session, said, grid, self.now, SHANGHAI)
        else:
            await submit.report(session, said, grid, self.now, SHANGHAI)

    async def add(self, session: AsyncSession, hazard_id: int, said: Said) -> None:
        hazard = await duplicates.where_it_stands(session, await session.get_one(Hazard, hazard_id))
        await submit.add(session, hazard, said, self.now, SHANGHAI)

    async def answer_same(self, session: AsyncSession, hazard_id: int, person_id: int, *, same: bool) -> None:
        """As pressed on the card: where the original has ended meanwhile, it is another hazard after all."""
        hazard, person = await session.get_one(Hazard, hazard_id), await session.get_one(Person, person_id)
        try:
            if same:
                await duplicates.join_asked(session, hazard, person, self.now, SHANGHAI)
                return
        except Conflict:
            pass
        await duplicates.keep_apart(session, hazard, person, self.now, SHANGHAI)

    async def press(self, session: AsyncSession, hazard_id: int, what: Act, person_id: int, days: int) -> None:
        """With answers such as the questions let through; where none can be given, nothing is done."""
        hazard, person = await session.get_one(Hazard, hazard_id), await session.get_one(Person, person_id)
        given = await self._given(session, hazard, what, days, person)
        if given is not None:
            await perform(session, hazard, what, person, self.now, SHANGHAI, **given)

    async def _given(
        self, session: AsyncSession, hazard: Hazard, what: Act, days: int, by: Person
    ) -> dict[str, Any] | None:
        today = self.now.astimezone(SHANGHAI).date()
        due = {"due": (today + days * DAY).isoformat()}
        match what:
            case Act.ASSIGN:
                people = [person for person, _ in await assignable(session, hazard, by)] or [
                    by
                ]  # nobody may give it to oneself
                return {"to": people[days % len(people)].id}
            case Act.PUT_OFF:
                return {**due, "reason": "等待材料"}
            case Act.ORDER:
                return {**due, "responsible": "南大街3号楼物业", "place": "南大街3号楼", "facts": "楼道堆物"}
            case Act.CORRECT:
                changed = {"responsible": ["南大街3号楼物业", "南大街3号院物业"]}
                moved = {"due": ["", due["due"]]} if days > 1 else {}
                return {"reason": "笔误", "number": "1", "changes": changed | moved}
            case Act.EXTEND:
                order = await unfinished(session, hazard.id)
                start = max(today, order.due_at.astimezone(SHANGHAI).date()) if order else today
                return {"due": (start + days * DAY).isoformat(), "reason": "材料未到"}
            case Act.TRANSFER:
                found = await departments_for(session, await session.get_one(Grid, hazard.grid_id))
                return {**due, "department": found[days % len(found)].id, "remark": ""}
            case Act.DUPLICATE:
                fitting = await duplicates.originals(session, hazard)
                return {"original": fitting[days % len(fitting)].number} if fitting else None
            case Act.SUPERVISE:
                return {**due, "requirement": ""}
        key = WORDS.get(what)
        return {key: "现场已经处理"} if key else {}


def waits(hazard: Hazard) -> bool:
    return hazard.state is State.DRAFT and hazard.due_at is not None

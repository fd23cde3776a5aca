"""收到 from everybody of a whole street at once, and an urgent hazard that comes last of all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot import wiring
from bot.wiring import App
from handlers.request import Toast
from models.grids.tables import Binding
from models.inbox.updates import UNHURRIED, InboxUpdate
from models.members.tables import Person, Post, Role
from sandbox.control.people import labelled
from tests.journeys.broadcasts import (
    LIMITS,
    STREET_LEADER,
    all_sent,
    asked,
    heard_all,
    many_groups,
    sent_to_all,
    taken,
    until,
    words_of,
)
from tests.journeys.conftest import watched_town
from tests.journeys.town import Json, Town, words

pytestmark = pytest.mark.long
GROUPS, EACH = 339, 50
LEADERS, RESIDENTS = 5_000_000, 6_000_000  # from which numbers on; nobody else has one of these
TEXT, SMOKE = "今晚大风，请关好门窗", "3号楼楼道冒烟"
EDITS = ("editMessageText", "editMessageCaption")


@dataclass
class Toasts:
    """What the worker would tell who pressed, and how many calls the Bot API had taken by then."""

    town: Town
    told: list[tuple[str, int]] = field(default_factory=list)

    async def work(self, app: App) -> None:
        """The worker as it is, but for the one call that Telegram takes without limits."""
        async with wiring.listening_bot(app, "work") as bot:
            worker = await wiring.worker(app, bot)
            worker.answer = self._answer
            await worker.run()

    async def _answer(self, _query: str, toast: Toast) -> None:
        self.told.append((toast.text, self.town.sandbox.calls.last))


async def _leaders(town: Town, groups: list[int]) -> None:
    """One of each group's grid, as if they had claimed their posts."""
    async with town.app.database.write() as session:
        now = town.app.timekeeper.now()
        grids = {each.chat_id: each.grid_id for each in await session.scalars(select(Binding))}
        for number, group in enumerate(groups):
            person = Person(tg_user_id=LEADERS + number, name=f"网格长{number}", first_seen=now, started=False)
            session.add(person)
            await session.flush()
            post = Post(grid_id=grids[group], role=Role.LEADER, name=person.name, phone=f"+86188{number:08}")
            post.person_id, post.claimed_at = person.id, now
            session.add(post)


def _presses(town: Town, groups: list[int]) -> Iterator[Json]:
    """By everybody of every group, all over the street at a time; the leader somewhere among their residents. Telegram
    counts them before whatever comes next.
    """
    counted = town.sandbox.world.bots[town.bot].updates
    first, counted.next_id = counted.next_id, counted.next_id + GROUPS * EACH
    standing = [town.sandbox.world.groups[chat].messages.values() for chat in groups]
    copies = [next(each.view for each in said if TEXT in words(each.view)) for said in standing]
    data = labelled(copies[0], "收到")
    for turn in range(EACH):
        for number, copy in enumerate(copies):
            who = LEADERS + number if turn == number % EACH else RESIDENTS + number * EACH + turn
            person = {"id": who, "is_bot": False, "first_name": "某人"}
            about = {"chat_instance": str(number), "data": data}
            at = turn * GROUPS + number
            yield {
                "update_id": first + at,
                "callback_query": {"id": str(at), "from": person, "message": copy, **about},
            }


async def _handed_in(town: Town, presses: list[Json]) -> None:
    for first in range(0, len(presses), 1000):
        await town.bring(*presses[first : first + 1000])


async def _came(town: Town, text: str) -> bool:
    """Listening has kept what somebody said."""
    said = select(col(InboxUpdate.update_id)).where(col(InboxUpdate.payload).contains(text)).limit(1)
    async with town.app.database.read() as session:
        return await session.scalar(said.where(col(InboxUpdate.kind) == "message")) is not None


@pytest.mark.timeout(240)
async def test_an_urgent_hazard_does_not_wait_for_the_presses_of_a_whole_street(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with watched_town(sqlite_url, tmp_path, **LIMITS) as town:
        boss, resident = await town.person(*STREET_LEADER), await town.person("李秀英")
        await town.claim(boss)
        groups = await many_groups(town, boss, GROUPS, (resident,))
        await _leaders(town, groups)
        await town.driver.limits(enabled=True)
        await sent_to_all(town, boss, f"/notice {TEXT}", "确认：无")
        await all_sent(town)

        await town.staff.halt("work")
        presses = list(_presses(town, groups))
        await _handed_in(town, presses)
        await town.driver.text(groups[-1], resident, f"/report@wangge_bot {SMOKE}")
        await until(town, lambda: _came(town, SMOKE))
        toasts, before = Toasts(town), town.sandbox.calls.last
        town.staff.start("work", toasts.work)
        await until(town, lambda: taken(town))
        await town.settled()

        alarm = [call for call in town.sandbox.calls.since(before) if call["method"] == "sendMessage"]
        assert ["H1" in words_of(call) for call in alarm] == [True, True]
        assert {call["chat"] for call in alarm} == {groups[-1], boss}
        answered = [sum(seen < call["n"] for _, seen in toasts.told) for call in alarm]
        assert max(answered) <= 8 * UNHURRIED, answered  # they were all there before the hazard came
        told = Counter(text for text, _ in toasts.told)
        assert {text for text in told if "您是第" in text} == {
            f"已收到，您是第{nth}位，共{GROUPS}个岗位。" for nth in range(1, GROUPS + 1)
        }
        assert sum(count for text, count in told.items() if "您无需操作" in text) == GROUPS * (EACH - 1)
        assert sum(told.values()) == len(presses) == GROUPS * EACH

        for ticks in range(1, 9):
            await town.later(1)
            await town.settled()
            edits = [call["chat"] for call in asked(town, *EDITS) if f"已收到{GROUPS}/{GROUPS}" in words_of(call)]
            assert len(edits) == len(set(edits)) <= ticks  # one a second, over all copies
        assert edits
        progress = [words_of(call) for call in asked(town, *EDITS) if call["chat"] == boss]
        assert f"收到 {GROUPS}/{GROUPS}" in progress[-1]
        await heard_all(town, boss, *groups)

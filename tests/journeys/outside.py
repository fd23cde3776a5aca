"""The program as it is run for real: processes of their own, against a sandbox in the test's process."""

import asyncio
import csv
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import aiohttp
import psutil
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.hazards.tables import Hazard
from models.inbox.updates import InboxState, InboxUpdate
from models.outbox.tables import MessageState, OutboxMessage
from models.roster.importer import import_roster
from models.roster.validate import check_file
from models.schema import open_database
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.journeys.town import HEADER, PATIENCE, Json, words

ROOT = Path(__file__).parents[2]
GROUPS = 20
REPORTERS = 2 * GROUPS  # so many that none of them makes a flood
CODE = re.compile(r"\bH\d+\b")
HEALTH = re.compile(r"health is told on port (\d+)")


@dataclass
class Program:
    """A running `python -m bot …`."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def end(self) -> None:
        """Also those it has started itself."""
        if self.process.returncode is None:
            for each in psutil.Process(self.process.pid).children(recursive=True):
                each.kill()
            await self.kill()

    async def stop(self) -> int:
        """As an operator or the machine does it: SIGTERM; gives the exit status."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


@dataclass
class Site:
    """A street whose groups are bound; the programs that serve it share `environment`."""

    sandbox: Sandbox
    driver: Driver
    database: Database
    folder: Path
    environment: dict[str, str]
    bot: int = 0
    resident: int = 0
    groups: list[int] = field(default_factory=list)
    reporters: list[int] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)

    async def run(self, *verb: str, module: str = "bot", **environment: str) -> Program:
        log = self.folder / f"{len(self.programs)}-{verb[0]}.log"
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        ours = {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *verb),
                cwd=self.folder,
                env={**os.environ, **ours, **self.environment, **environment},
                stdout=file,
                stderr=file,
            )
        self.programs.append(Program(process, log))
        return self.programs[-1]

    async def report(self, numbers: Iterable[int]) -> None:
        """From group to group, so that many chats are under way at once."""
        for number in numbers:
            group, reporter = self.groups[number % GROUPS], self.reporters[number % REPORTERS]
            await self.driver.text(group, reporter, f"/report@wangge_bot 堆物{number}。")

    async def hears(self, chat: int, person: int, *texts: str) -> Json:
        def right(message: Json) -> bool:
            return bool(message["from"]["is_bot"]) and all(text in words(message) for text in texts)

        return await self.driver.wait_message(chat, person, right, timeout=PATIENCE)

    async def claim(self, name: str, phone: str) -> int:
        """Somebody on the staff joins every group, starts the bot and shares their contact."""
        person: int = (await self.driver.person(name, phone=phone, language_code="zh-hans"))["id"]
        for group in self.groups:
            await self.driver.members(group, person, "add")
        await self.driver.open(person, start="")
        await self.hears(person, person, "您好")
        await self.driver.contact(person, person)
        await self.hears(person, person, "认领成功")
        return person

    async def listening(self) -> None:
        await asyncio.wait_for(self.sandbox.world.bots[self.bot].updates.polled.wait(), PATIENCE)

    async def heard(self, program: Program, text: str) -> None:
        """Waits until the program has logged this."""
        await self.until(lambda: text in program.said, f"{text!r} in the log")

    async def health(self, program: Program, *, fit: bool) -> list[str]:
        """Waits until /healthz of a program that was run with HEALTH_PORT says so; gives its reasons."""
        await self.until(lambda: HEALTH.search(program.said) is not None, "its port")
        address = f"http://127.0.0.1:{HEALTH.findall(program.said)[-1]}/healthz"
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as client:
            while True:
                async with client.get(address) as response:
                    if (response.status == HTTPStatus.OK) is fit:
                        return list((await response.json())["reasons"])
                await self.driver.events(await self.driver.mark(), timeout=0.1)

    async def asked(self, method: str) -> None:
        """Waits until this was asked of the Bot API."""
        await self.until(lambda: any(call["method"] == method for call in self.sandbox.calls.since(0)), method)

    async def sent(self, count: int) -> None:
        await self.until(lambda: sum(self.cards().values()) >= count, f"{count} cards")

    async def settled(self) -> None:
        """Everything is handled and sent."""
        async with asyncio.timeout(PATIENCE):
            while await self._under_way():
                await self.driver.events(await self.driver.mark(), timeout=0.1)

    async def reports(self) -> Counter[str]:
        """How many hazards each report has become."""
        async with self.database.read() as session:
            return Counter((await session.scalars(select(col(Hazard.text)))).all())

    def cards(self) -> Counter[str]:
        """How many messages of ours show each hazard."""
        said = [message for chat in self.groups for message in self.sandbox.world.groups[chat].messages.values()]
        return Counter(code for message in said if message.by_bot for code in CODE.findall(words(message.view))[:1])

    async def until(self, true: Callable[[], bool], what: str) -> None:
        until = asyncio.get_running_loop().time() + PATIENCE
        while not true():
            assert asyncio.get_running_loop().time() < until, f"waited in vain for {what}"
            await self.driver.events(await self.driver.mark(), timeout=0.1)

    async def _under_way(self) -> bool:
        if self.sandbox.world.bots[self.bot].updates.pending:
            return True
        kept = select(col(InboxUpdate.update_id)).where(col(InboxUpdate.state) == InboxState.PENDING)
        posted = select(col(OutboxMessage.id)).where(col(OutboxMessage.state) == MessageState.PENDING)
        async with self.database.read() as session:
            return any([await session.scalar(rows.limit(1)) is not None for rows in (kept, posted)])

    async def settle(self) -> None:
        bot = await self.driver.bot(username="wangge_bot", first_name="网格哨")
        self.bot, self.environment["BOT_TOKEN"] = bot["id"], bot["token"]
        self.resident = (await self.driver.person("李秀英", language_code="zh-hans"))["id"]
        for number in range(REPORTERS):
            self.reporters.append((await self.driver.person(f"{number}号居民", language_code="zh-hans"))["id"])
        for number in range(GROUPS):
            members = [self.bot, *self.reporters[number::GROUPS]]
            made = await self.driver.group(f"{number}网格群", self.resident, members=members)
            self.groups.append(made["id"])
        async with self.database.write() as session:
            await self._bind(session, datetime.now(UTC))

    async def _bind(self, session: AsyncSession, now: datetime) -> None:
        rows = [("S", "街道", "street", "", "", "", "", "", "")]
        staff = ("谭远康", "19900000009", "傅勇:19900000007")
        rows += [(f"S-{number}", f"{number}网格", "grid", "S", *staff, "", "") for number in range(GROUPS)]
        roster = self.folder / "roster.csv"
        with roster.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        await import_roster(session, check_file(roster), now)
        grids = await session.scalars(select(Grid).where(col(Grid.level) == Level.GRID))
        for grid, group in zip(grids.all(), self.groups, strict=True):
            session.add(Chat(id=group, type="supergroup", title=f"{grid.name}群", seen_at=now))
            session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=group, bound_at=now))


@asynccontextmanager
async def site(database_url: str, folder: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        sandbox = Sandbox(strict=True)
        address = await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        driver = await stack.enter_async_context(Driver(address))
        database = open_database(database_url)
        stack.push_async_callback(database.close)
        environment = {
            "TELEGRAM_API_URL": address,
            "DATABASE_URL": database_url,
            "DATA_DIR": str(folder / "data"),
            "SEND_PER_SECOND": "1000",
            "SEND_PER_CHAT_SECOND": "1000",
            "SEND_PER_GROUP_MINUTE": "10000",
        }
        opened = Site(sandbox, driver, database, folder, environment)
        await opened.settle()
        try:
            yield opened
        finally:
            for program in opened.programs:
                await program.end()
        assert sandbox.complaints == []

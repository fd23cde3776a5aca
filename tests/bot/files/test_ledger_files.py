import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.files.ledger_files import LedgerFiles
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.hazards.reporting.submit import Said, report
from models.ledgers.asking import ask_for
from models.ledgers.columns import LedgerName
from models.ledgers.queue import AS_FILE, FILE, KEPT, LEASE, RETRY_AFTER, STATUS, TRIES, claim, go_on, made
from models.ledgers.tables import ExportState, Failure, LedgerExport
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import SIGNAL, Lane, MessageState, OutboxMessage
from models.places.tables import Place
from models.schedule.report_periods.periods import Days
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street, build, resign

MONTH = Days(date(2026, 11, 1), date(2026, 11, 30))
SECOND = timedelta(seconds=1)
PATIENCE = 60  # seconds; one processor may be wanted by others
WORDS = "=1+1 楼道堆物，请打13912345678"
OTHERS = ("电动车飞线充电", "灭火器过期", "消防通道被占", "电线老化")


@pytest.fixture
def clock(now: datetime) -> Timekeeper:
    return Timekeeper(now)


@pytest.fixture
def ledgers(database: Database, clock: Timekeeper, tmp_path: Path) -> LedgerFiles:
    return LedgerFiles(database, tmp_path / "ledgers", clock, SHANGHAI, "wangge_bot")


@pytest.fixture
async def street(database: Database, now: datetime) -> Street:
    """With two hazards and a place."""
    async with database.write() as session:
        made = await build(session, now)
        session.add(
            Place(
                code="P1", kind="shop", name="老王副食店", grid_id=made.grid.id, responsible="王老板",
                phone="+8613912345678", opened_at=now, confirmed_at=now,
            )
        )  # fmt: skip
    await reported(database, made, now, WORDS, OTHERS[0])
    return made


async def reported(database: Database, street: Street, now: datetime, *words: str) -> None:
    for number, each in enumerate(words, len(words) * 10):
        async with database.write() as session:
            await report(session, Said(GROUP, number, each, person=street.resident), street.grid, now, SHANGHAI)


async def ask(
    database: Database, street: Street, now: datetime, kind: LedgerName = LedgerName.HAZARDS, **more: Any
) -> int:
    async with database.write() as session:
        leader = street.leader
        return (await ask_for(session, kind, street.grid, MONTH, leader, leader.tg_user_id, now, **more)).id


async def export_of(database: Database, export_id: int) -> LedgerExport:
    async with database.read() as session:
        return await session.get_one(LedgerExport, export_id)


async def messages(database: Database, kind: str = FILE) -> Sequence[OutboxMessage]:
    async with database.read() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
        return (await session.scalars(rows)).all()


async def settled(database: Database, state: MessageState, form: str = AS_FILE) -> None:
    """As delivery leaves what it has said, or has not."""
    async with database.write() as session:
        for message in (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == FILE))).all():
            message.state, message.form = state, form


def is_there(export: LedgerExport) -> bool:
    return Path(str(export.file)).is_file()


def lose(export: LedgerExport) -> None:
    Path(str(export.file)).unlink()


def sheet(file: str | None, number: int = 1) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(str(file)).worksheets[number].iter_rows(values_only=True))


async def test_a_ledger_that_is_asked_for_is_made_and_posted_and_gone_once_it_is_said(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    assert not ledgers.folder.exists()
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.rows, export.total) == (ExportState.MADE, 2, 2)
    header, first, _second, total = sheet(export.file)
    told = dict(zip(header, first, strict=True))
    assert (told["编号"], told["网格"], told["状态"], told["等级"]) == ("H1", "S-1-1网格", "待受理", "一般")
    assert told["上报时间"] == datetime(2026, 11, 16, 9)  # noqa: DTZ001
    assert told["内容"] == "=1+1 楼道堆物，请打139****5678"
    assert (told["报告人"], total[0]) == (None, "合计")
    about = dict(row[:2] for row in sheet(export.file, 0))
    assert (about["申请人"], about["用途"], about["行数"]) == ("谭远康（S-1-1网格网格长）", "日常工作", 2)
    assert "未含个人信息" in str(about["保密要求"])
    [message] = await messages(database)
    assert (message.chat_id, message.subject_id) == (street.leader.tg_user_id, export_id)

    clock.advance(5 * SECOND)
    await ledgers.do_due()
    assert is_there(export)
    await settled(database, MessageState.SENT)
    clock.advance(60 * SECOND)
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.file, export.next_at) == (ExportState.SENT, None, None)
    assert list(ledgers.folder.iterdir()) == []


async def test_for_a_purpose_it_has_names_and_numbers_and_says_so(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    places = await ask(database, street, clock.now(), LedgerName.PLACES)
    with_names = await ask(database, street, clock.now(), purpose="联合检查通知业主")
    with_phones = await ask(database, street, clock.now(), LedgerName.PLACES, purpose="联合检查通知业主")
    for _ in range(3):
        await ledgers.do_due()
    files = [(await export_of(database, each)).file for each in (places, with_names, with_phones)]
    masked, named, whole = (dict(zip(*sheet(file)[:2], strict=True)) for file in files)
    assert (masked["电话"], whole["电话"]) == ("139****5678", "13912345678")
    assert (named["报告人"], named["内容"]) == ("李秀英", WORDS)
    about = dict(row[:2] for row in sheet(files[2], 0))
    assert about["用途"] == "联合检查通知业主"
    assert "含个人信息" in str(about["保密要求"])


async def test_what_was_under_way_when_the_program_was_killed_is_made_once_more(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    async with database.write() as session:
        killed = await claim(session, clock.now())
    half = ledgers.folder / str(export_id) / "1"
    half.mkdir(parents=True)
    (half / "half.xlsx").write_bytes(b"PK")
    await ledgers.do_due()
    assert await messages(database) == []
    clock.advance(LEASE)
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (killed is not None, export.state, export.tries) == (True, ExportState.MADE, 2)
    assert [path.name for path in (ledgers.folder / str(export_id)).iterdir()] == ["2"]
    assert [message.args["tries"] for message in await messages(database)] == [2]


async def test_a_file_that_is_gone_before_it_is_said_is_made_once_more(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    await ledgers.do_due()
    lose(await export_of(database, export_id))
    await settled(database, MessageState.DROPPED)
    clock.advance(5 * SECOND)
    await ledgers.do_due()
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.tries) == (ExportState.MADE, 2)
    assert [message.args["tries"] for message in await messages(database)] == [1, 2]


async def test_who_leads_the_grid_no_more_gets_nothing(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    async with database.write() as session:
        await resign(session, await session.get_one(Person, street.leader.id), clock.now())
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.failure) == (ExportState.FAILED, Failure.NOT_ALLOWED)
    assert await messages(database) == []


async def test_a_file_that_telegram_would_not_take_is_let_go_of_and_said(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    await replace(ledgers, most_bytes=1000).do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.failure) == (ExportState.FAILED, Failure.TOO_BIG)
    await ledgers.do_due()
    assert (list(ledgers.folder.iterdir()), await messages(database)) == ([], [])


async def test_what_cannot_be_made_is_tried_again_for_some_time(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    ledgers.folder.write_text("not a folder")
    for pause in RETRY_AFTER:
        before = clock.now()
        await ledgers.do_due()
        again_at = (await export_of(database, export_id)).next_at
        assert again_at is not None
        assert before + pause <= again_at <= clock.now() + pause
        clock.advance(pause)
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.failure, export.tries) == (ExportState.FAILED, Failure.NOT_MADE, TRIES)


@pytest.mark.parametrize(
    ("state", "form", "after"),
    [
        (MessageState.FAILED, AS_FILE, SECOND * 5),
        (MessageState.SENT, "text", SECOND * 5),
        (MessageState.PENDING, AS_FILE, KEPT + SECOND),
    ],
)
async def test_a_file_that_nobody_can_be_given_is_let_go_of(
    database: Database,
    ledgers: LedgerFiles,
    street: Street,
    clock: Timekeeper,
    state: MessageState,
    form: str,
    after: timedelta,
) -> None:
    export_id = await ask(database, street, clock.now())
    await ledgers.do_due()
    await settled(database, state, form)
    clock.advance(after)
    await ledgers.do_due()
    export = await export_of(database, export_id)
    assert (export.state, export.failure) == (ExportState.FAILED, Failure.UNSAID)
    assert list(ledgers.folder.iterdir()) == []


async def test_a_long_one_tells_how_far_it_is_and_keeps_its_claim(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    await reported(database, street, clock.now(), *OTHERS[1:])
    export_id = await ask(database, street, clock.now())
    async with database.write() as session:
        enqueue(session, street.leader.tg_user_id, STATUS, Lane.REPLY, clock.now(), subject_id=export_id)
    await replace(ledgers, tells_each=2, page_size=1).do_due()
    [status] = await messages(database, STATUS)
    assert status.revision == 1 + len(["begun", "two rows", "four rows", "made"])
    assert (await export_of(database, export_id)).rows == 4


async def test_a_maker_that_was_overtaken_posts_nothing(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    export_id = await ask(database, street, clock.now())
    async with database.write() as session:
        slow = await claim(session, clock.now())
    clock.advance(LEASE)
    await ledgers.do_due()
    async with database.write() as session:
        assert slow is not None
        assert not await made(session, slow, "old.xlsx", 1, clock.now())
        assert not await go_on(session, slow, clock.now(), rows=1)
    assert (await export_of(database, export_id)).state is ExportState.MADE
    assert len(await messages(database)) == 1


async def test_it_is_made_in_the_background_as_soon_as_it_is_asked_for(
    database: Database, ledgers: LedgerFiles, street: Street, clock: Timekeeper
) -> None:
    running = asyncio.create_task(ledgers.run())
    export_id = await ask(database, street, clock.now())
    while (await export_of(database, export_id)).state is ExportState.WANTED:
        assert await database.signal(SIGNAL).wait(PATIENCE)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(await messages(database)) == 1

"""Presses forged and random, through the whole dispatcher: each is answered, none fails, none writes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features import VIEWS
from bot.updates.work import Dispatch
from handlers.callbacks import Press
from models.db.database import Database
from models.hazards.reporting.private_draft import Intake
from models.schema import open_database
from tests.databases import everything, undone
from tests.handlers.pressing import BUTTONS, NO_LONGER, WORDS, forged, presses
from tests.handlers.room import ANONYMOUS, Room
from tests.street import GROUP, build

RESIDENT, MEMBER = 11, 12
OLDEST = "hz"
LATER = [word for word in WORDS if word != OLDEST]


@pytest.fixture
async def session(worker_database: Database) -> AsyncIterator[AsyncSession]:
    """On both kinds of database: they differ in what they take for a number."""
    async with undone(worker_database) as opened:
        yield opened


async def populate(room: Room) -> None:
    """A hazard, a report that is being made in private, a call for help, and everybody has been seen pressing."""
    await room.says(RESIDENT, GROUP, "/report 3号楼楼道堆物")
    await room.sends(RESIDENT, RESIDENT, photo=[{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}])
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火了")
    for where in (GROUP, RESIDENT, MEMBER):
        await room.presses(RESIDENT if where == GROUP else where, where, "x")
    await room.presses(MEMBER, GROUP, "x")


@pytest.mark.parametrize(
    "word", ["hz", *(pytest.param(word, marks=pytest.mark.long) for word in WORDS if word != "hz")]
)
async def test_a_forged_press_is_answered_and_writes_nothing(room: Room, word: str) -> None:
    await populate(room)
    before = await everything(room.session)
    for data, (by, where) in zip(forged(word), cycle([(RESIDENT, GROUP), (MEMBER, MEMBER)]), strict=False):
        request = await room.presses(by, where, data)
        assert request.toast is not None, data
        assert request.toast.text == NO_LONGER, data
    assert await everything(room.session) == before


async def test_a_forged_page_of_ones_own_report_is_answered_and_writes_nothing(room: Room) -> None:
    await populate(room)
    intake = (await room.session.scalars(select(Intake))).one()
    before = await everything(room.session)
    for page in ("9" * 20, "-1", "1" + "0" * 400, "１", "10000", "1\0"):
        request = await room.presses(RESIDENT, RESIDENT, f"hzp:{intake.id}:page:{page}")
        assert request.toast is not None
        assert request.toast.text == NO_LONGER
    assert await everything(room.session) == before


@pytest.mark.parametrize(
    "data", ["hz:accept:1", "hzo:1", "hzd:1:yes", "leave:off:1", "lang:en", "sos:going:1", "x", ""]
)
async def test_who_presses_without_an_account_of_their_own_is_told_so(room: Room, data: str) -> None:
    await populate(room)
    request = await room.presses(ANONYMOUS, GROUP, data)
    assert request.toast is not None
    assert request.toast.text == "请使用本人账号操作。"


@pytest.mark.parametrize("data", ["hz:accept:2", "hzk:1:k:no_such_kind", "hzm:1:got", "hzs:9", "hze:9:10", "hzx:9"])
async def test_a_button_about_what_is_not_there_no_longer_works(room: Room, data: str) -> None:
    await populate(room)
    request = await room.presses(MEMBER, MEMBER, data)
    assert request.toast is not None
    assert request.toast.text == NO_LONGER
    assert request.toast.alert


@pytest.mark.long
def test_no_press_that_can_be_read_fails_whatever_its_numbers(
    sqlite_url: str, now: datetime, dispatch: Dispatch
) -> None:
    any_press = st.sampled_from(BUTTONS).flatmap(presses)
    who_where = st.sampled_from([(RESIDENT, GROUP), (RESIDENT, RESIDENT), (MEMBER, GROUP), (MEMBER, MEMBER)])

    async def all_pressed(row: list[tuple[Press, tuple[int, int]]]) -> None:
        async with undone(database) as session:
            room = Room(session, now, dispatch, VIEWS, admins={90})
            await build(session, now)
            await populate(room)
            for press, (by, where) in row:
                await room.presses(by, where, press.pack())

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:

        @settings(max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.tuples(any_press, who_where), min_size=15, max_size=15))
        def check(row: list[tuple[Press, tuple[int, int]]]) -> None:
            runner.run(all_pressed(row))

        database = open_database(sqlite_url)
        check()
        runner.run(database.close())

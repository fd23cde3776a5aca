from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Subject, new_id
from models.heard import KEEP, Heard, forget, made_by, new_words, note, take_in


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("楼道堆物", "楼道堆物", ""),
        ("楼道堆物", "楼道堆物。", ""),
        ("楼道堆物", "", ""),
        ("楼道堆物，着火了", "楼道堆物", ""),
        ("", "3号楼", "3号楼"),
        ("楼道堆物", "楼道堆物，着火了", "着火了"),
        ("楼道堆物", "3号楼：楼道堆物！快来", "3号楼：快来"),
        ("3号楼楼到堆物，很久了", "3号楼楼道堆物，很久了", "3号楼楼道堆物，"),
        ("one lamp broken", "one lamp is broken", "is "),
    ],
)
def test_what_an_edit_adds_are_the_clauses_not_said_before(before: str, after: str, new: str) -> None:
    assert new_words(before, after) == new.strip()


async def test_a_message_is_known_by_all_that_it_made_with_its_newest_words(
    session: AsyncSession, now: datetime
) -> None:
    hazard, call = Subject("hazard", new_id()), Subject("call", new_id())
    note(session, -5, 7, hazard, "楼道冒烟", now)
    note(session, -5, 7, call, "楼道冒烟", now)
    note(session, -5, 7, hazard, "楼道冒烟，3号楼", now)
    note(session, -5, None, hazard, "没有编号", now)
    rows = await made_by(session, -5, 7)
    assert {(row.subject_kind, row.subject_id, row.text) for row in rows} == {
        (*hazard, "楼道冒烟，3号楼"),
        (*call, "楼道冒烟"),
    }
    assert [take_in(row, "楼道冒烟，3号楼") for row in rows] == ["", "3号楼"]
    assert [take_in(row, "楼道冒烟，3号楼") for row in await made_by(session, -5, 7)] == ["", ""]
    assert await made_by(session, -6, 7) == []


async def test_what_nobody_can_edit_any_more_is_forgotten(session: AsyncSession, now: datetime) -> None:
    for age in (timedelta(0), KEEP, KEEP + timedelta(seconds=1)):
        note(session, -5, 7, Subject("hazard", new_id()), "", now - age)
    await session.flush()
    await forget(session, now)
    assert len((await session.scalars(select(Heard))).all()) == 2

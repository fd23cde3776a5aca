from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.evidence.attach import Found, attach, pieces_of
from models.evidence.tables import Moment
from models.hazards.rectification.tables import Rectification, unfinished
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from reports.rectification.data import Surroundings, notice_of
from reports.rectification.text import Corrected, Extended, RectificationNotice
from tests.models.conftest import SHANGHAI, hazard
from tests.models.hazards.steps import PRINTED, correct, order
from tests.street import GROUP, Street

__all__ = ["hazard"]
AROUND = Surroundings(SHANGHAI, "wangge_bot", Path, lambda _session, category: category.upper())


async def before_place_and_facts_were_asked(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> Rectification:
    made = await order(session, hazard, street.leader, now)
    made.place = made.facts = None
    return made


async def noticed(session: AsyncSession, under: Rectification, now: datetime) -> RectificationNotice:
    return await notice_of(session, under, AROUND, now)


async def test_a_notice_names_the_place_below_the_street_and_the_nearest_supervision(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    street.grid.address, street.street.supervision_phone = "望城路1号", "023-1"
    street.community.supervision_phone = "023-2"
    under = await before_place_and_facts_were_asked(session, hazard, street, now)
    made = await noticed(session, under, now)
    assert made.office == "S网格"
    assert made.place == "S网格S-1网格S-1-1网格　望城路1号"
    assert made.supervision_phone == "023-2"
    assert (made.code, made.category) == ("H1", "EXIT")
    assert made.link == f"https://t.me/wangge_bot?start=hz_1_{under.token}_1"
    assert (made.due, made.issued) == (date(2026, 11, 23), date(2026, 11, 16))
    assert (made.photos, made.photos_missing) == ((), 1)


@pytest.mark.parametrize(
    ("full_name", "signed"),
    [("永川区南大街街道办事处", "永川区南大街街道办事处"), ("永川区{street}办事处", "永川区S网格办事处")],
)
async def test_an_office_signs_by_its_full_name_and_the_place_stays_as_it_is_called(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, full_name: str, signed: str
) -> None:
    under = await before_place_and_facts_were_asked(session, hazard, street, now)
    made = await notice_of(session, under, replace(AROUND, office_name=full_name), now)
    assert made.office == signed
    assert made.place.startswith("S网格S-1网格")


async def test_numbers_that_people_wrote_are_masked_and_the_one_to_ring_is_whole(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    under = await order(session, hazard, street.leader, now)
    under.facts, under.responsible = "楼道堆物，电话13812345678", "张三13912345678"
    under.place = "望城路1号，找13512345678"
    given = {"due": "2026-12-05", "reason": "找13712345678缓几天"}
    await perform(session, hazard, Act.EXTEND, street.leader, now, SHANGHAI, **given)
    made = await noticed(session, under, now)
    assert (made.text, made.responsible) == ("楼道堆物，电话138****5678", "张三139****5678")
    assert made.place == "望城路1号，找135****5678"
    assert made.extended is not None
    assert made.extended.reason == "找137****5678缓几天"
    assert made.contact_phone == f"199{street.leader.tg_user_id:08}"


async def test_every_photo_that_was_kept_is_counted(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    for number in range(502, 507):
        photo = Found("photo", f"file-{number}", 1000, number)
        await attach(session, hazard.subject, photo, None, GROUP, Moment.BEFORE, now)
    for kept in (await pieces_of(session, hazard.id))[1:]:
        kept.sha256 = str(kept.message_id)
    made = await noticed(session, await order(session, hazard, street.leader, now), now)
    assert (len(made.photos), made.photos_missing) == (5, 1)


@pytest.mark.parametrize("name", ["leader", "community_leader"])
async def test_who_ordered_it_is_named_and_called_as_the_roster_says(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, name: str
) -> None:
    person = getattr(street, name)
    known, person.name = person.name, "昵称"
    made = await noticed(session, await order(session, hazard, person, now), now)
    assert (made.signed_by, made.contact_phone) == (known, f"199{person.tg_user_id:08}")


async def test_after_an_extension_it_is_issued_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    for days, due in ((2, "2026-11-30"), (4, "2026-12-05")):
        given = {"due": due, "reason": f"第{days}天"}
        await perform(session, hazard, Act.EXTEND, street.leader, now + timedelta(days=days), SHANGHAI, **given)
    under = await unfinished(session, hazard.id)
    assert under is not None
    made = await noticed(session, under, now)
    assert made.extended == Extended(date(2026, 11, 30), "第4天", 2)
    assert (made.due, made.issued) == (date(2026, 12, 5), date(2026, 11, 20))


async def test_place_and_facts_are_printed_as_they_were_given(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    under = await order(session, hazard, street.leader, now)
    hazard.text = "另外说的话"
    made = await noticed(session, under, now)
    assert (made.place, made.text) == (PRINTED["place"], PRINTED["facts"])
    under.facts = ""
    assert (await noticed(session, under, now)).text == ""


async def test_before_they_were_asked_for_the_facts_are_what_was_reported(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    under = await before_place_and_facts_were_asked(session, hazard, street, now)
    assert (await noticed(session, under, now)).text == hazard.text
    hazard.discreet, hazard.reporter_id, hazard.text = True, street.resident.id, "我是李秀英，楼道堆物"
    assert (await noticed(session, under, now)).text == "我是李**，楼道堆物"


async def test_after_a_correction_it_says_what_it_says_now_and_leads_to_its_newest_form(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    under = await order(session, hazard, street.leader, now)
    later = now + timedelta(days=2)
    await correct(session, hazard, street.leader, later, responsible="望城物业13912345678", due="2026-11-25")
    await correct(session, hazard, street.leader, later, reason="地点找13912345678核实", place="3号楼三楼")
    made = await noticed(session, under, later)
    assert (made.responsible, made.place, made.due) == ("望城物业139****5678", "3号楼三楼", date(2026, 11, 25))
    assert made.corrected == Corrected(date(2026, 11, 18), ("place",), "地点找139****5678核实", 2)
    assert (made.issued, made.extended) == (date(2026, 11, 18), None)
    assert made.link.endswith(f"_{under.token}_3")

"""Each ledger but that of hazards, of rows that real actions made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.activities.recording import NewActivity, record_activity, withdraw
from models.activities.tables import ActivityKind, Enters
from models.checks.tables import Outcome, Why
from models.emergencies import actions, outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.workflow import CallState, Finding
from models.emergencies.workflow import Outcome as CallOutcome
from models.figures.asked import Counted
from models.figures.checks import checks
from models.figures.notices import confirmation
from models.grids.tables import Grid, Level
from models.hazards.rectification.tables import OrderState
from models.hazards.reporting.submit import Said, add, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import TransferState
from models.hazards.workflow import Act as HazardAct
from models.hazards.working.perform import perform as act_on
from models.ledgers.columns import LedgerName, Named, Of
from models.ledgers.kinds import KINDS
from models.members.tables import Role
from models.notices.sending import send
from models.notices.sent.receipts import receive
from models.notices.tables import Asks, NoticeKind, NoticeState
from models.obligations.acting import end, perform
from models.obligations.acting import withdraw as withdraw_task
from models.obligations.kinds import Owners, TaskKind
from models.obligations.workflow import Act, Excuse, State
from models.patrols.rounds import check_out, join
from models.patrols.stops import add_stop
from models.patrols.tables import RoundEnd, RoundKind
from models.places.changes.actions import set_item
from models.places.changes.proposals import change_place
from models.places.kinds import Cycle
from models.places.tables import PlaceAct
from models.plans.actions import set_plan
from tests import offices
from tests.models.checks.owing import add_place, away, checked, go_by, local, owe, take_post
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import PARTY, answer, order, transfer
from tests.models.ledgers.asking import DAY, HOUR, MINUTE, WEEK, asked, ledger
from tests.models.notices import conftest as notices
from tests.models.obligations.asking import ask, photo_of, shares
from tests.models.patrols.patrolling import begin, sign
from tests.models.places.registry import PHONE, shop
from tests.street import GROUP, Street, resign


async def test_an_order_to_rectify(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> None:
    made = await order(session, hazard, street.leader, now, due="2026-11-20")
    of = asked(street.street, now)
    [row] = await ledger(session, LedgerName.RECTIFICATIONS, of)
    assert (row["number"], row["code"], row["by"]) == ("〔2026〕第1号", f"H{hazard.number}", "谭远康")
    assert (row["responsible"], row["where"], row["said"]) == (PARTY, "望城路1号3号楼二楼", "二楼楼道堆放杂物")
    assert (row["state"], row["overdue"], row["due_at"]) == (OrderState.OPEN, True, made.due_at)
    assert (row["extended"], row["photos"], row["link"]) == (0, 1, hazard.number)
    assert await ledger(session, LedgerName.RECTIFICATIONS, asked(street.street, now, DAY)) == []


async def test_a_transfer_to_a_department(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> None:
    above = await offices.build(session, street, now)
    await transfer(session, hazard, above, now)
    [row] = await ledger(session, LedgerName.TRANSFERS, asked(street.grid, now))
    told = row["department"], row["by"], row["remark"], row["state"], row["overdue"]
    assert told == ("派出所", "曹林文", "请尽快查处", TransferState.PENDING, False)
    late = Counted(street.grid, now - DAY, now + DAY, now + 30 * DAY)
    assert (await ledger(session, LedgerName.TRANSFERS, late))[0]["overdue"]
    await answer(session, hazard, above, now + HOUR)
    [row] = await ledger(session, LedgerName.TRANSFERS, late)
    answered = row["outcome"], row["answered_by"], row["state"], row["overdue"]
    assert answered == ("已处罚并清除", "王警官", TransferState.ANSWERED, False)


async def test_a_call_for_help(session: AsyncSession, street: Street, now: datetime) -> None:
    call = await call_for_help(session, Cry(GROUP, 1, "着火了，电话19912345678", street.resident), street.grid, now)
    await actions.go(session, call, street.member, now + MINUTE)
    await actions.arrive(session, call, street.leader, now + 3 * MINUTE)
    await outcomes.confirm(session, call, street.leader, Finding.FIRE, now + 4 * MINUTE, "厨房油锅")
    await outcomes.end(session, call, street.leader, CallOutcome.FIRE_OUT, now + 30 * MINUTE)
    [row] = await ledger(session, LedgerName.CALLS, asked(street.community, now))
    assert row == {
        "code": f"S{call.number}",
        "at": now,
        "grid": "S-1-1网格",
        "above": "S-1网格",
        "drill": False,
        "caller": "李秀英",
        "said": "着火了，电话19912345678",
        "finding": Finding.FIRE,
        "found": "厨房油锅",
        "outcome": CallOutcome.FIRE_OUT,
        "state": CallState.ENDED,
        "going": 2,
        "arrived": 1,
        "to_going": MINUTE,
        "to_arrival": 3 * MINUTE,
        "ended_at": now + 30 * MINUTE,
        "lasted": 30 * MINUTE,
        "hazard": None,
    }


async def test_whose_discreet_report_joined_a_hazard_is_not_named_for_calling_help_about_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    private = Said(16, 7, "灭火器过期了", person=street.stranger)
    second = await report_discreetly(session, private, street.grid, now, SHANGHAI)
    await act_on(session, second, HazardAct.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)
    await add(session, hazard, Said(16, 8, "着火了，我是路人", person=street.stranger), now, SHANGHAI)
    [row] = await ledger(session, LedgerName.CALLS, asked(street.street, now))
    assert (row["hazard"], row["caller"], row["said"]) == (f"H{hazard.number}", None, "着火了，我是路**")


async def test_orders_and_transfers_repeat_no_name_of_who_reported_discreetly(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    above = await offices.build(session, street, now)
    hazard.discreet = True
    told = {"responsible": PARTY, "due": "2026-11-20", "place": "二楼", "facts": "李秀英反映堆物"}
    await act_on(session, hazard, HazardAct.ORDER, street.leader, now, SHANGHAI, **told)
    to = {"department": above.police.id, "due": "2026-11-20", "remark": "李秀英反映，请查处"}
    await act_on(session, hazard, HazardAct.TRANSFER, above.street_leader, now, SHANGHAI, **to)
    [order_row] = await ledger(session, LedgerName.RECTIFICATIONS, asked(street.street, now))
    [transfer_row] = await ledger(session, LedgerName.TRANSFERS, asked(street.street, now))
    assert (order_row["said"], transfer_row["remark"]) == ("李**反映堆物", "李**反映，请查处")


async def test_a_call_without_a_grid_is_in_the_ledger_of_the_whole_tree(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await call_for_help(session, Cry(-77, 1, "着火", street.resident), None, now, admins=[16])
    assert [row["grid"] for row in await ledger(session, LedgerName.CALLS, asked(street.street, now))] == [None]
    assert await ledger(session, LedgerName.CALLS, asked(street.community, now)) == []


async def test_a_round_with_its_stops_and_the_time_of_all_who_took_part(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await begin(session, street.grid, street.member, now)
    await join(session, made, street.other_member, now + 10 * MINUTE)
    await add_stop(session, made, sign(street.member, now + 20 * MINUTE, words="一切正常"))
    for person in (street.member, street.other_member):
        await check_out(session, person, now + 40 * MINUTE, now + 40 * MINUTE)
    assert made.ended_at == now + 40 * MINUTE
    rows = await ledger(session, LedgerName.PATROLS, asked(street.street, now))
    told = [(row["kind"], row["people"], row["stops"], row["lasted"], row["on_duty"]) for row in rows]
    assert told == [(RoundKind.DAILY, ["傅勇", "陈明梅"], 2, 40 * MINUTE, 70 * MINUTE)]
    assert (rows[0]["ended_at"], rows[0]["ended_how"]) == (now + 40 * MINUTE, RoundEnd.CHECKED_OUT)


async def test_places_as_they_stand_with_the_checks_of_the_period(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await checked(session, place, street.member, now + HOUR, Outcome.PROBLEM)
    await checked(session, place, street.member, now + 2 * WEEK)
    old = await add_place(session, street.grid, "旧店")
    await change_place(session, old, PlaceAct.CLOSE, street.leader, now - DAY)
    [row] = await ledger(session, LedgerName.PLACES, asked(street.street, now, -HOUR))
    assert {**row, "opened_at": None, "confirmed_at": None, "checked_at": None} == {
        "code": place.code,
        "kind": Named(Of.PLACE_KIND, "shop"),
        "name": "老王副食店",
        "grid": "S-1-1网格",
        "above": "S-1网格",
        "address": "南大街12号",
        "responsible": "王老板",
        "phone": PHONE,
        "risk": None,
        "cycle": Cycle.WEEKLY,
        "guard_group": "",
        "checks": 1,
        "checked_at": None,
        "check_outcome": Outcome.ORDER,
        "opened_at": None,
        "confirmed_at": None,
        "closed_at": None,
        "exempt_until": None,
    }
    assert row["checked_at"] == now + 2 * WEEK
    names = {row["name"] for row in await ledger(session, LedgerName.PLACES, asked(street.street, now, -WEEK))}
    assert names == {"老王副食店", "旧店"}


async def test_equipment_with_what_is_out_of_date(session: AsyncSession, street: Street, now: datetime) -> None:
    point = await shop(session, street, now, kind="equipment_point", name="微型消防站", responsible="", phone=None)
    await set_item(session, point, "extinguisher", 4, date(2026, 11, 23), street.member, now)
    await set_item(session, point, "水枪", 2, date(2026, 11, 24), street.member, now)
    rows = await ledger(session, LedgerName.EQUIPMENT, asked(street.street, now))
    mine = {row["item"].word: (row["pieces"], row["replace_on"], row["expired"], row["name"]) for row in rows}
    assert mine["extinguisher"] == (4, date(2026, 11, 23), True, "微型消防站")
    assert mine["水枪"] == (2, date(2026, 11, 24), False, "微型消防站")
    assert {row["item"].of for row in rows} == {Of.ITEM}


async def test_checks_that_were_missed(session: AsyncSession, street: Street) -> None:
    await add_place(session, street.grid, "一号店")
    two = await add_place(session, street.grid, "二号店")
    await owe(session, street.street, "member  shop  weekly", local("2026-11-15"))
    await go_by(session, "2026-11-16", "2026-11-18")
    await checked(session, two, street.member, local("2026-11-18"))
    await go_by(session, "2026-11-19", "2026-11-24")
    of = asked(street.street, local("2026-11-22"))
    rows = [row for row in await ledger(session, LedgerName.MISSED, of) if row["first"] == date(2026, 11, 16)]
    assert [(row["place"], row["why"], row["counts"], row["last"]) for row in rows] == [
        ("一号店", Why.MISSED, True, date(2026, 11, 22))
    ]
    assert rows[0]["owed_by"] == ["傅勇", "陈明梅"]
    assert rows[0]["duty"].of is Of.DUTY
    counted = (await checks(session, of)).total
    assert (len(rows), counted.due) == (counted.missed, 2)


async def test_named_for_a_miss_is_who_was_there_and_who_had_followed(session: AsyncSession, street: Street) -> None:
    await add_place(session, street.grid, "一号店")
    await owe(session, street.grid, "member  shop  weekly", local("2026-11-02"))
    away(session, street.member, "2026-11-02", "2026-11-06")
    await go_by(session, "2026-11-02", "2026-11-10")
    await resign(session, street.other_member, local("2026-11-11"))
    await take_post(session, street.grid, Role.MEMBER, street.stranger, "2026-11-11")
    away(session, street.member, "2026-11-09", "2026-11-22")
    await go_by(session, "2026-11-11", "2026-11-17")
    away(session, street.stranger, "2026-11-16", "2026-11-22")
    await go_by(session, "2026-11-18", "2026-11-23")
    of = Counted(street.street, local("2026-11-02"), local("2026-11-23"), local("2026-11-23"))
    rows = await ledger(session, LedgerName.MISSED, of)
    named = [(row["first"].day, row["owed_by"]) for row in rows if row["place"]]
    assert named == [(2, [street.other_member.name]), (9, [street.stranger.name]), (16, [])]


async def test_notices_are_counted_in_the_chats_and_posts_of_the_asked_grids(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    town = await notices.build(session, street, now)
    notice = await notices.drafted(session, town, now, asks=Asks.MEMBERS)
    await send(session, notice, notice.revision, town.boss, notices.clock(now))
    await notices.said(session, "notices.copy", now, GROUP)
    await receive(session, notice, street.member, now)
    counted = {}
    for grid in (street.street, street.community, town.other_community):
        of = asked(grid, now)
        [row] = await ledger(session, LedgerName.NOTICES, of)
        counted[grid.code] = row["chats"], row["reached"], row["asked"], row["confirmed"]
        total = (await confirmation(session, of, NoticeKind.NOTICE)).total
        assert (row["asked"], row["confirmed"]) == (total.asked, total.confirmed)
    assert counted == {"S": (2, 1, 3, 1), "S-1": (1, 1, 2, 1), "S-2": (1, 0, 1, 0)}
    assert (row["grid"], row["kind"], row["by"]) == ("S网格", NoticeKind.NOTICE, "曹林文")
    assert row["state"] in (NoticeState.SENDING, NoticeState.SENT)


async def test_publicity_by_the_day_it_was_held(session: AsyncSession, street: Street, now: datetime) -> None:
    held: dict[str, Any] = {"place": "社区广场", "enters": Enters.COMMUNITY, "reached": 60}
    first = NewActivity("消防宣传", date(2026, 11, 16), **held)
    await record_activity(session, street.grid, first, now, street.member)
    gone = await record_activity(session, street.grid, NewActivity("弄错了", date(2026, 11, 16)), now, street.member)
    await withdraw(session, gone, street.member, now)
    await record_activity(session, street.grid, NewActivity("下周", date(2026, 11, 23)), now, street.member)
    midnight = datetime(2026, 11, 15, 16, tzinfo=now.tzinfo)
    of = asked(street.street, midnight, 0 * DAY, WEEK)
    [row] = await ledger(session, LedgerName.ACTIVITIES, of)
    assert row == {
        "held_on": date(2026, 11, 16),
        "grid": "S-1-1网格",
        "above": "S-1网格",
        "kind": ActivityKind.ACTIVITY,
        "enters": Enters.COMMUNITY,
        "said": "消防宣传",
        "where": "社区广场",
        "by": "傅勇",
        "reached": 60,
        "pieces": 0,
    }


async def test_letters_with_their_owners_and_what_became_of_them(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked_of = await ask(session, street.grid, street.leader, now, Owners.MEMBERS, days=3)
    first, _second = await shares(session, asked_of)
    await photo_of(session, first, street.member, 1, now)
    await perform(session, first, Act.DONE, street.member, now + HOUR)
    of = asked(street.street, now)
    rows = await ledger(session, LedgerName.LETTERS, of)
    told = [(row["owner"], row["state"], row["done"], row["overdue"], row["done_at"], row["pieces"]) for row in rows]
    assert told == [
        ("傅勇", State.DONE, True, False, now + HOUR, 1),
        ("陈明梅", State.OPEN, False, True, None, 0),
    ]
    await end(session, asked_of, street.leader, now + DAY)
    rows = await ledger(session, LedgerName.LETTERS, of)
    assert [(row["excuse"], row["overdue"]) for row in rows] == [(None, False), (Excuse.LAPSED, True)]
    assert await ledger(session, LedgerName.TRAINING, of) == []
    await withdraw_task(session, await ask(session, street.grid, street.leader, now), street.leader, now)
    assert len(await ledger(session, LedgerName.LETTERS, of)) == 2


async def test_training_with_who_attended(session: AsyncSession, street: Street, now: datetime) -> None:
    meets: dict[str, Any] = {"happens_at": now + 2 * DAY, "place": "社区会议室"}
    training = await ask(session, street.grid, street.leader, now, Owners.MEMBERS, TaskKind.TRAINING, days=2, **meets)
    first, _second = await shares(session, training)
    await perform(session, first, Act.ATTEND, street.leader, now + 3 * DAY)
    rows = await ledger(session, LedgerName.TRAINING, asked(street.grid, now))
    assert [(row["owner"], row["done"], row["place"], row["happens_at"]) for row in rows] == [
        ("傅勇", True, "社区会议室", now + 2 * DAY),
        ("陈明梅", False, "社区会议室", now + 2 * DAY),
    ]


async def test_another_grid_sees_none_of_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    await shop(session, street, now)
    other = Grid(code="S-2", name="二", level=street.community.level, path=street.street.path + "9/", parent_id=1)
    for name in KINDS:
        assert await ledger(session, name, asked(other, now)) == []


async def test_grids_staff_and_plans_that_were_in_force(session: AsyncSession, street: Street, now: datetime) -> None:
    street.grid.supervision_phone, street.grid.boundary = "02300001190", {"type": "Polygon", "coordinates": []}
    await set_plan(session, street.grid, "旧预案", street.leader, now - 2 * WEEK)
    await set_plan(session, street.grid, "先疏散，再报警", street.leader, now)
    await resign(session, street.other_member, now - WEEK)
    of = asked(street.community, now)
    grids, staff = await ledger(session, LedgerName.GRIDS, of), await ledger(session, LedgerName.STAFF, of)
    told = [(row["code"], row["above"], row["grid_level"], row["bounded"], row["supervision_phone"]) for row in grids]
    assert told == [
        ("S-1", "S网格", Level.COMMUNITY, False, ""),
        ("S-1-1", "S-1网格", Level.GRID, True, "02300001190"),
    ]
    assert [(row["name"], row["role"], row["grid"], row["phone"]) for row in staff] == [
        ("傅勇", Role.MEMBER, "S-1-1网格", "+8619900000012"),
        ("谭远康", Role.LEADER, "S-1-1网格", "+8619900000014"),
        ("马东宏", Role.LEADER, "S-1网格", "+8619900000015"),
    ]
    plans = await ledger(session, LedgerName.PLANS, of)
    assert [(row["said"], row["by"], row["set_at"], row["replaced_at"]) for row in plans] == [
        ("旧预案", "谭远康", now - 2 * WEEK, now),
        ("先疏散，再报警", "谭远康", now, None),
    ]

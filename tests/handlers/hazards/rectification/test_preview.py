"""Orders, corrections and the voiding of notices, as they are shown and pressed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.messages import MessageContent
from models.errors import Refused
from models.hazards.rectification.tables import OrderState, Rectification, corrections_of, unfinished
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.outbox.tables import OutboxMessage
from tests.handlers.room import Room
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import PARTY, correct, order, void
from tests.street import GROUP, Street

LEADER, ABOVE = 14, 15
GIVEN = {"responsible": PARTY, "due": "2026-11-20", "place": "3号楼，找13912345678", "facts": "楼道堆物𠮷"}


@pytest.fixture
async def hazard(room: Room, street: Street) -> Hazard:
    made = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.OPEN, text="3号楼楼道堆物", created_at=room.now)
    room.session.add(made)
    await room.session.flush()
    return made


async def shown(room: Room, hazard: Hazard, act: Act = Act.ORDER, **given: Any) -> OutboxMessage:
    args = {"form": "hazard", "act": act, "of": LEADER, "given": {**GIVEN, **given}, "preview": True}
    return await room.standing(LEADER, "hazards.ask", 500, hazard.id, **args)


async def asked(room: Room, hazard: Hazard, act: Act, reason: str) -> OutboxMessage:
    """The preview that follows the reason."""
    await room.presses(LEADER, LEADER, f"hz:{act}:{hazard.number}")
    await room.sent("hazards.ask", 600)
    await room.says(LEADER, LEADER, reason)
    return await room.newest("hazards.ask")


async def worded(room: Room, preview: OutboxMessage, locale: str = "zh_CN") -> str:
    said = await room.worded(preview, locale)
    assert isinstance(said, MessageContent)
    return said.html


async def presses(room: Room, preview: OutboxMessage, what: str = "confirm") -> str:
    request = await room.presses(LEADER, LEADER, f"hza:{preview.id}:{what}")
    return request.toast.text if request.toast else ""


async def orders(room: Room) -> int:
    return await room.session.scalar(select(func.count()).select_from(Rectification)) or 0


async def test_it_shows_what_will_be_printed(room: Room, hazard: Hazard) -> None:
    said = await worded(room, await shown(room, hazard))
    for each in (PARTY, "2026-11-20", "3号楼，找139****5678", "楼道堆物〓", "〓是印不出的字", "谭远康", "签发时编定"):
        assert each in said
    assert await orders(room) == 0


async def test_in_a_leaders_chat_the_signers_number_is_shown_as_groups_see_it(room: Room, hazard: Hazard) -> None:
    preview = await shown(room, hazard)
    assert "19900000014" in await worded(room, preview)
    preview.chat_id = -7
    said = await worded(room, preview)
    assert "199****0014" in said
    assert "19900000014" not in said


async def test_a_long_report_of_before_is_no_change_of_the_facts(room: Room, hazard: Hazard, street: Street) -> None:
    made = await order(room.session, hazard, street.leader, room.now)
    made.place = made.facts = None
    hazard.text = "堆" * 900
    preview = await asked(room, hazard, Act.CORRECT, "笔误")
    assert "✏️" not in await worded(room, preview)
    assert await presses(room, preview) == "还没有改动，请先按要更正的一项。"


async def test_it_reads_in_english_too(room: Room, hazard: Hazard) -> None:
    said = await worded(room, await shown(room, hazard), "en")
    assert "Nothing is issued before you confirm." in said


async def test_confirmed_it_is_issued_as_shown(room: Room, hazard: Hazard) -> None:
    assert "下达整改" in await presses(room, await shown(room, hazard))
    made = await unfinished(room.session, hazard.id)
    assert made is not None
    assert (made.responsible, made.place, made.facts) == (PARTY, GIVEN["place"], GIVEN["facts"])


async def test_it_is_issued_once(room: Room, hazard: Hazard) -> None:
    preview = await shown(room, hazard)
    await presses(room, preview)
    assert await presses(room, preview) == "该问题已有答复。"
    assert await orders(room) == 1


async def test_a_deadline_that_has_passed_meanwhile_is_asked_to_be_changed(room: Room, hazard: Hazard) -> None:
    preview = await shown(room, hazard)
    room.now += timedelta(days=5)
    assert "一年以内的期限" in await presses(room, preview)
    assert (await orders(room), preview.args.get("answered")) == (0, None)


async def test_whoever_was_faster_is_named_and_nothing_is_issued(room: Room, hazard: Hazard, street: Street) -> None:
    preview = await shown(room, hazard)
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    assert street.member.name in await presses(room, preview)
    assert (await orders(room), preview.args["answered"]) == (0, True)


async def test_who_leads_the_grid_no_more_issues_nothing(room: Room, hazard: Hazard, street: Street) -> None:
    preview = await shown(room, hazard)
    preview.args = {**preview.args, "of": street.member.tg_user_id}
    await room.session.flush()
    await room.presses(street.member.tg_user_id, LEADER, f"hza:{preview.id}:confirm")
    assert await orders(room) == 0


async def test_words_after_a_preview_are_a_report(room: Room, hazard: Hazard) -> None:
    await shown(room, hazard)
    await room.says(LEADER, LEADER, "三楼楼道又堆满了纸箱和杂物")
    assert (await room.newest("hazards.intake")).subject_id is not None
    assert await orders(room) == 0


async def test_a_correction_names_what_changes_and_what_it_was(room: Room, hazard: Hazard, street: Street) -> None:
    await order(room.session, hazard, street.leader, room.now)
    preview = await asked(room, hazard, Act.CORRECT, "笔误")
    said = await worded(room, preview)
    assert "请按要更正的一项" in said
    assert "✏️" not in said
    assert await presses(room, preview) == "还没有改动，请先按要更正的一项。"
    await presses(room, preview, "due")
    await room.presses(LEADER, LEADER, f"hza:{(await room.newest('hazards.ask')).id}:15")
    said = await worded(room, await room.newest("hazards.ask"))
    assert "✏️ 整改期限：2026-12-01\n（原为：2026-11-23）" in said
    assert "请按要更正的一项" not in said
    await presses(room, await room.newest("hazards.ask"))
    made = await unfinished(room.session, hazard.id)
    assert made is not None
    [kept] = await corrections_of(room.session, made.id)
    assert kept.changes == {"due": ["2026-11-23", "2026-12-01"]}


@pytest.mark.parametrize("act", [Act.CORRECT, Act.VOID])
@pytest.mark.parametrize("meanwhile", ["extended", "corrected", "voided", "another"])
async def test_a_notice_that_changed_meanwhile_is_looked_at_again(
    room: Room, hazard: Hazard, street: Street, act: Act, meanwhile: str
) -> None:
    await order(room.session, hazard, street.leader, room.now)
    preview = await asked(room, hazard, act, "笔误")
    preview.args = {**preview.args, "given": {**preview.args["given"], "place": "别处"}}
    if meanwhile == "extended":
        given = {"due": "2026-12-05", "reason": "采购"}
        await perform(room.session, hazard, Act.EXTEND, street.leader, room.now, SHANGHAI, **given)
    elif meanwhile == "corrected":
        await correct(room.session, hazard, street.community_leader, room.now, place="三楼")
    else:
        await void(room.session, hazard, street.community_leader, room.now)
    if meanwhile == "another":
        await order(room.session, hazard, street.community_leader, room.now)
    standing = await unfinished(room.session, hazard.id)
    issue = standing.issue if standing else 0
    assert await presses(room, preview) == "通知书已有变动，请核对后重新按按钮。"
    after = await unfinished(room.session, hazard.id)
    assert (after, after.issue if after else 0) == (standing, issue)


async def test_voiding_is_asked_twice_and_says_what_follows(room: Room, hazard: Hazard, street: Street) -> None:
    made = await order(room.session, hazard, street.leader, room.now)
    preview = await asked(room, hazard, Act.VOID, "责任单位有误，找13912345678")
    said = await worded(room, preview)
    for each in ("〔2026〕第1号", PARTY, "139****5678", "编号保留", "退回网格"):
        assert each in said
    assert made.state is OrderState.OPEN
    await presses(room, preview)
    assert (made.state, hazard.state) == (OrderState.WITHDRAWN, State.OPEN)


async def test_of_what_is_being_reviewed_nothing_goes_back(room: Room, hazard: Hazard, street: Street) -> None:
    await order(room.session, hazard, street.leader, room.now)
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    assert "退回网格" not in await worded(room, await asked(room, hazard, Act.VOID, "重复签发"))


@pytest.mark.parametrize("act", [Act.CORRECT, Act.VOID])
async def test_without_a_notice_nothing_is_asked(room: Room, hazard: Hazard, street: Street, act: Act) -> None:
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    request = await room.presses(LEADER, LEADER, f"hz:{act}:{hazard.number}")
    assert request.toast is not None
    assert request.toast.text == "此隐患没有可以更正或作废的整改通知书。"
    assert "hazards.ask" not in await room.kinds()
    with pytest.raises(Refused):
        await void(room.session, hazard, street.leader, room.now)

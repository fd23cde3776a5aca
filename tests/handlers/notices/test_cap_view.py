"""What leaders see of a CAP message."""

from handlers.messages import MessageContent
from models.cap.parse import parse
from models.cap.relay import relay
from models.notices.sending import send
from models.notices.tables import Notice
from tests.due import SHANGHAI
from tests.handlers.notices.desk import COMMUNITY, press, said
from tests.handlers.room import Room
from tests.models.cap.samples import AREA, CODE, SENT, alert, info
from tests.models.notices.conftest import clock
from tests.street import Street

EARLIER = f"<references>weather@example.cn,50011800-1,{SENT}</references>"


async def came(room: Room, **other: str) -> Notice:
    area = AREA.format(name="社区", shape=CODE.format(code="S-1"))
    words = info(areas=area, expires="2026-11-17T08:00:00+08:00", headline="&lt;b&gt;大风&lt;/b&gt;橙色预警")
    message = parse(alert(words, **other), SHANGHAI)
    done = await relay(room.session, message, "zh_CN", clock(room.now), at_once=False)
    assert done.notice is not None
    await room.session.flush()
    return done.notice


async def test_the_draft_says_whence_it_is_and_what_is_to_be_checked(room: Room) -> None:
    await came(room)
    card = await said(room, "notices.draft")
    assert "来自 weather@example.cn 的预警消息（CAP）。" in card.html
    assert "&lt;b&gt;大风&lt;/b&gt;" in card.html
    await came(room, status="Test", identifier="2")
    assert "请核对：\n• 状态为“Test”，不是“Actual”，并非正式预警\n" in (await said(room, "notices.draft")).html


async def test_what_is_for_staff_cannot_be_turned_to_groups(room: Room) -> None:
    notice = await came(room, scope="Private")
    refused = await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:groups:{notice.id}")
    assert "限工作人员知悉" in refused


async def test_a_warning_that_was_cancelled_is_lifted_with_a_press(room: Room, street: Street) -> None:
    notice = await came(room)
    await send(room.session, notice, notice.revision, street.community_leader, clock(room.now))
    await came(room, kind="Cancel", identifier="2", references=EARLIER)
    asked = await said(room, "notices.cancelled")
    assert f"S-1网格预警{notice.code}“大风”已由发布单位解除。" in asked.html
    assert "如险情确已消除，请点按“解除”。" in asked.html
    await press(room, COMMUNITY, COMMUNITY, "notices.cancelled", f"nt:p:lift:{notice.id}")
    over = await said(room, "notices.cancelled")
    assert ("该预警在本辖区已结束。" in over.html, over.buttons) == (True, ())


async def test_an_update_says_on_the_earlier_copies_that_they_are_replaced(room: Room, street: Street) -> None:
    first = await came(room)
    leader = street.community_leader
    await send(room.session, first, first.revision, leader, clock(room.now))
    old = await room.newest("notices.copy")
    newer = await came(room, kind="Update", identifier="2", references=EARLIER)
    assert f"发送后代替{first.code}。" in (await said(room, "notices.draft")).html
    await send(room.session, newer, newer.revision, leader, clock(room.now))
    marked = await room.views["notices.copy"](room.context(old, editing=True))
    assert isinstance(marked, MessageContent)
    assert marked.html.startswith("<b>【已失效，以新发布的预警为准】</b>")
    assert marked.unpin

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.rectification.notice_view import notice
from handlers.messages import Attachment, MessageContent, RenderContext, Skip
from locales.translator import translator
from models.hazards.rectification.tables import Correction, OrderState, PaperState, Rectification
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.outbox.tables import OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.street import Street


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "1-1.pdf"
    path.write_bytes(b"%PDF-")
    return path


@pytest.fixture
async def order(session: AsyncSession, street: Street, now: datetime) -> Rectification:
    hazard = Hazard(grid_id=street.grid.id, number=7, state=State.RECTIFYING, created_at=now)
    made = Rectification(
        hazard_id=hazard.id,
        office_id=street.street.id,
        year=2026,
        number=12,
        responsible="<物业>",
        by_id=street.leader.id,
        ordered_at=now,
        started_at=now,
        due_at=now,
        paper=PaperState.MADE,
        paper_not_before=now,
    )
    session.add_all([hazard, made])
    await session.flush()
    return made


async def worded(
    session: AsyncSession,
    order: Rectification,
    file: str | None,
    now: datetime,
    *,
    issue: int = 1,
    editing: bool = False,
) -> MessageContent | Skip:
    args = {"order": order.id, "issue": issue, "file": file}
    message = OutboxMessage(
        chat_id=14, lane=1, kind="hazards.notice", subject_id=order.hazard_id, args=args, not_before=now, created_at=now
    )
    return await notice(RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot", editing))


async def test_the_notice_is_attached_under_a_name_that_tells_what_it_is(
    session: AsyncSession, order: Rectification, file: Path, now: datetime
) -> None:
    said = await worded(session, order, str(file), now)
    assert isinstance(said, MessageContent)
    assert said.document == Attachment(file, "隐患整改通知书〔2026〕第12号H7.pdf")
    assert "&lt;物业&gt;" in said.html
    assert "整改期限：11-16" in said.html


@pytest.mark.parametrize(
    ("paper", "path", "word"),
    [
        (PaperState.WANTED, None, "文件暂未生成"),
        (PaperState.FAILED, None, "未能生成"),
        (PaperState.MADE, "/nowhere/1-1.pdf", "未能生成"),
    ],
)
async def test_without_a_file_the_order_is_told_all_the_same(
    session: AsyncSession, order: Rectification, now: datetime, paper: PaperState, path: str | None, word: str
) -> None:
    order.paper = paper
    said = await worded(session, order, path, now)
    assert isinstance(said, MessageContent)
    assert said.document is None
    assert word in said.html
    assert "整改期限：11-16" in said.html


async def test_that_there_is_no_file_yet_is_not_said_once_there_is(
    session: AsyncSession, order: Rectification, now: datetime
) -> None:
    standing = await worded(session, order, None, now, editing=True)
    assert isinstance(standing, MessageContent)
    assert "见后续消息" in standing.html
    assert isinstance(await worded(session, order, None, now), Skip)


async def test_an_older_issue_says_that_it_is_replaced_and_is_not_sent_any_more(
    session: AsyncSession, order: Rectification, file: Path, now: datetime
) -> None:
    order.issue = 2
    standing = await worded(session, order, str(file), now, editing=True)
    assert isinstance(standing, MessageContent)
    assert "作废" in standing.html
    assert standing.document is not None
    assert isinstance(await worded(session, order, str(file), now), Skip)
    newest = await worded(session, order, str(file), now, issue=2)
    assert isinstance(newest, MessageContent)
    assert "延期至" in newest.html


@pytest.mark.parametrize("issue", [1, 2])
async def test_a_withdrawn_notice_says_so_with_the_date_and_is_not_sent_any_more(
    session: AsyncSession, order: Rectification, file: Path, now: datetime, issue: int
) -> None:
    order.state, order.ended_at, order.issue = OrderState.WITHDRAWN, now, 2
    standing = await worded(session, order, str(file), now, issue=issue, editing=True)
    assert isinstance(standing, MessageContent)
    assert "已于11-16撤销，不再有效" in standing.html
    assert "一式两份" not in standing.html
    assert standing.document is not None
    assert isinstance(await worded(session, order, str(file), now, issue=issue), Skip)


async def test_a_withdrawn_notice_that_never_had_a_file_says_so_too(
    session: AsyncSession, order: Rectification, now: datetime
) -> None:
    order.state, order.ended_at, order.paper = OrderState.WITHDRAWN, now, PaperState.FAILED
    standing = await worded(session, order, None, now, editing=True)
    assert isinstance(standing, MessageContent)
    assert standing.document is None
    assert "撤销" in standing.html


async def test_a_corrected_notice_says_what_was_corrected_and_the_one_before_is_void(
    session: AsyncSession, order: Rectification, street: Street, file: Path, now: datetime
) -> None:
    order.issue = 3
    changes = {"responsible": ["", "<物业>"], "due": ["", "2026-11-16"]}
    session.add(
        Correction(rectification_id=order.id, by_id=street.leader.id, at=now, issue=3, reason="笔误", changes=changes)
    )
    newest = await worded(session, order, str(file), now, issue=3)
    assert isinstance(newest, MessageContent)
    assert "已更正：责任单位（人）、整改期限。理由：笔误" in newest.html
    assert "整改期限：11-16" in newest.html
    for issue in (1, 2):
        standing = await worded(session, order, str(file), now, issue=issue, editing=True)
        assert isinstance(standing, MessageContent)
        assert "本通知书作废：已于11-16更正" in standing.html


async def test_an_extension_after_a_correction_is_told_as_one(
    session: AsyncSession, order: Rectification, street: Street, file: Path, now: datetime
) -> None:
    order.issue = 3
    session.add(Correction(rectification_id=order.id, by_id=street.leader.id, at=now, issue=2, reason="笔误"))
    newest = await worded(session, order, str(file), now, issue=3)
    replaced = await worded(session, order, str(file), now, issue=2, editing=True)
    assert isinstance(newest, MessageContent)
    assert isinstance(replaced, MessageContent)
    assert "延期至" in newest.html
    assert "已更正" not in newest.html
    assert "期限已延长" in replaced.html


async def test_a_voided_notice_says_so_with_date_and_reason(
    session: AsyncSession, order: Rectification, file: Path, now: datetime
) -> None:
    order.state, order.ended_at, order.void_reason = OrderState.WITHDRAWN, now, "<误>，找13912345678。"
    standing = await worded(session, order, str(file), now, editing=True)
    assert isinstance(standing, MessageContent)
    assert "已于11-16作废，理由：&lt;误&gt;，找139****5678。</b>" in standing.html
    assert standing.document is not None
    assert isinstance(await worded(session, order, str(file), now), Skip)

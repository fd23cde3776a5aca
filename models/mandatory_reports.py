"""What must be reported but is no hazard: a house let, newcomers, people in need, unrest.

    told ──“got it” by a leader──▶ acknowledged
      ├──nobody in time──▶ told, one level up
      └──“it is a hazard”──▶ a hazard (reported without the reporter's name)

What must always hold: its words go to leaders in private alone, never to a group; it climbs until somebody has it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, false, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, Subject, UtcDateTime, new_id, word
from models.due import WallClock
from models.errors import Conflict, Refused
from models.escalation import engine
from models.escalation.audit import Climbing
from models.escalation.engine import Climber, rungs_of
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.feature import Domain
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

MANDATORY_REPORT, THANKS, HEARD = "hazards.matter", "hazards.matter_thanks", "hazards.matter_heard"
SUBJECT = "mandatory_report"
TEXT_LIMIT = 4000
PATIENCE, NOBODY, ALBUM_WITHIN = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)


class MandatoryReportState(StrEnum):
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    HAZARD = "hazard"


class MandatoryReport(Row, table=True):
    """`found` are attach.Found as dicts, `level_id` is the grid told last; `confidential`: never to be a hazard."""

    __tablename__ = "matters"
    __table_args__ = (
        Index(
            "ix_matters_told",
            "level_id",
            postgresql_where=text("state = 'told'"),
            sqlite_where=text("state = 'told'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: str = Field(max_length=40)
    reporter_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    text: str = Field(default="", sa_type=Text)
    found: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    state: MandatoryReportState = word(MandatoryReportState, default=MandatoryReportState.TOLD)
    level_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    taken_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confidential: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    @property
    def subject(self) -> Subject:
        return Subject(SUBJECT, self.id)


async def take(
    session: AsyncSession,
    grid: Grid,
    kind: str,
    words: str,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
    said_at: datetime | None = None,
    confidential: bool = False,
) -> MandatoryReport:
    """Tell the first leaders at or above the grid who can be reached in private; `chat_id` is where it was said."""
    mandatory_report = MandatoryReport(
        grid_id=grid.id,
        kind=kind,
        reporter_id=reporter.id if reporter else None,
        text=words[:TEXT_LIMIT],
        found=[asdict(each) for each in found],
        created_at=now,
        said_at=said_at,
        confidential=confidential,
    )
    session.add(mandatory_report)
    await _add(session, mandatory_report, found, chat_id, now)
    level = await _tell(session, mandatory_report, ids_in(grid.path)[::-1], now)
    step = PolicyStep(Lack.ACCEPTED, Aim.ABOVE, PATIENCE if level else NOBODY, every=PATIENCE)
    climber = Climber(SUBJECT, mandatory_report.id, {step.lack}, Ladder((step,)))
    await engine.start(session, climber, now, UTC, first=True)
    return mandatory_report


async def _add(session: AsyncSession, of: MandatoryReport, found: Sequence[Found], chat_id: int, now: datetime) -> None:
    for each in found:
        await attach(session, of.subject, each, of.reporter_id, chat_id, Moment.BEFORE, now)


async def add_words(session: AsyncSession, mandatory_report: MandatoryReport, words: str, now: datetime) -> None:
    mandatory_report.text = f"{mandatory_report.text}\n{words}".strip()[:TEXT_LIMIT]
    await refresh_standing(session, mandatory_report.id, now)


def found_of(mandatory_report: MandatoryReport) -> tuple[Found, ...]:
    return tuple(Found(**each) for each in mandatory_report.found)


async def part_of_album(
    session: AsyncSession,
    album: str | None,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
) -> bool:
    """Parts without words go where the words of their album went."""
    if album is None or reporter is None:
        return False
    lately = select(MandatoryReport).where(
        col(MandatoryReport.reporter_id) == reporter.id, col(MandatoryReport.created_at) > now - ALBUM_WITHIN
    )
    for mandatory_report in (await session.scalars(lately.order_by(col(MandatoryReport.id).desc()))).all():
        if any(each["media_group_id"] == album for each in mandatory_report.found):
            mandatory_report.found = [*mandatory_report.found, *(asdict(each) for each in found)]
            await _add(session, mandatory_report, found, chat_id, now)
            return True
    return False


def thank(session: AsyncSession, chat_id: int, message_id: int | None, reporter: Person | None, now: datetime) -> None:
    """In private to who has started the bot; else a word in the group that gives nothing away."""
    started = reporter is not None and reporter.started
    to = reporter.tg_user_id if started and reporter else chat_id
    enqueue(session, to, THANKS, Lane.REPLY, now, reply_to=None if started else message_id)


async def _tell(session: AsyncSession, report: MandatoryReport, way: Sequence[int], now: datetime) -> Grid | None:
    """The first of these grids whose leaders can be reached in private; returns it, or None when there is none."""
    reached = await private_chats(session, way, Role.LEADER) if way else {}
    level = next((grid_id for grid_id in way if reached.get(grid_id)), None)
    if level is None:
        return None
    report.level_id = level
    for chat_id in reached[level]:
        enqueue(session, chat_id, MANDATORY_REPORT, Lane.ESCALATION, now, subject_id=report.id)
    return await session.get(Grid, level)


async def climb(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
    """What nobody has taken goes one level up, and at the top is told again; where nobody hears, before long."""
    for rung in rungs:
        mandatory_report = await session.get_one(MandatoryReport, rung.subject_id)
        if mandatory_report.state is not MandatoryReportState.TOLD:
            rung.state = RungState.CANCELLED
            continue
        grid = await session.get_one(Grid, mandatory_report.grid_id)
        way = ids_in(grid.path)[::-1]
        told = way.index(mandatory_report.level_id) if mandatory_report.level_id in way else -1
        above = [*way[told + 1 :], *way[max(told, 0) : told + 1]]
        level = await _tell(session, mandatory_report, above, clock.now)
        if level is None:
            rung.due_at = clock.now + NOBODY
        else:
            await engine.take(session, rung, clock.now, level.level)


RUNGS = rungs_of(SUBJECT, climb)
CLIMBS = Climbing(
    "matters", col(MandatoryReport.id), col(MandatoryReport.state) == literal_column(f"'{MandatoryReportState.TOLD}'")
)


async def acknowledge(
    session: AsyncSession,
    mandatory_report: MandatoryReport,
    person: Person,
    now: datetime,
    state: MandatoryReportState = MandatoryReportState.ACKNOWLEDGED,
) -> None:
    """A leader of the grid or above has it; raises Refused, or Conflict (`by`) when another was first."""
    grid = await session.get_one(Grid, mandatory_report.grid_id)
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("not_yours", who=Who.LEADER)
    if mandatory_report.confidential and state is MandatoryReportState.HAZARD:
        raise Refused("confidential")
    if not await transition(
        session,
        mandatory_report,
        col(MandatoryReport.state) == MandatoryReportState.TOLD,
        state=state,
        taken_by=person.id,
    ):
        first = await session.get(Person, mandatory_report.taken_by) if mandatory_report.taken_by else None
        raise Conflict("taken", by=first.name if first else "")
    await engine.stop(session, mandatory_report.id, Lack.ACCEPTED)
    await refresh_standing(session, mandatory_report.id, now)
    reporter = await session.get(Person, mandatory_report.reporter_id) if mandatory_report.reporter_id else None
    if state is MandatoryReportState.ACKNOWLEDGED and reporter is not None and reporter.started:
        enqueue(session, reporter.tg_user_id, HEARD, Lane.REPLY, now)


async def waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[MandatoryReport]:
    """Those that the person was told last, as a leader of a grid or in a leader's place."""
    led = [each.grid.id for each in await lead_by(session, await posts_of(session, person_id))]
    told = (
        select(MandatoryReport, col(Grid.name))
        .join(Grid, col(Grid.id) == col(MandatoryReport.grid_id))
        .where(col(MandatoryReport.state) == MandatoryReportState.TOLD, col(MandatoryReport.level_id).in_(led))
        .order_by(col(MandatoryReport.created_at))
    )
    items = [Item(told, name) for told, name in (await session.execute(told.limit(wanted.most))).all()]
    return Section(items, len(items))


MANDATORY_REPORTS_WAITING = WorklistSource(SUBJECT, Gravity.NOTE, waiting, pinned=10)
MANDATORY_REPORTS = Domain(
    "mandatory_reports",
    tables=(MandatoryReport,),
    due=(RUNGS,),
    checks=(CLIMBS,),
    worklist=MANDATORY_REPORTS_WAITING,
    standing=(MANDATORY_REPORT,),
    live=(select(col(MandatoryReport.id)).where(col(MandatoryReport.state) == MandatoryReportState.TOLD),),
)

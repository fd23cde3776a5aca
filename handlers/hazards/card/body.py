"""What a hazard's messages show, read from its rows, and the lines that every one of them shares."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.dates import days, local, local_day, waited
from handlers.hazards.card.round_lines import RoundFacts, came_lines, no_result_line, round_facts, sent_back_line
from handlers.hazards.card.side_lines import CardExtras, extras, state_shown
from handlers.hazards.card.side_lines import lines as extra_lines
from handlers.hazards.labels import SEVERITIES, kind_word
from handlers.messages import RenderContext
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import counts
from models.evidence.tables import Evidence, Moment
from models.grids.tables import Grid
from models.hazards.assignment.tables import ASSIGNABLE, WAITING, Assignment
from models.hazards.kinds import kinds_of
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.members.tables import Person
from models.schedule.deadlines import days_since
from models.text.names import without_name

TEXT_SHOWN = 600
LINE_SHOWN = 30


def _count(moment: Moment) -> ScalarSelect[int]:
    here = (col(Evidence.subject_id) == col(Hazard.id), col(Evidence.moment) == moment, counts())
    return select(func.count()).select_from(Evidence).where(*here).scalar_subquery()


FOUND = (  # put together once
    select(Hazard, Grid, Supervision, Assignment, col(Person.name), _count(Moment.BEFORE), _count(Moment.AFTER))
    .join(Grid, col(Grid.id) == col(Hazard.grid_id))
    .outerjoin(Supervision, and_(col(Supervision.hazard_id) == col(Hazard.id), col(Supervision.lifted_at).is_(None)))
    .outerjoin(
        Assignment, and_(col(Assignment.hazard_id) == col(Hazard.id), WAITING, col(Hazard.state).in_(ASSIGNABLE))
    )
    .outerjoin(Person, col(Person.id) == col(Assignment.person_id))
    .where(col(Hazard.id) == bindparam("hazard"))
)
SIGNS = {
    State.DRAFT: "📝",
    State.OPEN: "🔴",
    State.ACCEPTED: "🟡",
    State.RECTIFYING: "🟠",
    State.TRANSFERRED: "🟣",
    State.REVIEW: "🔵",
    State.CLOSED: "🟢",
    State.DISMISSED: "⚪",
    State.DUPLICATE: "⚪",
}

DEADLINES = {  # in time, overdue
    State.OPEN: (N_("To be accepted by {time}"), N_("⏰ To be accepted by {time}, overdue")),
    State.ACCEPTED: (N_("To be done by {time}"), N_("⏰ To be done by {time}, overdue")),
    State.REVIEW: (N_("To be reviewed by {time}"), N_("⏰ To be reviewed by {time}, overdue")),
}
BY_DAY = frozenset({State.RECTIFYING, State.TRANSFERRED})  # their deadline is a last day
EVIDENCE = {  # is there any before, any after
    (True, True): N_("Evidence: {before} before, {after} after"),
    (True, False): N_("Evidence: {before} before"),
    (False, True): N_("Evidence: {after} after"),
}


@dataclass(frozen=True)
class HazardFacts:
    """A hazard with the names a message shows."""

    hazard: Hazard
    grid: Grid
    accepted_by: str
    done_by: str
    photos: dict[Moment, int]
    words: str
    reason: str = ""
    extras: CardExtras = field(default_factory=CardExtras)
    round: RoundFacts = field(default_factory=RoundFacts)


async def words_shown(context: RenderContext, hazard: Hazard) -> str:
    """What was said of it: whole in private, to staff and its reporter; in groups without people's numbers, nor the
    name of who reported it in private.
    """
    if context.message.chat_id > 0 or not hazard.discreet:
        return context.seen_here(hazard.text)
    author = await context.session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    return context.seen_here(without_name(hazard.text, author.name) if author else hazard.text)


async def in_short(context: RenderContext, hazard: Hazard) -> str:
    """What was said of it on one line, or what kind it is of."""
    said = await words_shown(context, hazard) or kind_word(context.t, kinds_of(context.session), hazard.category)
    return cut(visible(said).replace("\n", " "), LINE_SHOWN)


async def facts(context: RenderContext, hazard_id: int | None = None) -> HazardFacts | None:
    """Of the message's subject, unless another is named."""
    session = context.session
    found = (await session.execute(FOUND, {"hazard": hazard_id or context.message.subject_id})).first()
    if found is None:
        return None
    hazard, grid, supervision, assignment, assignee, before, after = found
    names = {}
    for person_id in (hazard.accepted_by, hazard.done_by):
        person = await session.get(Person, person_id) if person_id else None
        names[person_id] = person.name if person else ""
    photos = {moment: count for moment, count in ((Moment.BEFORE, before), (Moment.AFTER, after)) if count}
    accepted_by, done_by = names[hazard.accepted_by], names[hazard.done_by]
    words = await words_shown(context, hazard)
    reason, stands_beside = await _reason(session, hazard), await extras(session, hazard, supervision)
    stands_beside = replace(stands_beside, assignment=assignment, assignee=assignee or "")
    this_round = await round_facts(session, hazard, grid, stands_beside.department)
    return HazardFacts(hazard, grid, accepted_by, done_by, photos, words, reason, stands_beside, this_round)


async def _reason(session: AsyncSession, hazard: Hazard) -> str:
    """Why it was dismissed."""
    if hazard.state is not State.DISMISSED:
        return ""
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.DISMISS)
    event = (await session.scalars(rows.order_by(col(HazardEvent.id).desc()).limit(1))).first()
    return str(event.data.get("reason", "")) if event else ""


def code(hazard: Hazard) -> str:
    return f"H{hazard.number}"


def body(context: RenderContext, told: HazardFacts) -> list[Html]:
    """The lines that every message about a hazard shares: what and where, until when, then the rest."""
    t, hazard = context.t, told.hazard
    lines = [
        t(
            "{sign} <b>{code}</b> {state} · {severity}",
            sign=SIGNS[hazard.state],
            code=code(hazard),
            state=state_shown(t, hazard.state, told.extras.supervision),
            severity=t.plain(SEVERITIES[hazard.severity]),
        )
    ]
    if hazard.text:
        lines.append(t("What: {text}", text=cut(visible(told.words), TEXT_SHOWN)))
    lines += [t("Grid: {grid}", grid=told.grid.name), *_until_when(context, told), *extra_lines(context, told.extras)]
    lines += sent_back_line(context, told.round)
    lines.append(t("Kind: {kind}", kind=kind_word(t, kinds_of(context.session), hazard.category)))
    lines.append(reported_line(context, hazard.created_at, hazard.said_at))
    return [*lines, *_progress(context, told)]


def reported_line(context: RenderContext, read_at: datetime, said_at: datetime | None) -> Html:
    if said_at is None:
        return context.t("Reported: {time}", time=local(context, read_at))
    times = {"time": local(context, said_at), "received": local(context, read_at)}
    return context.t("Reported: {time} (received late, {received})", **times)


def _until_when(context: RenderContext, told: HazardFacts) -> list[Html]:
    """Its deadline, or why and when it ended."""
    t, hazard = context.t, told.hazard
    if hazard.put_off_until:
        return [t("⏸ Put off to {date}", date=local_day(context, hazard.put_off_until))]
    if hazard.due_at and hazard.state in DEADLINES:
        words = DEADLINES[hazard.state][hazard.due_at < context.now]
        return [t(words, time=local(context, hazard.due_at))]
    if hazard.due_at and hazard.state is State.RECTIFYING:
        return [_to_rectify(context, hazard.due_at)]
    if told.reason:
        return [t("Reason: {reason}", reason=cut(visible(context.seen_here(told.reason)), TEXT_SHOWN))]
    if hazard.state is State.CLOSED and hazard.ended_at:
        return [t("Closed: {time}", time=local(context, hazard.ended_at))]
    return []


def _progress(context: RenderContext, told: HazardFacts) -> list[Html]:
    t, hazard = context.t, told.hazard
    before, after = told.photos.get(Moment.BEFORE, 0), told.photos.get(Moment.AFTER, 0)
    lines = [t(EVIDENCE[bool(before), bool(after)], before=before, after=after)] if before or after else []
    if hazard.state is State.REVIEW and not told.round.result:
        lines.append(no_result_line(context, told.round))
    if told.accepted_by:
        lines.append(t("Accepted by {name}", name=told.accepted_by))
    lines += came_lines(context, told.round)
    if told.done_by and hazard.state in (State.REVIEW, State.CLOSED):
        lines.append(t("Done by {name}", name=told.done_by))
    return lines


def _to_rectify(context: RenderContext, due_at: datetime) -> Html:
    date, over = local_day(context, due_at), days_since(due_at, context.now, context.zone)
    if over:
        return context.t("To be rectified by {date}, {days} days overdue", date=date, days=over)
    return context.t("To be rectified by {date}", date=date)


def due_shown(context: RenderContext, hazard: Hazard, due_at: datetime) -> str:
    return (local_day if hazard.state in BY_DAY else local)(context, due_at)


def overdue_by(context: RenderContext, hazard: Hazard) -> str:
    """By how much; nothing while there is time left."""
    due_at = hazard.due_at
    if due_at is None or due_at >= context.now:
        return ""
    if hazard.state in BY_DAY:
        return days(context, days_since(due_at, context.now, context.zone))
    return waited(context, due_at)


def joined(*lines: Html) -> Html:
    return Html("\n".join(lines))

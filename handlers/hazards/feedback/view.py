"""Wording what the reporter hears: how the report stands, how it ended, whether it is still fixed."""

from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local
from handlers.evidence.shown import shown
from handlers.hazards.buttons import buttons
from handlers.hazards.card.body import SIGNS, HazardFacts, code, due_shown, facts, joined, overdue_by, words_shown
from handlers.hazards.labels import SEVERITIES, STATES, TITLES, kind_word
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.departments.tables import Department
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.feedback.answers import IN_TIME
from models.hazards.kinds import kinds_of
from models.hazards.rounds import result_pieces
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import LIVE, Act, State
from models.members.positions import held_over

TEXT_SHOWN = 300
EVERY = 1000
DUE = (N_("Due: {time}"), N_("⏰ Due: {time}, overdue"))  # in time, overdue
ANSWERS = (Act.SATISFIED, Act.DISSATISFIED, Act.OBJECT)
LATER_ANSWERS = (Act.STILL_FIXED, Act.BROKEN_AGAIN)


async def reporter(context: RenderContext) -> MessageContent | Skip:
    """In private: the state, who deals with it by post, until when; edited in silence with every change."""
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    t, hazard = context.t, told.hazard
    lines = [
        t("Your report <b>{code}</b>", code=code(hazard)),
        t(
            "{sign} {state} · {severity} · {kind}",
            sign=SIGNS[hazard.state],
            state=t.plain(STATES[hazard.state]),
            severity=t.plain(SEVERITIES[hazard.severity]),
            kind=kind_word(t, kinds_of(context.session), hazard.category),
        ),
    ]
    if hazard.text:
        lines.append(t("What: {text}", text=cut(visible(await words_shown(context, hazard)), TEXT_SHOWN)))
    lines.append(t("Grid: {grid}", grid=told.grid.name))
    return MessageContent(joined(*lines, *await _dealt_with(context, told)))


async def _dealt_with(context: RenderContext, told: HazardFacts) -> list[Html]:
    t, hazard = context.t, told.hazard
    lines = []
    if hazard.due_at and hazard.state in LIVE:
        words = DUE[bool(overdue_by(context, hazard))]
        lines.append(t(words, time=due_shown(context, hazard, hazard.due_at)))
    by = await _who_deals(context, hazard, told.grid)
    if by and hazard.state in LIVE:
        lines.append(t("Dealt with by: {who}", who=by))
    if told.photos.get(Moment.AFTER):
        lines.append(t("Photos of the result: {count}", count=told.photos[Moment.AFTER]))
    if hazard.state is State.DISMISSED and told.reason:
        lines.append(t("Reason: {reason}", reason=context.seen_here(told.reason)))
    if hazard.state is State.CLOSED and hazard.ended_at:
        lines.append(t("Closed: {time}", time=local(context, hazard.ended_at)))
    if hazard.state in LIVE:
        lines.append(t("I keep this message up to date. Reply to it to add words or photos."))
    return lines


async def _who_deals(context: RenderContext, hazard: Hazard, grid: Grid) -> str:
    """The post, without name or number, or the department that has it."""
    if hazard.state is State.TRANSFERRED:
        return await _department(context, hazard)
    if hazard.accepted_by is None:
        return ""
    held = await held_over(context.session, hazard.accepted_by, grid)
    if not held:
        return ""
    nearest = held[-1]
    return context.t.plain(TITLES[nearest.post.role], grid=nearest.grid.name)


async def _department(context: RenderContext, hazard: Hazard) -> str:
    rows = select(col(Department.name)).join(Transfer, col(Transfer.department_id) == col(Department.id))
    here = rows.where(col(Transfer.hazard_id) == hazard.id, col(Transfer.state) == TransferState.PENDING)
    return await context.session.scalar(here.limit(1)) or ""


async def outcome(context: RenderContext) -> MessageContent | Skip:
    """How it ended, with the newest photo of the result; the buttons go once answered."""
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    return await _with_result(context, told.hazard, await _outcome(context, told))


async def _with_result(context: RenderContext, hazard: Hazard, said: MessageContent | Skip) -> MessageContent | Skip:
    """A photo that was sent stays, as Telegram cannot take it out of a message."""
    stands = (context.message.form or "").startswith("photo")
    if isinstance(said, Skip) or not (stands or (hazard.state is State.CLOSED and not context.editing)):
        return said
    session = context.session
    kept = await (photos_of(session, hazard.id, Moment.AFTER, EVERY) if stands else result_pieces(session, hazard))
    return replace(said, photos=shown(context, kept)[-1:])


async def _outcome(context: RenderContext, told: HazardFacts) -> MessageContent | Skip:
    hazard = told.hazard
    answer = await _answer(context, hazard, ANSWERS)
    if answer is not None:
        return _answered(context, hazard, answer)
    if hazard.state in LIVE or context.message.args.get("round", hazard.reopened) != hazard.reopened:
        return _open_again(context, hazard)
    return (
        _dismissed(context, told)
        if hazard.state is State.DISMISSED
        else _ask(context, hazard, _thanks(context, hazard))
    )


def _thanks(context: RenderContext, hazard: Hazard) -> Html:
    return context.t("<b>{code}</b> that you reported has been dealt with. Thank you.", code=code(hazard))


def _ask(context: RenderContext, hazard: Hazard, told: Html) -> MessageContent:
    t = context.t
    ask = t(
        "Are you satisfied with the outcome? If not, say so within {days} days: it is opened again, one level up.",
        days=IN_TIME.days,
    )
    row = buttons(t, hazard, ((Act.SATISFIED, Act.DISSATISFIED),))
    return MessageContent(joined(told, ask), row, only_as_reply=True)


def _dismissed(context: RenderContext, told: HazardFacts) -> MessageContent:
    t, hazard = context.t, told.hazard
    lines = [t("<b>{code}</b> that you reported was looked into and found to be no hazard.", code=code(hazard))]
    if told.reason:
        lines.append(t("Reason: {reason}", reason=context.seen_here(told.reason)))
    if hazard.objected:
        lines.append(t("This was looked at once more after an objection, and stands."))
        return MessageContent(joined(*lines), only_as_reply=True)
    lines.append(
        t(
            "If you see it differently, you can object once within {days} days; it goes to the level above.",
            days=IN_TIME.days,
        )
    )
    return MessageContent(joined(*lines), buttons(t, hazard, ((Act.OBJECT,),)), only_as_reply=True)


async def _answer(context: RenderContext, hazard: Hazard, answers: tuple[Act, ...]) -> HazardEvent | None:
    """What its reporter said to this message."""
    rows = select(HazardEvent).where(
        col(HazardEvent.hazard_id) == hazard.id,
        col(HazardEvent.person_id) == hazard.reporter_id,
        col(HazardEvent.act).in_(answers),
        col(HazardEvent.at) >= context.message.created_at,
    )
    return (await context.session.scalars(rows.order_by(col(HazardEvent.id)).limit(1))).first()


def _answered(context: RenderContext, hazard: Hazard, answer: HazardEvent) -> MessageContent:
    t = context.t
    if answer.act is Act.SATISFIED:
        return MessageContent(joined(_thanks(context, hazard), t("You answered: satisfied.")))
    if answer.act is Act.OBJECT:
        reason = context.seen_here(str(answer.data.get("reason", "")))
        told = t("<b>{code}</b>: your objection went to the level above: {reason}", code=code(hazard), reason=reason)
        return MessageContent(told)
    told = t("<b>{code}</b>: you answered “not satisfied”. It is open again, one level up.", code=code(hazard))
    return MessageContent(joined(told, t("Reply to this message to say what is not right yet.")))


def _open_again(context: RenderContext, hazard: Hazard) -> MessageContent | Skip:
    if not context.editing:
        return Skip("open again")
    return MessageContent(context.t("<b>{code}</b> is open again.", code=code(hazard)))


async def joined_outcome(context: RenderContext) -> MessageContent | Skip:
    """To who reported the same hazard once more: how the original ended, as its own reporter hears it."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    told = await facts(context, hazard.original_id) if hazard and hazard.original_id else None
    if hazard is None or told is None:
        return Skip("the hazard is gone")
    return await _with_result(context, told.hazard, await _joined_outcome(context, hazard, told))


async def _joined_outcome(context: RenderContext, hazard: Hazard, told: HazardFacts) -> MessageContent | Skip:
    t, original = context.t, told.hazard
    answer = await _answer(context, hazard, ANSWERS)
    if answer is not None:
        return _answered(context, hazard, answer)
    about = {"number": hazard.number, "original": original.number}
    if original.state in LIVE:
        return _open_again(context, original)
    if original.state is State.CLOSED:
        thanks = t(
            "<b>H{number}</b> that you reported (the same as H{original}) has been dealt with. Thank you.", **about
        )
        return _ask(context, hazard, thanks)
    state = t.plain(STATES[original.state])
    lines = [
        t("<b>H{number}</b> that you reported (the same as H{original}) has ended: {state}.", state=state, **about)
    ]
    if told.reason:
        lines.append(t("Reason: {reason}", reason=context.seen_here(told.reason)))
    return MessageContent(joined(*lines))


async def still_fixed(context: RenderContext) -> MessageContent | Skip:
    """Four weeks after the end."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None:
        return Skip("the hazard is gone")
    t = context.t
    answer = await _answer(context, hazard, LATER_ANSWERS)
    if answer is not None and answer.act is Act.STILL_FIXED:
        return MessageContent(t("<b>{code}</b>: you answered “still fixed”. Thank you.", code=code(hazard)))
    if answer is not None:
        told = t("<b>{code}</b>: you answered “broken again”. It is open again, one level up.", code=code(hazard))
        return MessageContent(joined(told, t("Reply to this message to say what is not right yet.")))
    if hazard.state is not State.CLOSED:
        return _open_again(context, hazard)
    ask = t("<b>{code}</b> was dealt with four weeks ago. Is it still fixed?", code=code(hazard))
    lines = [ask]
    if hazard.text:
        lines.append(t("What: {text}", text=cut(visible(await words_shown(context, hazard)), TEXT_SHOWN)))
    row = buttons(t, hazard, ((Act.STILL_FIXED, Act.BROKEN_AGAIN),))
    return MessageContent(joined(*lines), row, only_as_reply=True)


VIEWS: dict[str, View] = {
    "hazards.reporter": reporter,
    "hazards.outcome": outcome,
    "hazards.joined_outcome": joined_outcome,
    "hazards.still_fixed": still_fixed,
}

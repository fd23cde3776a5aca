"""Wording the alert about one hazard that goes to staff."""

import html
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from handlers.dates import NEW, local, waited
from handlers.evidence.shown import shown
from handlers.hazards.buttons import buttons, for_staff, on_the_spot
from handlers.hazards.card.added import added_lines, reporter_adds
from handlers.hazards.card.body import (
    HazardFacts,
    body,
    facts,
    joined,
)
from handlers.hazards.card.side_lines import staff_lines
from handlers.hazards.evidence.view import see_all
from handlers.hazards.rectification.notice_view import withdrawn_lines
from handlers.hazards.timeline import timeline
from handlers.messages import Delete, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Act, State
from models.outbox.alert_lists import FOLDED
from models.outbox.tables import MessageState, OutboxMessage
from models.schedule.deadlines import Reminder, days_since

CAPTION = 1024
TEXT = 4096
STORY_SHOWN = 4
STORY_WHOLE = 20
REASON_SHOWN = 200
LABEL = 40
WHY = {
    "new": N_("New hazard in your grid"),
    "raised": N_("This hazard is now rated more severe. Please see to it."),
    "unaccepted": N_("Nobody has accepted this hazard for {waited}. Please see to it."),
    "unfinished": N_("This hazard is still not done after {waited}. Please see to it."),
    "idle": N_("Accepted, but nothing has happened for {idle}. Please go on with it."),
    "unreviewed": N_("Said to be done, but nobody has reviewed it. Please close it or send it back."),
    "handed_up": N_("Handed up by {by}: please see to it."),
    "assigned": N_("{by} has assigned this to you. Please take it or decline it by {answer_by}."),
    "declined": N_("{by} declines what you assigned. Please see to it or assign it to another."),
    "unanswered": N_("{by} has not answered your assignment. Please see to it or assign it to another."),
    "taken_over": N_("{by} has taken this over from you."),
    "put_off_over": N_("This was put off until today. Please see to it now."),
    "grid_retired": N_("The grid of this hazard is no longer in the roster, and it is yours now. Please see to it."),
    "sent_back": N_("The leader sent this back: please see to it again."),
    "voided": N_("The notice of rectification is void: please tell the responsible party, and take the paper back."),
    "reopened": N_("The reporter is not satisfied: the hazard is open again. Please see to it."),
    "yours_reopened": N_("The reporter is not satisfied with what you dealt with or closed: it is open again."),
    "objection": N_("The reporter objects to the dismissal: the hazard is open again. Please look into it."),
    "broken_again": N_("The reporter says that it is broken again, four weeks later. Please see to it."),
    "transfer_overdue": N_("{by} gave no outcome in time: the street has the hazard again. Please see to it at once."),
    Reminder.HALF_TIME: N_("Half of the time for rectification has passed. Please press on with it."),
    Reminder.DAY_BEFORE: N_("Rectification is due tomorrow. Please see how far it is."),
    Reminder.DUE_TODAY: N_("Rectification is due today. Please check on site."),
    Reminder.OVERDUE: N_("Rectification is {days} days overdue. Please see to it."),
}
AS_LONG_AS: dict[str, tuple[State, ...]] = {
    "new": (State.OPEN,),
    "unaccepted": (State.OPEN,),
    "unfinished": (State.OPEN, State.ACCEPTED),
    "idle": (State.ACCEPTED,),
    "taken_over": (State.ACCEPTED,),
    **dict.fromkeys(("assigned", "declined", "unanswered", "put_off_over"), (State.OPEN, State.ACCEPTED)),
    "unreviewed": (State.REVIEW,),
    "transfer_overdue": (State.OPEN,),
    **dict.fromkeys(("reopened", "yours_reopened", "objection", "broken_again"), (State.OPEN, State.ACCEPTED)),
    **dict.fromkeys(Reminder, (State.RECTIFYING,)),
}


async def alert(context: RenderContext) -> MessageContent | Delete | Skip:
    """Loses its headline when that is no longer so, and its buttons when there is nothing left to do."""
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    hazard, why = told.hazard, context.message.args["why"]
    replaced = await _replaced(context)
    if replaced and context.removable:
        return Delete("told again since")
    over = _over(context, told, why)
    if hazard.state is State.CLOSED and not context.editing:
        return Skip("closed meanwhile")
    if over and why != "new" and not context.editing:
        return Skip("moved on meanwhile")
    headline = [] if over or replaced else _headline(context, told)
    kept = await photos_of(context.session, hazard.id, Moment.BEFORE)
    photos = shown(context, kept)[:1]
    past = await _past(context, hazard)
    objects = await reporter_adds(context, hazard)
    lines = [*headline, *objects, *body(context, told), *([] if objects else await added_lines(context, hazard))]
    withdrawn = await withdrawn_lines(context, hazard) if context.message.args.get("whole") else []
    lines += [*staff_lines(context, told.extras), *withdrawn, *_waits(context, told)]
    words = fitted(lines, past, CAPTION if photos else TEXT)
    offered = () if replaced else await for_staff(context, hazard)
    rows = (*await on_the_spot(context, hazard), *buttons(context.t, hazard, offered))
    unseen = (hazard.state is State.REVIEW or sum(told.photos.values()) > len(photos)) and not replaced
    return MessageContent(words, (*rows, *(see_all(context, hazard) if unseen else ())), photos)


async def _replaced(context: RenderContext) -> bool:
    """Whether a newer alert about the hazard stands in this chat, is on its way, or is named in a list there."""
    message = context.message
    stands = col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT])
    newer = select(col(OutboxMessage.id)).where(
        col(OutboxMessage.subject_id) == message.subject_id,
        col(OutboxMessage.kind) == message.kind,
        col(OutboxMessage.chat_id) == message.chat_id,
        col(OutboxMessage.id) > message.id,
        or_(stands, col(OutboxMessage.reason) == FOLDED),
    )
    return await context.session.scalar(newer.limit(1)) is not None


def _over(context: RenderContext, told: HazardFacts, why: str) -> bool:
    """What it says is no longer so: the state has changed, the deadline was moved, a newer report says more."""
    hazard, assignment = told.hazard, told.extras.assignment
    if hazard.state not in AS_LONG_AS.get(why, tuple(LIVE)):
        return True
    if why in tuple(Reminder):
        due = context.message.args.get("due")
        return due is not None and hazard.due_at != datetime.fromisoformat(due)
    if why == "assigned":
        return assignment is None or assignment.id != context.message.args["assignment"]
    if why == "put_off_over":
        return hazard.put_off_until is not None
    if why in ("declined", "unanswered"):
        return assignment is not None or hazard.accepted_by is not None
    return why == "new" and hazard.reopened > 0


def _headline(context: RenderContext, told: HazardFacts) -> list[Html]:
    t, args, hazard, assignment = context.t, context.message.args, told.hazard, told.extras.assignment
    since = datetime.fromisoformat(args["since"]) if "since" in args else hazard.created_at
    values: dict[str, Any] = {
        "waited": waited(context, hazard.created_at),
        "idle": waited(context, since),
        "by": args.get("by", ""),
        "answer_by": local(context, assignment.due_at) if assignment else "",
        "days": days_since(hazard.due_at, context.now, context.zone) if hazard.due_at else 0,
    }
    lines = [Html(f"<b>{t(WHY[args['why']], **values)}</b>")] if args["why"] in WHY else []
    if args.get("reason") and args["why"] != "sent_back":  # the body says it
        lines.append(t("Reason: {reason}", reason=cut(visible(context.seen_here(args["reason"])), REASON_SHOWN)))
    if args.get("silent"):
        lines.append(t("No member of {grid} can be reached, so this comes to you.", grid=args["silent"]))
    if args.get("empty"):
        grids = t.listed(args["empty"])
        lines.append(t("{grids}: nobody there can be reached, so this comes to you.", grids=grids))
    return lines


async def _past(context: RenderContext, hazard: Hazard) -> list[Html]:
    if context.message.args.get("whole"):
        return await timeline(context, hazard, STORY_WHOLE)
    return await timeline(context, hazard, STORY_SHOWN, without=(Act.REPORT, Act.REMIND))


def _waits(context: RenderContext, told: HazardFacts) -> list[Html]:
    t, hazard = context.t, told.hazard
    if hazard.state not in LIVE:
        return []
    since = hazard.created_at
    return [t("Waiting for {waited}", waited=waited(context, since))] if context.now - since >= NEW else []


def fitted(lines: Sequence[Html], past: Sequence[Html], limit: int) -> Html:
    """As much of the story as there is room for, the newest first; the last lines go only if nothing else helps."""
    for left in range(len(past), -1, -1):
        words = joined(*lines, *past[len(past) - left :])
        if shown_length(words) <= limit:
            return words
    return fitted(lines[:-1], (), limit)


def shown_length(words: Html) -> int:
    """As Telegram counts: UTF-16 units, without the markup."""
    return len(html.unescape(re.sub(r"<[^>]+>", "", words)).encode("utf-16-le")) // 2


VIEWS: dict[str, View] = {"hazards.ping": alert}

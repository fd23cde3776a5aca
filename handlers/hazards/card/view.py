"""Wording a hazard: the card in the group, the review, the status, one's own reports."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from handlers.evidence.shown import shown
from handlers.hazards.buttons import GROUP, REVIEWING, buttons, on_the_spot
from handlers.hazards.card.added import added_lines
from handlers.hazards.card.body import SIGNS, body, code, facts, in_short, joined
from handlers.hazards.card.side_lines import outcome_lines, staff_lines, state_shown
from handlers.hazards.evidence.view import see_all
from handlers.hazards.presses import OpenOwn
from handlers.hazards.rectification.notice_view import withdrawn_lines
from handlers.hazards.reporting.view import draft_card, joined_line, same_question
from handlers.hazards.timeline import timeline
from handlers.messages import Button, Delete, MessageContent, Photo, RenderContext, Skip, View
from locales.translator import N_, Html
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.grids.tables import Purpose
from models.hazards.alerting.alerts import REVIEW
from models.hazards.rounds import result_pieces
from models.hazards.supervision.tables import current
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Act, Severity, State
from models.onboarding.bind_chat import binding_of
from models.outbox.alert_lists import FOLDED
from models.outbox.tables import OutboxMessage

ALBUM = 10
WHOLE_STORY, STORY_IN_GROUP = 20, 5
RESULT_WANTED = N_("Reply to this message with a photo of the result, then press “Done”.")
RESULT_SHOWN = N_("Once it is put right, press “Done”.")
BEFORE_AND_AFTER = N_("<b>{code}</b> before and after")
BEFORE_ALONE = N_("<b>{code}</b> before; no photo of the result")
LATE = N_("<b>{code}</b> photos of the result that came later")
CORRECTABLE = ((Act.CLASSIFY,),)


async def card(context: RenderContext) -> MessageContent | Delete | Skip:
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    t, hazard = context.t, told.hazard
    if hazard.state is State.DRAFT:
        return await draft_card(context, hazard)
    lines = [*body(context, told), *await joined_line(context, hazard)]
    if hazard.severity is Severity.URGENT and hazard.state in LIVE:
        lines.insert(0, t("<b>If there is fire or smoke, call 119 first and leave the building.</b>"))
    if hazard.state is State.OPEN and not hazard.text:
        lines.append(t("Reply to this message with a few words: where it is and what is wrong."))
    elif hazard.state is State.OPEN and not told.photos:
        lines.append(t("Reply to this message with a photo if you can."))
    if hazard.state is State.ACCEPTED:
        lines.append(t(RESULT_SHOWN if told.round.result else RESULT_WANTED))
    asked, answers = await same_question(context, hazard)
    lines += asked
    rows = (answers, *await on_the_spot(context, hazard), *buttons(t, hazard, GROUP.get(hazard.state, ())))
    return MessageContent(joined(*lines), tuple(row for row in rows if row))


async def photos(context: RenderContext) -> MessageContent | Skip:
    """Before and after, ahead of the review; what comes later follows it."""
    told = await facts(context)
    if told is None or told.hazard.state is not State.REVIEW:
        return Skip("no longer awaiting review")
    if await _review_folded(context):
        return Skip("the review is named in a list")
    since = context.message.args.get("since")
    album = await _late(context, told.hazard, since) if since else await _album(context, told.hazard)
    if not album:
        return Skip("no photos")
    words = LATE if since else (BEFORE_AND_AFTER if told.round.result else BEFORE_ALONE)
    return MessageContent(context.t(words, code=code(told.hazard)), photos=album)


async def _review_folded(context: RenderContext) -> bool:
    """Whether what these photos stand above has become a line of a list."""
    reviews = select(col(OutboxMessage.reason)).where(
        col(OutboxMessage.subject_id) == context.message.subject_id,
        col(OutboxMessage.kind) == REVIEW,
        col(OutboxMessage.chat_id) == context.message.chat_id,
        col(OutboxMessage.id) > context.message.id,
    )
    return await context.session.scalar(reviews.order_by(col(OutboxMessage.id)).limit(1)) == FOLDED


async def _album(context: RenderContext, hazard: Hazard) -> tuple[Photo, ...]:
    before = shown(context, await photos_of(context.session, hazard.id, Moment.BEFORE))
    after = shown(context, await result_pieces(context.session, hazard))
    return (*before[: ALBUM // 2], *after[-(ALBUM // 2) :])


async def _late(context: RenderContext, hazard: Hazard, since: str) -> tuple[Photo, ...]:
    found = await result_pieces(context.session, hazard, datetime.fromisoformat(since))
    return shown(context, found)[:ALBUM]


async def review(context: RenderContext) -> MessageContent | Skip:
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    t, hazard = context.t, told.hazard
    if hazard.state is not State.REVIEW:
        return MessageContent(joined(*body(context, told))) if context.editing else Skip("reviewed meanwhile")
    ask = t("<b>Please review: press “Close” if the hazard is gone, “Send back” if not.</b>")
    answer = outcome_lines(context, told.extras)
    adds = await added_lines(context, hazard)
    lines = [*answer, *body(context, told), *adds, *staff_lines(context, told.extras)]
    rows = (*buttons(t, hazard, REVIEWING), *see_all(context, hazard))
    return MessageContent(joined(ask, *lines), rows)


async def status(context: RenderContext) -> MessageContent | Skip:
    told = await facts(context)
    if told is None:
        return Skip("the hazard is gone")
    lines = [
        *body(context, told),
        *await withdrawn_lines(context, told.hazard),
        *await joined_line(context, told.hazard),
    ]
    story = await _story(context, told.hazard)
    text = joined(*lines, *((Html(""), *story) if story else ()))
    return MessageContent(text, buttons(context.t, told.hazard, CORRECTABLE if told.hazard.state is State.OPEN else ()))


async def _story(context: RenderContext, hazard: Hazard) -> list[Html]:
    """Among residents the last that people did; whom the bot told is for staff, and for whoever asks in private."""
    chat_id = context.message.chat_id
    bound = await binding_of(context.session, chat_id) if chat_id < 0 else None
    if chat_id > 0 or (bound is not None and bound[0].purpose is Purpose.LEADERS):
        return await timeline(context, hazard, WHOLE_STORY)
    return await timeline(context, hazard, STORY_IN_GROUP, among_residents=True)


async def mine(context: RenderContext) -> MessageContent | Skip:
    t, words = context.t, context.message.args.get("words")
    lines, rows = await reports_listed(context)
    if words and not lines:
        return MessageContent(
            t("No report that you can see here says “{words}”. To see your own, send /my.", words=words)
        )
    if not lines:
        return MessageContent(
            t("You have not reported anything yet. To report a hazard, send its photo with /report and a few words.")
        )
    head = (
        t("<b>Reports that say “{words}”</b> (newest first)", words=words)
        if words
        else t("<b>Your reports</b> (newest first)")
    )
    foot = t("Press a code to see how it stands.")
    return MessageContent(joined(head, *lines, foot), rows)


async def reports_listed(context: RenderContext) -> tuple[list[Html], tuple[tuple[Button, ...], ...]]:
    """Those that the message names, a line each, and the buttons that open them."""
    t = context.t
    lines, numbers = list[Html](), list[Button]()
    for hazard_id in context.message.args["hazards"]:
        hazard = await context.session.get(Hazard, hazard_id)
        if hazard is not None:
            numbers.append(Button(code(hazard), OpenOwn(hazard.number).pack()))
            state = state_shown(t, hazard.state, await current(context.session, hazard.id))
            lines.append(
                t(
                    "{sign} {code} {state} {text}",
                    sign=SIGNS[hazard.state],
                    code=code(hazard),
                    state=state,
                    text=await in_short(context, hazard),
                )
            )
    return lines, tuple(tuple(numbers[at : at + 5]) for at in range(0, len(numbers), 5))


def fixed(message: str) -> View:
    """A message that depends on nothing but its arguments."""

    async def view(context: RenderContext) -> MessageContent | Skip:
        return MessageContent(context.t(message, **context.message.args))

    return view


VIEWS: dict[str, View] = {
    "hazards.card": card,
    "hazards.photos": photos,
    "hazards.review": review,
    "hazards.status": status,
    "hazards.mine": mine,
    "hazards.not_one": fixed(
        N_(
            "This message is not about one hazard, so your reply was not kept. "
            "If it has buttons, please press one; to add to a hazard, reply to its message."
        )
    ),
    "hazards.which": fixed(
        N_("Which hazard? Send /status and its code, for example /status H12, or a few words of the report.")
    ),
    "hazards.unknown": fixed(N_("There is no hazard H{number} that you can see here. Please check the code.")),
    "hazards.anonymous": fixed(N_("Please send /my from your own account, not as the group.")),
}

"""Wording the notice of rectification: a printable file with what to do with it."""

import asyncio
from pathlib import Path

from handlers.dates import local_day
from handlers.hazards.rectification.items import items
from handlers.messages import Attachment, MessageContent, RenderContext, Skip, View
from locales.translator import Html, visible
from models.hazards.rectification.tables import (
    OrderState,
    PaperState,
    Rectification,
    corrections_of,
    number_of,
    withdrawn_of,
)
from models.hazards.tables import Hazard
from models.text.personal_numbers import masked


async def notice(context: RenderContext) -> MessageContent | Skip:
    t, args = context.t, context.message.args
    order = await context.session.get(Rectification, args["order"])
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if order is None or hazard is None:
        return Skip("the order is gone")
    number = number_of(order)
    lines = [t("📄 <b>Notice of rectification {number}</b> for H{hazard}", number=number, hazard=hazard.number)]
    file = Path(args["file"] or "")
    void = await _void(context, order)
    if void is not None:
        if not context.editing:
            return Skip("replaced or withdrawn meanwhile")
        document = _attached(context, file, number, hazard) if args["file"] else None
        return MessageContent(_joined([*lines, void]), document=document)
    if args["file"] is None and order.paper is PaperState.MADE:
        made = t("The file has been made and is in a later message.")
        return MessageContent(_joined([*lines, made])) if context.editing else Skip("made meanwhile")
    lines += await _told(context, order)
    if order.paper is not PaperState.MADE or not await asyncio.to_thread(file.is_file):
        return MessageContent(_joined([*lines, _no_file(context, order)]))
    lines.append(t("Please print two copies, have both signed, and leave one with the responsible party."))
    return MessageContent(_joined(lines), document=_attached(context, file, number, hazard))


def _no_file(context: RenderContext, order: Rectification) -> Html:
    t = context.t
    if order.paper is PaperState.WANTED:
        return t("The file could not be made yet; it will be sent here as soon as it is. The order stands meanwhile.")
    return t("The notice could not be made as a file. The order stands; please tell the administrator.")


async def _void(context: RenderContext, order: Rectification) -> Html | None:
    """Why the notice that this message carries is not valid any more."""
    t, issue = context.t, context.message.args["issue"]
    if order.void_reason is not None:
        return t(
            "<b>⛔ Voided on {date}, because: {reason}. This notice is no longer valid.</b> Please tell the "
            "responsible party, and take the paper back.",
            date=_withdrawn_on(context, order),
            reason=void_reason(order),
        )
    if order.state is OrderState.WITHDRAWN:
        return t(
            "<b>⛔ Withdrawn on {date}: this notice is no longer valid.</b> Please tell the responsible party, and "
            "take the paper back.",
            date=_withdrawn_on(context, order),
        )
    if order.issue == issue:
        return None
    corrected = [each for each in await corrections_of(context.session, order.id) if each.issue > issue]
    if corrected:
        return t(
            "<b>Void: corrected on {date}.</b> Please use the new notice, and take the earlier paper back.",
            date=local_day(context, corrected[-1].at),
        )
    return t("Replaced: the deadline was extended. Please use the new notice.")


def void_reason(order: Rectification) -> str:
    """As whoever holds the paper may see it."""
    return masked(visible(order.void_reason or "")).rstrip("。.")


def _withdrawn_on(context: RenderContext, order: Rectification) -> str:
    return local_day(context, order.ended_at or context.now)


async def withdrawn_lines(context: RenderContext, hazard: Hazard) -> list[Html]:
    """To whoever scans such a notice, or asks about its hazard."""
    return [_withdrawn(context, order) for order in await withdrawn_of(context.session, hazard.id)]


def _withdrawn(context: RenderContext, order: Rectification) -> Html:
    t, number, date = context.t, number_of(order), _withdrawn_on(context, order)
    if order.void_reason is None:
        return t("⛔ Notice {number} was withdrawn on {date}: it is no longer valid.", number=number, date=date)
    return t(
        "⛔ Notice {number} was voided on {date}, because: {reason}. It is no longer valid.",
        number=number,
        date=date,
        reason=void_reason(order),
    )


async def _told(context: RenderContext, order: Rectification) -> list[Html]:
    t, due = context.t, local_day(context, order.due_at)
    made = [each for each in await corrections_of(context.session, order.id) if each.issue == order.issue]
    lines = [
        t("Corrected: {items}. Reason: {reason}", items=items(t, each.changes), reason=each.reason) for each in made
    ]
    lines.append(t("Responsible: {name}", name=order.responsible))
    if order.issue > 1 and not made:
        return [*lines, t("Extended to: {date}", date=due)]
    return [*lines, t("To be rectified by {date}", date=due)]


def _attached(context: RenderContext, file: Path, number: str, hazard: Hazard) -> Attachment:
    name = context.t.plain("Notice of rectification {number} H{hazard}.pdf", number=number, hazard=hazard.number)
    return Attachment(file, name)


def _joined(lines: list[Html]) -> Html:
    return Html("\n".join(lines))


VIEWS: dict[str, View] = {"hazards.notice": notice}

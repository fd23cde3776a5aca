"""Wording what somebody has reported and written, in one list."""

from handlers.dates import local_day
from handlers.hazards.card.view import reports_listed
from handlers.messages import Button, MessageContent, RenderContext, View
from handlers.obligations.labels import SIGNS
from handlers.obligations.presses import MINE, OpinionOpen
from locales.translator import N_, Html, cut, visible
from models.hazards.tables import Hazard
from models.obligations.opinions.acting import share_of
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import WAITING, State

IN_LIST = 30
JUDGED = {
    None: N_("answered {day}"),
    True: N_("answered {day}, you are satisfied"),
    False: N_("answered {day}, you are not satisfied"),
}


async def mine(context: RenderContext) -> MessageContent:
    t = context.t
    reports, rows = await reports_listed(context)
    lines = [t("<b>Your reports</b> (newest first)"), *reports] if reports else []
    lines.append(t("<b>Your opinions</b> (newest first)"))
    answered = list[Button]()
    for each in context.message.args["opinions"]:
        opinion = await context.session.get(Requirement, each)
        if opinion is None:
            continue
        row = await share_of(context.session, opinion)
        words = cut(visible(context.seen_here(opinion.title)), IN_LIST)
        told = {"sign": SIGNS[row.state], "code": opinion.code, "state": await _state(context, row), "text": words}
        lines.append(t("{sign} {code} {state} {text}", **told))
        if row.state is State.DONE:
            answered.append(Button(opinion.code, OpinionOpen(opinion.id).pack()))
    if rows or answered:
        lines.append(t("Press a code to see how it stands."))
    return MessageContent(Html("\n".join(lines)), (*rows, *((tuple(answered),) if answered else ())))


async def _state(context: RenderContext, row: Obligation) -> str:
    t = context.t
    if row.state in WAITING:
        return t.plain("an answer comes by {day}", day=local_day(context, row.due_at))
    if row.hazard_id is not None:
        hazard = await context.session.get(Hazard, row.hazard_id)
        return t.plain("is hazard H{number}", number=hazard.number if hazard else "")
    if row.done_at is None:
        return t.plain("without an answer: its grid is no longer there")
    return t.plain(JUDGED[row.satisfied], day=local_day(context, row.done_at))


VIEWS: dict[str, View] = {MINE: mine}

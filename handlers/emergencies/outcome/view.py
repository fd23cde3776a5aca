"""Wording what is told aloud: that it is confirmed, over, or goes on; and the question before an end."""

from handlers.emergencies.buttons import Rows
from handlers.emergencies.call_facts import CallFacts, replaced
from handlers.emergencies.labels import OUTCOMES
from handlers.emergencies.presses import End, KeepOn, Reopen
from handlers.emergencies.view import (
    Said,
    about_call,
    first,
    headline,
    joined,
    progress_lines,
)
from handlers.messages import Button, Delete, MessageContent, RenderContext, View
from locales.translator import N_, Translator
from models.emergencies.outcomes import reopenable
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, LOUD, REOPENABLE, CallState, Finding, Outcome

MINUTES = int(REOPENABLE.total_seconds() // 60)
WARNINGS = {
    Finding.FIRE: N_(
        "<b>🔴 The fire is real!</b> Leave at once by the stairs, never by lift; keep away and keep the fire lane free."
    ),
    Finding.SMOKE: N_(
        "<b>🔴 There is smoke!</b> Leave at once by the stairs, never by lift; low, a wet towel over mouth and nose."
    ),
}


def undo_row(t: Translator, call: Call) -> tuple[Button, ...]:
    return (Button(t.plain("Undo: it goes on"), Reopen(call.number).pack()),)


async def confirmed(context: RenderContext, told: CallFacts) -> Said:
    """To those who live there, and to callers."""
    t, call = context.t, told.call
    if call.state not in LIVE or call.finding not in LOUD or await replaced(context):
        return Delete("over, or told again since")
    return MessageContent(joined(t(WARNINGS[call.finding]), first(t, call), headline(context, told)))


async def ending(context: RenderContext, told: CallFacts) -> Said:
    """Should it end? Afterwards it offers to take the end back."""
    t, call, args = context.t, told.call, context.message.args
    if await replaced(context):
        return Delete("asked again since")
    if call.state in LIVE and not args.get("answered"):
        return _should_it_end(context, told, Outcome(args["outcome"]))
    if call.state in LIVE or args.get("answered") != "yes" or not reopenable(call, context.now):
        return Delete("answered, or over")
    ended = t("If that was wrong, it can be taken back within {minutes} min.", minutes=MINUTES)
    return MessageContent(joined(headline(context, told), *progress_lines(context, told), ended), (undo_row(t, call),))


def _should_it_end(context: RenderContext, told: CallFacts, outcome: Outcome) -> MessageContent:
    t, call = context.t, told.call
    how = t.plain(OUTCOMES[outcome])
    ask = t("<b>End S{number}: {outcome}?</b>", number=call.number, outcome=how)
    if outcome is Outcome.FALSE_ALARM:
        does = t("Everybody who was told hears that it was a false alarm and that nobody needs to go.")
    else:
        does = t("Those who were told hear that it is over, and the cards no longer say to leave and to call 119.")
    undo = t("It can be taken back within {minutes} min.", minutes=MINUTES)
    yes = Button(t.plain("Yes: {outcome}", outcome=how), End(outcome, call.number).pack())
    keep = Button(t.plain("No, it goes on"), KeepOn(call.number).pack())
    rows: Rows = ((yes,), (keep,))
    return MessageContent(joined(ask, does, undo, headline(context, told)), rows)


async def over(context: RenderContext, told: CallFacts) -> Said:
    t, call = context.t, told.call
    if call.state in LIVE:
        return Delete("it goes on")
    if call.outcome is Outcome.MISTAKE:
        stand_down = t("<b>All clear:</b> the caller says that it was a mistake. In danger send /sos, and call 119.")
    elif call.state is CallState.FALSE_ALARM:
        stand_down = t("<b>All clear:</b> it was a false alarm. In danger send /sos again, and call 119.")
    else:
        stand_down = t("<b>It is over:</b> nobody needs to go any more.")
    return MessageContent(joined(stand_down, headline(context, told), *progress_lines(context, told)))


async def thanks(context: RenderContext, told: CallFacts) -> Said:
    t = context.t
    if told.call.state in LIVE:
        return Delete("it goes on")
    thank = t("Thank you for calling: better once too often than once too late.")
    lines = [thank, headline(context, told), *progress_lines(context, told)]
    return MessageContent(joined(*lines), drop_keyboard=True)


async def resumed(context: RenderContext, told: CallFacts) -> Said:
    t, call = context.t, told.call
    if call.state not in LIVE or await replaced(context):
        return Delete("over, or told again since")
    goes_on = t("<b>It is not over:</b> the end was taken back, the call for help goes on.")
    return MessageContent(joined(goes_on, first(t, call), headline(context, told), *progress_lines(context, told)))


VIEWS: dict[str, View] = {
    "emergencies.confirmed": about_call(confirmed),
    "emergencies.ending": about_call(ending),
    "emergencies.over": about_call(over),
    "emergencies.thanks": about_call(thanks),
    "emergencies.resumed": about_call(resumed),
}

"""Wording the alarm to staff; names and phones of callers are shown in private alone."""

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import clock
from handlers.emergencies.alarm.beside import beside_rows, brigade_lines, for_volunteer
from handlers.emergencies.alarm.water_lines import water_lines
from handlers.emergencies.buttons import Rows, going_buttons, map_button, outcome_buttons, outcome_rows
from handlers.emergencies.call_facts import CallFacts, replaced
from handlers.emergencies.outcome.view import undo_row
from handlers.emergencies.presses import SeeAdded
from handlers.emergencies.view import (
    NAME,
    TEXT_SHOWN,
    Said,
    about_call,
    called_late,
    headline,
    joined,
    progress_lines,
)
from handlers.hazards.buttons import for_staff
from handlers.hazards.presses import OpenListed
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, Translator, cut
from models.emergencies.actions import may_reopen
from models.emergencies.outcomes import reopenable
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, CallState, Finding, Outcome
from models.hazards.linked_calls import hazards_of
from models.members.tables import Person

ADDED_SHOWN = 150
WHY = {
    "new": N_("Call for help! Check that 119 has been called; if you can get there safely, press “Going”."),
    "again": N_("Nobody is on the way after {minutes} min! Please go or send somebody; check that 119 was called."),
    "more": N_("Help is called for once more! See that enough are there; if you can get there safely, press “Going”."),
    "place": N_(
        "The place of the call for help is known now: open the map; if you can get there safely, press “Going”."
    ),
    "retired": N_("Its grid has left the roster: this call for help is yours now. Check that 119 has been called."),
    "brigade": N_("The volunteer fire brigade is called out! If you can get there safely, press “Going” and come."),
    "resumed": N_("It is not over: the end was taken back! If you are needed and can get there safely, press “Going”."),
}
AS_IT_IS = ("more", "resumed", "retired", "brigade")  # whoever goes, whatever is confirmed
CONFIRMED = {
    Finding.FIRE: N_(
        "🔴 The fire is real! Check that 119 has been called, help people leave by the stairs; "
        "if you can get there safely, press “Going”."
    ),
    Finding.SMOKE: N_(
        "🔴 There is smoke! Check that 119 has been called, help people leave by the stairs; "
        "if you can get there safely, press “Going”."
    ),
}


async def alarm(context: RenderContext, told: CallFacts) -> Said:
    """To staff. A newer one takes its place; nobody is told again that nobody goes when somebody does."""
    t, call, why = context.t, told.call, context.message.args["why"]
    if await replaced(context):
        return Delete("told again since")
    if call.state is not CallState.CALLING and why == "again" and not context.editing:
        return Skip("somebody goes")
    lines = [headline(context, told), *await _known(context, told)]
    lines += [*progress_lines(context, told), *_added(context, told)]
    lines += [*await brigade_lines(context, told), *await water_lines(context, told)]
    if call.found:
        lines.append(t("In words: {text}", text=cut(context.seen_here(call.found), TEXT_SHOWN)))
    photos, more = (call.photo,) if call.photo else (), (*_see_added(t, told), *await _hazards(context, call))
    if call.state not in LIVE:
        undo = (undo_row(t, call),) if await _may_undo(context, call) else ()
        return MessageContent(joined(*lines), (*undo, *more), photos)
    lines.insert(0, _urge(context, call, why))
    known = call.state is not CallState.CALLING or call.finding is not None
    outcome = outcome_rows(t, call) if known else ()
    last = (*outcome_buttons(t, call, Outcome.FALSE_ALARM), *map_button(t, call))
    beside = await beside_rows(context, told)
    return MessageContent(joined(*lines), (going_buttons(t, call), *outcome, last, *beside, *more), photos)


def _urge(context: RenderContext, call: Call, why: str) -> Html:
    """What is urgent now: that nobody goes, or that somebody called once more, comes before what was confirmed."""
    minutes = int((context.now - call.created_at).total_seconds() // 60)
    calling = call.state is CallState.CALLING
    if call.finding in CONFIRMED and why not in AS_IT_IS and not (calling and why == "again"):
        urged = CONFIRMED[call.finding]
    else:
        urged = WHY.get(why if calling or why in AS_IT_IS else "new", WHY["new"])
    return Html(f"<b>{context.t(urged, minutes=minutes)}</b>")


async def _may_undo(context: RenderContext, call: Call) -> bool:
    """In private for who may; in a leaders' chat somebody may."""
    if not reopenable(call, context.now) or context.message.chat_id < 0:
        return reopenable(call, context.now)
    rows = select(Person).where(col(Person.tg_user_id) == context.message.chat_id)
    reader = (await context.session.scalars(rows)).first()
    return reader is not None and await may_reopen(context.session, call, reader)


async def _hazards(context: RenderContext, call: Call) -> Rows:
    """The reports that called are hazards to be dealt with, too: this is all that was told of them in this chat."""
    found = [each for each in await hazards_of(context.session, call) if await for_staff(context, each)]
    return tuple(
        (Button(context.t.plain("Show hazard H{number}", number=each.number), OpenListed(each.number).pack()),)
        for each in found
    )


async def _known(context: RenderContext, told: CallFacts) -> list[Html]:
    """Who called is for staff, not for volunteers of a brigade."""
    t, call, private = context.t, told.call, context.message.chat_id > 0
    lines = called_late(context, call) or [t("Called: {time}", time=clock(context, call.created_at))]
    if private and told.caller is not None and not await for_volunteer(context):
        name, phone = cut(told.caller.name, NAME), told.caller.phone or t.plain("phone unknown")
        lines.append(t("Caller: {name} {phone}", name=name, phone=phone))
    if call.text:
        lines.append(t("What: {text}", text=cut(context.seen_here(call.text), TEXT_SHOWN)))
    if call.place:
        lines.append(t("Place: {latitude}, {longitude}", **_degrees(call)))
    if told.grid is None:
        title = cut(told.chat_title, NAME) or t.plain("a private chat")
        lines.append(t("The grid is not known. Called in: {title}", title=title))
    elif call.guessed:
        lines.append(t("The grid is where the caller usually is; go by the place they share."))
    return lines


def _degrees(call: Call) -> dict[str, object]:
    return {name: f"{degrees:.6f}" for name, degrees in (call.place or {}).items()}


def _added(context: RenderContext, told: CallFacts) -> list[Html]:
    """Who said or sent it is for staff in private."""
    t, private = context.t, context.message.chat_id > 0
    words = [
        t("Also: {text} ({name})", text=cut(words, ADDED_SHOWN), name=cut(name, NAME))
        if private and name
        else t("Also: {text}", text=cut(context.seen_here(words), ADDED_SHOWN))
        for name, words in told.added
        if words != told.call.found
    ]
    return [*words, _files(context, told)] if told.files else words


def _files(context: RenderContext, told: CallFacts) -> Html:
    t, count, newest = context.t, len(told.files), told.files[-1]
    if newest and context.message.chat_id > 0:
        return t("Photos, voices and other files added: {n}, the newest by {name}", n=count, name=cut(newest, NAME))
    return t("Photos, voices and other files added: {n}", n=count)


def _see_added(t: Translator, told: CallFacts) -> Rows:
    return ((Button(t.plain("See what was added"), SeeAdded(told.call.number).pack()),),) if told.files else ()


VIEWS: dict[str, View] = {"emergencies.alarm": about_call(alarm)}

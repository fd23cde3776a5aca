"""Wording a call for help to all but the staff alarmed. “119 first” opens every answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers.dates import clock, local
from handlers.emergencies.buttons import going_buttons, map_button, mistake_row, outcome_buttons, outcome_rows
from handlers.emergencies.call_facts import CallFacts, facts, replaced
from handlers.emergencies.labels import (
    FINDINGS,
    MISTAKE,
    OUTCOMES,
    standing,
)
from handlers.emergencies.presses import AnotherHazard, ChooseGrid
from handlers.hazards.presses import YesNo
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from locales.translator import Html, Translator, cut, visible
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, CallState, Outcome
from models.members.locate_grid import own_grids

Said = MessageContent | Delete | Skip
NAME, TEXT_SHOWN, GRIDS = 40, 500, 8


def about_call(view: Callable[[RenderContext, CallFacts], Awaitable[Said]]) -> View:
    """Marks a drill in whatever is said."""

    async def marked(context: RenderContext) -> Said:
        told = await facts(context)
        if told is None:
            return Skip("the call is gone")
        said = await view(context, told)
        if not told.call.drill or not isinstance(said, MessageContent):
            return said
        return replace(said, html=Html(context.t("[Drill] ") + said.html))

    return marked


def first(t: Translator, call: Call) -> Html:
    if call.drill:
        return t("<b>In a real fire call 119 at once!</b> This is a drill: please do not call.")
    return t("<b>Call 119 at once!</b> Grid staff are being told, but they do not replace the fire brigade.")


def to_ring(t: Translator, told: CallFacts) -> list[Html]:
    return [t("Duty phone nearby: {phone}", phone=told.duty_phone)] if told.duty_phone else []


def safety(t: Translator) -> Html:
    return t(
        "Leave at once by the stairs, never by lift. In smoke keep low, with a wet towel over mouth and nose. "
        "If the way is blocked, close the door, seal it with wet cloth and wave from the window. "
        "Do not go back for belongings. If somebody is hurt or ill, call 120."
    )


def headline(context: RenderContext, told: CallFacts) -> Html:
    t, call = context.t, told.call
    grid = cut(told.grid.name, NAME) if told.grid else t.plain("grid unknown")
    state = standing(t, call.state, call.finding)
    return t("<b>S{number}</b> {grid} · {state}", number=call.number, grid=grid, state=state)


def progress_lines(context: RenderContext, told: CallFacts) -> list[Html]:
    """Who else calls, who comes, what was found, how it ended."""
    t, call = context.t, told.call
    lines = []
    if told.witnesses:
        lines.append(t.n("{n} more person called", "{n} more people called", told.witnesses))
    for name, helper in told.helpers:
        who = cut(name, NAME)
        if helper.arrived_at:
            lines.append(t("📍 {name} there since {time}", name=who, time=clock(context, helper.arrived_at)))
        else:
            lines.append(t("🏃 {name} on the way since {time}", name=who, time=clock(context, helper.going_at)))
    if call.finding is not None and told.confirmed is not None:
        by, at = told.confirmed
        found = t.plain(FINDINGS[call.finding])
        lines.append(t("Found: {found} ({name}, {time})", found=found, name=cut(by, NAME), time=clock(context, at)))
    if told.mistaken and call.state in LIVE:
        lines.append(t("The caller says that it was a mistake."))
    if call.outcome is Outcome.MISTAKE and call.ended_at is not None:  # who calls in private is named to nobody
        how = t.plain(OUTCOMES[call.outcome])
        lines.append(t("Outcome: {outcome} ({time})", outcome=how, time=clock(context, call.ended_at)))
    elif call.outcome is not None and call.ended_at is not None:
        how, by, at = t.plain(OUTCOMES[call.outcome]), cut(told.ended_by, NAME), call.ended_at
        lines.append(t("Outcome: {outcome} ({name}, {time})", outcome=how, name=by, time=clock(context, at)))
    return lines


def called_late(context: RenderContext, call: Call) -> list[Html]:
    """An alarm that was read late must not be taken for a new one."""
    if call.said_at is None:
        return []
    times = {"time": local(context, call.said_at), "received": local(context, call.created_at)}
    return [context.t("<b>Called at {time}, received only at {received}!</b> It may have changed since.", **times)]


def joined(*lines: Html) -> Html:
    return Html("\n".join(lines))


async def card(context: RenderContext, told: CallFacts) -> Said:
    """In a group: what the caller wrote and shared only where the caller did so."""
    t, call = context.t, told.call
    if call.state not in LIVE:
        thanks = t("Thank you to everybody who called and helped.")
        return MessageContent(joined(headline(context, told), *progress_lines(context, told), thanks))
    lines = [first(t, call), *to_ring(t, told), safety(t), Html("")]
    lines += [headline(context, told), *called_late(context, call)]
    here = call.chat_id == context.message.chat_id
    if here and call.text:
        lines.append(t("What: {text}", text=cut(context.seen_here(call.text), TEXT_SHOWN)))
    lines += progress_lines(context, told)
    if here and call.place is None:
        lines.append(t("If you are safe: reply to this message with your location."))
    if here and told.grid is None:
        lines.append(t("This group serves no grid, so the location is needed to find the staff near you."))
    mistake = mistake_row(t, call) if here else ()
    if mistake and not call.text and call.photo is None:
        lines.append(t("Sent by mistake? The caller presses “{button}” now.", button=t.plain(MISTAKE)))
    lines.append(t("Residents: keep away and keep the fire lane free. Only staff press “Going”."))
    last = (
        *outcome_buttons(t, call, Outcome.FALSE_ALARM),
        *(map_button(t, call) if call.place_chat_id == context.message.chat_id else ()),
    )
    rows = going_buttons(t, call), last, mistake
    return MessageContent(joined(*lines), tuple(row for row in rows if row))


async def answer(context: RenderContext, told: CallFacts) -> Said:
    """In private; it bears the keyboard that shares the place, so it stays as it is."""
    t, call = context.t, told.call
    if call.place is not None:
        return MessageContent(joined(first(t, call), *to_ring(t, told), safety(t)))
    ask = t("When you are safe, press the button below: it shares where you are with those who come.")
    told_first = joined(first(t, call), *to_ring(t, told), safety(t))
    return MessageContent(joined(told_first, Html(""), ask), ask_location=t.plain("Share my location"))


async def progress(context: RenderContext, told: CallFacts) -> Said:
    """To a caller in private: who is coming."""
    t, call = context.t, told.call
    lines = [headline(context, told), *progress_lines(context, told)]
    if call.state is CallState.CALLING:
        lines.append(t("You will see here who is coming. To add something, reply to this message."))
    if told.grid is None and call.state in LIVE:
        lines.append(t("I do not know your grid yet: the duty staff above have been told; please share your location."))
    mistake = mistake_row(t, call)
    return MessageContent(joined(*lines), (mistake,) if mistake else ())


async def asked(context: RenderContext, told: CallFacts) -> Said:
    t, call = context.t, told.call
    if call.state not in LIVE or await replaced(context):
        return Delete("answered or asked again")
    if call.finding is None:
        ask = t("<b>What was found?</b> Press, or reply to this message in words. I ask again until somebody says.")
    else:
        ask = t("<b>Is it over?</b> If so, press how it ended; if not, reply how it stands. I ask until it is over.")
    lines = [headline(context, told), *progress_lines(context, told), ask]
    return MessageContent(joined(*lines), (*outcome_rows(t, call), outcome_buttons(t, call, Outcome.FALSE_ALARM)))


async def again(context: RenderContext, told: CallFacts) -> Said:
    """In a group, to one more who calls."""
    t, call = context.t, told.call
    if call.state not in LIVE:
        return MessageContent(joined(headline(context, told), *progress_lines(context, told)))
    here = t("Help has been called here already; your call is added.")
    return MessageContent(joined(first(t, call), here, headline(context, told), *progress_lines(context, told)))


async def placed(context: RenderContext, told: CallFacts) -> Said:
    t = context.t
    noted = t("Your location is noted and shown to those who come. Stay where it is safe.")
    return MessageContent(joined(noted, headline(context, told)), drop_keyboard=True)


async def where(context: RenderContext, told: CallFacts) -> Said:
    """Of several grids a caller may be in, which?"""
    t, call = context.t, told.call
    if not call.guessed or call.state not in LIVE or told.caller is None:
        return Delete("known")
    grids = await own_grids(context.session, told.caller.id)
    rows = tuple((Button(cut(each.name, NAME), ChooseGrid(call.number, each.id).pack()),) for each in grids[:GRIDS])
    return MessageContent(t("Where are you? I have told the first of these grids."), rows)


async def another_hazard(context: RenderContext, told: CallFacts) -> Said:
    """To who called: what was added may be a hazard of its own."""
    t, args, number = context.t, context.message.args, told.call.number
    said = t("You wrote: {text}", text=cut(visible(args["words"]), TEXT_SHOWN))
    if args.get("answered") == YesNo.YES:
        return MessageContent(
            joined(said, t("It becomes a report of its own, see below, and stays with S{number}, too.", number=number))
        )
    if args.get("answered"):
        return MessageContent(joined(said, t("It stays with the call for help S{number}.", number=number)))
    ask = t("<b>Is this another hazard?</b>")
    does = t(
        "Those who come to S{number} can read it. Only if you say so is it also reported as a hazard.", number=number
    )
    yes = Button(t.plain("Yes, report it by itself"), AnotherHazard(YesNo.YES, number).pack())
    no = Button(t.plain("No, it belongs to the call"), AnotherHazard(YesNo.NO, number).pack())
    return MessageContent(joined(ask, said, does), ((yes,), (no,)))


async def word(context: RenderContext) -> MessageContent:
    """To one person, already in their language."""
    return MessageContent(context.t("{text}", text=context.message.args["text"]))


async def is_over(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t(
            "S{number} is over already. In danger send /sos again, and call 119.", number=context.message.args["number"]
        )
    )


VIEWS: dict[str, View] = {
    "emergencies.card": about_call(card),
    "emergencies.answer": about_call(answer),
    "emergencies.progress": about_call(progress),
    "emergencies.asked": about_call(asked),
    "emergencies.joined": about_call(again),
    "emergencies.placed": about_call(placed),
    "emergencies.where": about_call(where),
    "emergencies.another_hazard": about_call(another_hazard),
    "emergencies.word": word,
    "emergencies.is_over": is_over,
}

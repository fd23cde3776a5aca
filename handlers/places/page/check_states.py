"""How it stands with the checks of a place: what is due until when, and how the last window of each duty ended."""

from handlers.dates import day, local_day
from handlers.duty_words import window_words
from handlers.messages import RenderContext
from locales.translator import N_, Html, Translator
from models.checks.states import CheckState, Standing, standings
from models.checks.tables import Why
from models.due import WallClock
from models.places.kinds import place_kinds_of
from models.places.tables import Place

STATES = {
    CheckState.DUE: N_("to be checked"),
    CheckState.DONE: N_("checked"),
    CheckState.LATE: N_("checked late"),
    CheckState.MISSED: N_("missed"),
    CheckState.NO_ENTRY: N_("nobody let us in"),
    CheckState.EXEMPT: N_("not needed"),
}
REASONS = {
    Why.CALENDAR: N_("no working day"),
    Why.LEAVE: N_("staff on leave"),
    Why.VACANT: N_("post vacant"),
    Why.CLOSED: N_("place, grid or post gone"),
    Why.EXEMPT: N_("exempted"),
}


async def states(context: RenderContext, place: Place) -> list[Html]:
    found = await standings(context.session, place, WallClock(context.now, context.zone))
    return [context.t("<b>Checks</b>"), *(_line(context, each) for each in found)] if found else []


def _line(context: RenderContext, each: Standing) -> Html:
    t, window = context.t, each.window
    what = window_words(t, place_kinds_of(context.session), window.duty, heightened=window.heightened)
    state = _state(context, each)
    if window.closed_at is None:
        return t("• {what}: {state}, until {day}", what=what, state=state, day=day(context, window.last))
    told = {"first": day(context, window.first), "last": day(context, window.last)}
    return t("• {what}, {first} to {last}: {state}", what=what, state=state, **told)


def _state(context: RenderContext, each: Standing) -> str:
    t = context.t
    if each.made_up_at is not None:
        return t.plain("checked late on {day}", day=local_day(context, each.made_up_at))
    if each.why in REASONS:
        return _with_reason(t, t.plain(STATES[each.state]), t.plain(REASONS[each.why]))
    return t.plain(STATES[each.state])


def _with_reason(t: Translator, state: str, reason: str) -> str:
    return t.plain("{state} ({reason})", state=state, reason=reason)

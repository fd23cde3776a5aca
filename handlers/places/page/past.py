"""What was found at a place: its last checks, and the hazards reported there."""

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local, local_day
from handlers.hazards.labels import STATES
from handlers.messages import Button, RenderContext
from handlers.places.presses import SeeCheck
from locales.translator import Html, Translator, cut, visible
from models.checks.checking import last_checks, late_among
from models.checks.tables import Outcome, PlaceCheck
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.places.tables import Place

MOST = 3
WORDS = 24


def outcome_words(t: Translator, check: PlaceCheck) -> Html:
    if check.outcome is Outcome.NO_ENTRY:
        return t("locked, nobody there")
    wrong = sum(each["found"] == "problem" for each in check.items)
    return t.n("{n} problem", "{n} problems", wrong) if wrong else t("all in order")


async def checks(context: RenderContext, place: Place) -> list[Html]:
    found = await last_checks(context.session, place.id, MOST)
    late = await late_among(context.session, [check for check, _ in found])
    lines = [check_line(context, check, name, late=check.id in late) for check, name in found]
    return [context.t("<b>Last checks</b>"), *lines] if lines else []


def check_line(context: RenderContext, check: PlaceCheck, name: str, *, late: bool) -> Html:
    t = context.t
    marks = [t.plain("self-check")] if check.own else []
    marks += [t.plain("late check")] if late else []
    marks += [] if check.scanned else [t.plain("code not scanned")]
    how = t(" ({marks})", marks=t.listed(marks)) if marks else Html("")
    told = {"time": local(context, check.said_at), "name": name, "outcome": outcome_words(t, check)}
    return t("{time} {name}: {outcome}{how}", how=how, **told)


async def check_buttons(context: RenderContext, place: Place) -> list[Button]:
    """To see each of them in full."""
    found = [check for check, _ in await last_checks(context.session, place.id, MOST)]
    labels = [context.t.plain("Check of {time}", time=local(context, each.said_at)) for each in found]
    return [Button(label, SeeCheck(place.id, each.id).pack()) for label, each in zip(labels, found, strict=True)]


async def hazards(context: RenderContext, place: Place) -> list[Html]:
    rows = select(Hazard).where(col(Hazard.place_id) == place.id, col(Hazard.state) != State.DRAFT)
    t, lines = context.t, []
    for each in (await context.session.scalars(rows.order_by(col(Hazard.id).desc()).limit(MOST))).all():
        told = {"date": local_day(context, each.created_at), "code": f"H{each.number}", "state": t(STATES[each.state])}
        lines.append(t("{date} {code} {state}: {text}", text=cut(visible(each.text).replace("\n", " "), WORDS), **told))
    return [t("<b>Hazards here</b>"), *lines] if lines else []

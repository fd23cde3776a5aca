"""How checks that are due stand in the list of what waits."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import day
from handlers.duty_words import window_words
from handlers.messages import RenderContext
from handlers.patrols.labels import span
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import Html, Translator, cut
from models.checks.duties import AT_PLACE, Owner
from models.checks.tables import CheckWindow
from models.checks.worklist import WINDOW, left_in
from models.patrols.hours_owed import duty_on
from models.places.kinds import place_kinds_of
from models.places.tables import Place
from models.worklist import Item, Section

NAME, MOST_NAMED = 24, 10


async def words(context: RenderContext, found: Section[CheckWindow]) -> SectionContent:
    t = context.t
    head = t.n("<b>{n} duty</b> to be done", "<b>{n} duties</b> to be done", found.total)
    left = await left_in(context.session, [item.row for item in found.items], context.message.subject_id or 0)
    named = {place for item in found.items if item.row.owner in AT_PLACE for place in left[item.row.id]}
    rows = select(col(Place.id), col(Place.name)).where(col(Place.id).in_(named))
    names = dict((await context.session.execute(rows)).all())
    lines = [
        await _time(context, item.row) if item.row.hours else _line(context, item, left[item.row.id], names)
        for item in found.items
    ]
    return SectionContent([head, *lines], [])


async def _time(context: RenderContext, window: CheckWindow) -> Html:
    """What is left of the reader's time on patrol."""
    person_id, now, zone = context.message.subject_id or 0, context.now, context.zone
    duty = await duty_on(context.session, person_id, window.first, now, zone)
    told = {"left": span(context.t, duty.left), "owed": span(context.t, duty.owed)}
    return context.t("• Time on patrol today: {left} of {owed} to go. /checkin begins a round.", **told)


def _line(context: RenderContext, item: Item[CheckWindow], left: list[int], names: Mapping[int, str]) -> Html:
    t, window = context.t, item.row
    what = window_words(t, place_kinds_of(context.session), window.duty, heightened=window.heightened)
    until = day(context, window.last)
    if window.owner in AT_PLACE:
        places = _named(t, sorted(names[place] for place in left))
        if window.owner is Owner.SLOT:
            return t("• {what}: {places}. Please scan the code there within these hours.", what=what, places=places)
        return t("• Self-check: {places}, until {day}. Please scan the code there.", places=places, day=until)
    if not window.places:
        return t("• {grid}: {what}, until {day}", grid=cut(item.grid, NAME), what=what, day=until)
    return t(
        "• {grid}: {what}, {n} of {all} left, until {day}",
        grid=cut(item.grid, NAME),
        what=what,
        n=len(left),
        all=len(window.places),
        day=until,
    )


def _named(t: Translator, names: Sequence[str]) -> str:
    listed = t.listed(cut(name, NAME) for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return t.plain("{names} and {n} more", names=listed, n=more) if more > 0 else listed


WORDING = WorklistWording(WINDOW, words)

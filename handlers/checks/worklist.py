"""How checks that are due stand in the list of what waits."""

from handlers.checks.duty_words import duty_words
from handlers.dates import day
from handlers.messages import RenderContext
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import Html, cut
from models.checks.tables import CheckWindow
from models.checks.worklist import WINDOW, left_in
from models.places.kinds import place_kinds_of
from models.worklist import Item, Section

NAME = 24


async def words(context: RenderContext, found: Section[CheckWindow]) -> SectionContent:
    t = context.t
    head = t.n("<b>{n} duty</b> to be done", "<b>{n} duties</b> to be done", found.total)
    left = await left_in(context.session, [item.row for item in found.items])
    return SectionContent([head, *(_line(context, item, left[item.row.id]) for item in found.items)], [])


def _line(context: RenderContext, item: Item[CheckWindow], left: list[int]) -> Html:
    t, window = context.t, item.row
    what = duty_words(t, place_kinds_of(context.session), window.duty)
    until = day(context, window.last)
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


WORDING = WorklistWording(WINDOW, words)

"""Wording what was missed, to leaders, on the next working morning."""

from datetime import date

from handlers.dates import local_day
from handlers.duty_words import window_words
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut
from models.checks.windows.telling import MISSED_CHECKS, MissedWindow, done_well, missed_for
from models.places.kinds import place_kinds_of
from models.places.slots import PlaceSlot

GRIDS_SHOWN, NAMED, OWING, NAME = 10, 5, 4, 24


async def missed(context: RenderContext) -> MessageContent | Skip:
    t, day = context.t, date.fromisoformat(context.message.args["day"])
    found = await missed_for(context.session, context.message.chat_id, day)
    if not found:
        return Skip("nothing missed any more")
    grids = list(dict.fromkeys(each.window.grid_id for each in found))
    lines = [t("<b>Missed by {day}</b>", day=f"{max(each.window.last for each in found):%m-%d}")]
    for grid_id in grids[:GRIDS_SHOWN]:
        here = [each for each in found if each.window.grid_id == grid_id]
        lines += [t("<b>{grid}</b>", grid=cut(here[0].grid, NAME)), *(_line(context, each) for each in here)]
    if len(grids) > GRIDS_SHOWN:
        lines.append(t.n("… and in {n} more grid", "… and in {n} more grids", len(grids) - GRIDS_SHOWN))
    done = await done_well(context.session, context.message.chat_id, day)
    if done:
        lines.append(t.n("✓ {n} other duty was done in full.", "✓ {n} other duties were done in full.", done))
    return MessageContent(Html("\n".join(lines)))


def _line(context: RenderContext, each: MissedWindow) -> Html:
    t = context.t
    what = window_words(t, place_kinds_of(context.session), each.window.duty, heightened=each.window.heightened)
    if each.vacant:
        return t("• {what}: nobody holds the post", what=what)
    if each.window.hours:
        short = [t.plain("{name} {minutes} min", name=cut(name, NAME), minutes=done) for name, done in each.names]
        return t("• {what}: too short: {people}", what=what, people=_listed(context, short))
    people = _listed(context, each.owed_by, OWING)
    owed = t(" (owed by {people})", people=people) if people else Html("")
    again = t(" <b>for the second time running</b>") if each.again else Html("")
    if not each.window.places:
        return Html(t("• {what}: none", what=what) + again + owed)
    named = _listed(context, _named(context, each))
    told = t("• {what}: {n} of {all}: {places}", what=what, n=len(each.names), all=each.expected, places=named)
    return Html(told + again + owed)


def _named(context: RenderContext, each: MissedWindow) -> list[str]:
    """The places: when one was checked late; of a slot with who was on duty."""
    t = context.t
    said = []
    for number, (name, _) in enumerate(each.names):
        place = cut(name, NAME)
        if name in each.late:
            late_on = local_day(context, each.late[name])
            said.append(t.plain("{place} (checked late on {day})", place=place, day=late_on))
        else:
            said.append(_of_slot(context, place, each.on_duty[number]) if each.on_duty else place)
    return said


def _of_slot(context: RenderContext, place: str, slot: PlaceSlot) -> str:
    t, person = context.t, cut(slot.name, NAME)
    if slot.person_id:
        return t.plain("{place} ({person})", place=place, person=person)
    return t.plain("{place} ({person}, phone not shared with me yet)", place=place, person=person)


def _listed(context: RenderContext, names: list[str], most: int = NAMED) -> str:
    t = context.t
    listed = t.listed(names[:most])
    left = len(names) - most
    return t.plain("{names} and {n} more", names=listed, n=left) if left > 0 else listed


VIEWS: dict[str, View] = {MISSED_CHECKS: missed}

"""Wording what was missed, to leaders, on the next working morning."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from handlers.dates import local_day
from handlers.duty_words import window_words
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut
from models.checks.windows.telling import MISSED_CHECKS, MissedWindow, done_well, missed_for
from models.places.kinds import place_kinds_of
from models.places.slots import PlaceSlot

GRIDS_SHOWN, DUTIES_SHOWN, NAMED, OWING, NAME = 10, 12, 5, 4, 24
ROOM = 3000  # characters for what was missed, of the 4096 that a message may have


async def missed(context: RenderContext) -> MessageContent | Skip:
    t, day = context.t, date.fromisoformat(context.message.args["day"])
    found = await missed_for(context.session, context.message.chat_id, day)
    if not found:
        return Skip("nothing missed any more")
    by_grid: dict[int, list[MissedWindow]] = {each.window.grid_id: [] for each in found}
    for each in found:
        by_grid[each.window.grid_id].append(each)
    blocks = _that_fit([_of_grid(context, here) for here in by_grid.values()])
    last = max(each.window.last for each in found)
    lines = [t("<b>Missed by {day}</b>", day=f"{last:%m-%d}"), *(line for block in blocks for line in block)]
    if left := len(by_grid) - len(blocks):
        lines.append(t.n("… and in {n} more grid", "… and in {n} more grids", left))
    if left or any(_is_cut(here) for here in by_grid.values()):
        first = min(each.window.last for each in found)
        lines.append(
            t("The whole list, in private: <code>/ledger missed {first}..{last}</code>", first=first, last=last)
        )
    done = await done_well(context.session, context.message.chat_id, day)
    if done:
        lines.append(t.n("✓ {n} other duty was done in full.", "✓ {n} other duties were done in full.", done))
    return MessageContent(Html("\n".join(lines)))


def _that_fit(blocks: Sequence[Sequence[Html]]) -> Sequence[Sequence[Html]]:
    """The first, and of the next those that there is room for."""
    long = list(accumulate(sum(map(len, block)) for block in blocks))
    fit = sum(length <= ROOM for length in long)
    return blocks[: min(max(fit, 1), GRIDS_SHOWN)]


def _of_grid(context: RenderContext, here: Sequence[MissedWindow]) -> list[Html]:
    t, left = context.t, len(here) - DUTIES_SHOWN
    lines = [t("<b>{grid}</b>", grid=cut(here[0].grid, NAME)), *(_line(context, each) for each in here[:DUTIES_SHOWN])]
    return [*lines, t.n("… and {n} more duty", "… and {n} more duties", left)] if left > 0 else lines


def _is_cut(here: Sequence[MissedWindow]) -> bool:
    return len(here) > DUTIES_SHOWN or any(
        max(len(each.locked), len(each.names) - len(each.locked)) > NAMED or len(each.owed_by) > OWING for each in here
    )


def _line(context: RenderContext, each: MissedWindow) -> Html:
    t = context.t
    what = window_words(t, place_kinds_of(context.session), each.window.duty, heightened=each.window.heightened)
    if each.vacant:
        return t("• {what}: nobody holds the post", what=what)
    again = t(" <b>for the second time running</b>") if each.again else Html("")
    if each.window.hours:
        short = [t.plain("{name} {minutes} min", name=cut(name, NAME), minutes=done) for name, done in each.names]
        return Html(t("• {what}: too short: {people}", what=what, people=_listed(context, short)) + again)
    people = _listed(context, each.owed_by, OWING)
    owed = t(" (owed by {people})", people=people) if people else Html("")
    if not each.window.places:
        return Html(t("• {what}: none", what=what) + again + owed)
    return Html(_of_places(context, each, what) + again + owed)


def _of_places(context: RenderContext, each: MissedWindow, what: str) -> Html:
    t, named = context.t, _named(context, each)
    locked = [place for number, place in enumerate(named) if number in each.locked]
    others = [place for number, place in enumerate(named) if number not in each.locked]
    told = {"n": len(locked), "all": each.expected, "places": _listed(context, locked)}
    if not others:
        return t("• {what}: could not enter {n} of {all}: {places}", what=what, **told)
    missed = {"n": len(others), "all": each.expected, "places": _listed(context, others)}
    line = t("• {what}: {n} of {all}: {places}", what=what, **missed)
    return Html(line + t("; could not enter {n} of {all}: {places}", **told)) if locked else line


def _named(context: RenderContext, each: MissedWindow) -> list[str]:
    """The places: when one was checked late; of a slot with who was on duty."""
    t = context.t
    said = []
    for number, (name, _) in enumerate(each.names):
        place = cut(name, NAME)
        if number in each.late:
            late_on = local_day(context, each.late[number])
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

"""Wording what waits: a list to press on for staff in private, counts for groups."""

from handlers.hazards.view import SIGNS, code, joined, waited
from handlers.hazards.words import SEVERITIES, STATES, kind_word
from handlers.worded import Button, Pointless, Scene, View, Worded
from locales.translator import N_, Html, cut, visible
from models.grids.tables import Grid
from models.hazards.duty import PAGE, Duty, duty_in, duty_of
from models.hazards.flow import State
from models.hazards.kinds import kinds_of
from models.hazards.tables import Hazard
from models.members.tables import Person

SHOWN = 30
LABEL = 40


async def duty(scene: Scene) -> Worded | Pointless:
    person = await scene.session.get(Person, scene.letter.subject_id)
    asked = scene.letter.args["page"]
    found = await duty_of(scene.session, person, scene.now, asked) if person else None
    if person is None or found is None:
        return Pointless("no post any more")
    last = max(0, (found.total - 1) // PAGE)
    page = min(asked, last)
    if page != asked:
        found = await duty_of(scene.session, person, scene.now, page) or found
    if not found.total:
        return Worded(scene.t("Nothing waits for you. Thank you."))
    lines = [_line(scene, hazard, grid) for hazard, grid in found.page]
    opening = tuple((Button(_label(scene, hazard), f"hzo:{hazard.number}"),) for hazard, _ in found.page)
    return Worded(joined(_head(scene, found), *_counts(scene, found), *lines), (*opening, *_turner(scene, page, last)))


def _head(scene: Scene, found: Duty) -> Html:
    return scene.t.n("<b>{n} hazard waits for you</b>", "<b>{n} hazards wait for you</b>", found.total)


def _counts(scene: Scene, found: Duty) -> list[Html]:
    t = scene.t
    each = [
        t("{state} {count}", state=t.plain(STATES[state]), count=found.counts[state])
        for state in State
        if state in found.counts
    ]
    lines = [Html(" · ".join(each))] if each else []
    if found.overdue:
        lines.append(t("⏰ Overdue: {count}", count=found.overdue))
    return lines


def _line(scene: Scene, hazard: Hazard, grid: str) -> Html:
    t = scene.t
    shown = cut(visible(hazard.text).replace("\n", " "), SHOWN)
    if hazard.due_at is not None and hazard.due_at < scene.now:
        when = t("⏰ overdue by {time}", time=waited(t, hazard.due_at, scene.now))
    else:
        when = t("Waiting for {waited}", waited=waited(t, hazard.created_at, scene.now))
    return t(
        "{sign} <b>{code}</b> {severity} · {when} · {grid} {text}",
        sign=SIGNS[hazard.state],
        code=code(hazard),
        severity=t.plain(SEVERITIES[hazard.severity]),
        when=when,
        grid=cut(grid, SHOWN),
        text=shown,
    )


def _label(scene: Scene, hazard: Hazard) -> str:
    return cut(f"{code(hazard)} {kind_word(scene.t, kinds_of(scene.session), hazard.category)}", LABEL)


def _turner(scene: Scene, page: int, last: int) -> tuple[tuple[Button, ...], ...]:
    turn = []
    if page > 0:
        turn.append(Button(scene.t.plain("Previous page"), f"duty:{page - 1}"))
    if page < last:
        turn.append(Button(scene.t.plain("Next page"), f"duty:{page + 1}"))
    return (tuple(turn),) if turn else ()


async def counts(scene: Scene) -> Worded | Pointless:
    """In a group: nothing that points at a person."""
    grid = await scene.session.get(Grid, scene.letter.subject_id)
    if grid is None:
        return Pointless("the grid is gone")
    found = await duty_in(scene.session, grid, scene.now)
    if not found.total:
        return Worded(scene.t("<b>{grid}</b>: no hazard is open.", grid=grid.name))
    head = scene.t.n(
        "<b>{grid}</b>: {n} hazard is being dealt with",
        "<b>{grid}</b>: {n} hazards are being dealt with",
        found.total,
        grid=grid.name,
    )
    return Worded(joined(head, *_counts(scene, found), scene.t("Staff: send /duty to me in private for the list.")))


def _fixed(message: str) -> View:
    async def view(scene: Scene) -> Worded | Pointless:
        return Worded(scene.t(message))

    return view


VIEWS: dict[str, View] = {
    "hazards.duty": duty,
    "hazards.duty_counts": counts,
    "hazards.duty_none": _fixed(N_("You hold no post, so nothing waits for you. To see your own reports, send /my.")),
    "hazards.duty_nowhere": _fixed(N_("This group serves no grid yet, so I cannot say what waits here.")),
}

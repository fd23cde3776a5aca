"""Wording a report that is being made in private: what came so far, which grid, and one button to send it."""

from handlers.hazards.presses import IntakeDo, IntakeGrid, IntakePage, IntakeStep
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut, visible
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.reporting import next_place, private_draft
from models.hazards.reporting.private_draft import EXPIRE, Intake, IntakeState
from models.hazards.workflow import Severity
from models.members.locate_grid import any_drawn, below, grid_at
from models.members.tables import Person
from models.places.tables import Place
from models.text.names import hidden
from models.text.personal_numbers import numbers_in

TEXT_SHOWN = 300
NAME = 28
PAGE = 20  # grids offered at once, two in a row
Rows = tuple[tuple[Button, ...], ...]


async def intake(context: RenderContext) -> MessageContent | Delete | Skip:
    told = await context.session.get(Intake, context.message.subject_id)
    if told is None or told.state is not IntakeState.OPEN or context.message.args["card"] != told.card:
        return _no_longer(context, told)
    if not told.filled:
        return MessageContent(_joined([*_invitation(context), *await _place(context, told)]), (_cancel(context, told),))
    if next_place.is_asked(told):
        return _another_place(context, told)
    head = [*_warning(context, told), *_so_far(context, told)]
    if told.grid_id is None:
        return await _which_grid(context, told, head)
    grid = await context.session.get_one(Grid, told.grid_id)
    head += [*await _place(context, told), context.t("Grid: {grid}", grid=grid.name)]
    if told.stop_id and not told.found:
        head.append(context.t("Please send a photo of it."))
    if not told.text:
        head.append(context.t("Please add a few words: where it is and what is wrong."))
    head += [
        *await _tells_who(context, told),
        context.t("<b>Press “Send the report” if this is right.</b> You can also send more photos or words first."),
        context.t("Your name is not shown in the group."),
    ]
    return MessageContent(_joined(head), _sending(context, told))


def _no_longer(context: RenderContext, told: Intake | None) -> MessageContent | Delete:
    t, dropped = context.t, told is not None and told.state is IntakeState.DROPPED
    if told is not None and dropped and context.message.args["card"] == told.card:
        late = told.reminded and told.touched_at <= context.now - EXPIRE
        why = t("This was not sent for a day, so nothing was reported.") if late else t("Nothing was reported.")
        return MessageContent(Html(f"{why} {t('To report a hazard, send its photo here.')}"))
    if context.removable:
        return Delete("asked anew, or sent")
    return MessageContent(t("This is no longer the newest question about this report."))


def _joined(each: list[Html]) -> Html:
    return Html("\n".join(each))


def _invitation(context: RenderContext) -> list[Html]:
    return [
        context.t("<b>Reporting a hazard</b>"),
        context.t("Send a photo of it here, and a few words: where it is and what is wrong. A voice message will do."),
        context.t("Your name is not shown in the group."),
    ]


async def _place(context: RenderContext, told: Intake) -> list[Html]:
    """The one of the registry that it is about."""
    place = await context.session.get(Place, told.place_id) if told.place_id else None
    return [context.t("Place: {place}", place=place.name)] if place else []


def _warning(context: RenderContext, told: Intake) -> list[Html]:
    _, severity = kinds_of(context.session).suggest(told.text)
    if severity is not Severity.URGENT:
        return []
    return [context.t("<b>If there is fire or smoke, call 119 first and leave the building.</b>")]


def _so_far(context: RenderContext, told: Intake) -> list[Html]:
    so_far = [context.t("<b>Do you want to report a hazard?</b>")]
    if told.reminded:
        so_far = [context.t("<b>This report has not been sent yet.</b>")]
    if told.found:
        so_far.append(context.t("Photos and other evidence: {count}", count=len(told.found)))
    if told.text:
        so_far.append(context.t("What: {text}", text=cut(visible(told.text), TEXT_SHOWN)))
    if told.next_place:
        said = cut(visible(told.next_place["text"]), TEXT_SHOWN)
        so_far.append(context.t("The other place comes after this one: {text}", text=said))
    return so_far


def _another_place(context: RenderContext, told: Intake) -> MessageContent:
    t, said = context.t, told.next_place or {}
    lines = [
        t("<b>Is this another place?</b>"),
        t("Said before: {text}", text=cut(visible(told.text), TEXT_SHOWN)),
        t("Said now: {text}", text=cut(visible(said["text"]), TEXT_SHOWN)),
        t("Each place is reported by itself, so that each is seen to."),
    ]
    apart = Button(t.plain("Another place: report it by itself"), IntakeDo(told.id, IntakeStep.APART).pack())
    same = Button(t.plain("The same place: add it"), IntakeDo(told.id, IntakeStep.SAME).pack())
    return MessageContent(_joined(lines), ((apart,), (same,), _cancel(context, told)))


async def _tells_who(context: RenderContext, told: Intake) -> list[Html]:
    """What the group would learn of its author, or of others."""
    t, lines = context.t, []
    numbers = numbers_in(told.text)
    if numbers:
        shown = t.listed(numbers)
        lines.append(t("⚠️ There is a personal number in it. In the group it is shown as {numbers}.", numbers=shown))
    author = await context.session.get_one(Person, told.person_id)
    if private_draft.names_author(told, author):
        shown = hidden(author.name)
        lines.append(t("⚠️ Your name is in it. In the group it is shown as {name}.", name=shown))
    return lines


def _cancel(context: RenderContext, told: Intake) -> tuple[Button, ...]:
    return (Button(context.t.plain("Do not report"), IntakeDo(told.id, IntakeStep.DROP).pack()),)


def _sending(context: RenderContext, told: Intake) -> Rows:
    other = Button(context.t.plain("Another grid"), IntakeDo(told.id, IntakeStep.GRID).pack())
    return (
        (Button(context.t.plain("Send the report"), IntakeDo(told.id, IntakeStep.SEND).pack()),),
        (other, *_cancel(context, told)),
    )


async def _which_grid(context: RenderContext, told: Intake, head: list[Html]) -> MessageContent:
    head.append(context.t("<b>Where is it? Please choose.</b>"))
    places = [each["place"] for each in told.found if each["place"]]
    drawn = await any_drawn(context.session)
    if drawn and places and await grid_at(context.session, places[-1]) is None:
        head.append(context.t("The location you sent is in no grid that is drawn. Please choose below."))
    elif drawn:
        head.append(context.t("Or send the location: paper clip, then “Location”."))
    likely = [] if told.browsing else await private_draft.likely_grids(context.session, told)
    if not likely:
        return MessageContent(_joined(head), (*await _tree(context, told), _cancel(context, told)))
    rows = [(_grid_button(told, grid),) for grid in likely[:PAGE]]
    rows.append((Button(context.t.plain("Another grid"), IntakeDo(told.id, IntakeStep.GRID).pack()),))
    return MessageContent(_joined(head), (*rows, _cancel(context, told)))


def _grid_button(told: Intake, grid: Grid) -> Button:
    return Button(cut(visible(grid.name), NAME), IntakeGrid(told.id, grid.id).pack())


async def _tree(context: RenderContext, told: Intake) -> Rows:
    chosen = await context.session.get(Grid, told.under_id) if told.under_id else None
    above, grids = await below(context.session, chosen)
    last = max(0, (len(grids) - 1) // PAGE)
    page = min(told.page, last)
    shown = [_grid_button(told, grid) for grid in grids[page * PAGE : (page + 1) * PAGE]]
    rows = [tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    turn = []
    if page > 0:
        turn.append(Button(context.t.plain("Previous page"), IntakePage(told.id, page - 1).pack()))
    if page < last:
        turn.append(Button(context.t.plain("Next page"), IntakePage(told.id, page + 1).pack()))
    if chosen is not None and above is not None:
        turn.append(Button(context.t.plain("Back"), IntakeDo(told.id, IntakeStep.UP).pack()))
    return (*rows, tuple(turn)) if turn else tuple(rows)


VIEWS: dict[str, View] = {"hazards.intake": intake}

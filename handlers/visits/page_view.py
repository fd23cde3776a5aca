"""A household's page, to its members and leaders in private: who lives there, the last visits, what can be done."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local_day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.visits.labels import OUTCOMES, household_kind_word
from handlers.visits.presses import Editable, HouseholdDo, HouseholdEdit, PageButton
from locales.translator import N_, Html, Translator, cut, visible
from models.grids.tables import Grid
from models.members.tables import Person
from models.text.phones import as_written
from models.visits.access import may_erase, may_visit
from models.visits.feature import PAGE
from models.visits.households import grid_of, last_visits
from models.visits.kinds import household_kinds_of
from models.visits.recording import ADD_WORDS, UNDO, newest_by
from models.visits.tables import Household, Visit

SHOWN, WORDS = 5, 300
MINUTE = timedelta(minutes=1)
FIELDS = {
    Editable.ADDRESS: N_("Address"),
    Editable.NAME: N_("Head of the household"),
    Editable.KIND: N_("Kind"),
    Editable.PHONE: N_("Phone"),
    Editable.KEY: N_("Key household"),
}
RECORD = {
    PageButton.MET: N_("Met"),
    PageButton.ABSENT: N_("Nobody at home"),
    PageButton.NEEDS_HELP: N_("Needs help"),
}
Rows = tuple[tuple[Button, ...], ...]


async def page(context: RenderContext) -> MessageContent | Skip:
    t, household = context.t, await context.session.get(Household, context.message.subject_id)
    reader = await reader_of(context)
    if household is None or reader is None:
        return Skip("nobody to show it to")
    grid = await grid_of(context.session, household)
    if household.erased_at is not None:
        return MessageContent(t("This household was erased on {date}.", date=local_day(context, household.erased_at)))
    if not await may_visit(context.session, grid, reader):
        return MessageContent(t("This household is not among those that you visit any more."))
    visits = await last_visits(context.session, household, SHOWN)
    html = Html("\n".join([*_facts(context, household, grid), *await _history(context, visits)]))
    leads = await may_erase(context.session, grid, reader)
    if context.message.args.get("erase") and leads:
        sure = t("<b>Erase it?</b> Name, address, phone and all words go for good; only the numbers stay.")
        return MessageContent(Html(f"{html}\n\n{sure}"), _sure(t, household))
    if context.message.args.get("edit"):
        return MessageContent(html, _edit_buttons(t, household, erase=leads))
    return MessageContent(html, await _buttons(context, household, reader))


def _facts(context: RenderContext, household: Household, grid: Grid) -> Sequence[Html]:
    t, kind = context.t, household_kind_word(context.t, household_kinds_of(context.session), household.kind)
    lines = [
        t("<b>{address}</b> · {name}", address=household.address, name=household.name),
        t("Kind: {kind} (key household)", kind=kind) if household.key else t("Kind: {kind}", kind=kind),
        t("Grid: {grid}", grid=grid.name),
    ]
    if household.phone:
        lines.append(t("Phone: {phone}", phone=as_written(household.phone)))
    return [*lines, due_line(context, household)]


def due_line(context: RenderContext, household: Household) -> Html:
    t, last = context.t, local_day(context, household.due_until - MINUTE)
    if household.due_until <= context.now:
        return t("⏰ Overdue: to be visited by {date}", date=last)
    if household.due_from <= context.now:
        return t("To be visited by {date}", date=last)
    return t("Next visit: {first} to {last}", first=local_day(context, household.due_from), last=last)


async def _history(context: RenderContext, visits: Sequence[Visit]) -> list[Html]:
    if not visits:
        return [context.t("Not visited yet.")]
    names = await _names(context, {visit.person_id for visit in visits})
    return [context.t("<b>Visits</b>"), *(_line(context, visit, names[visit.person_id]) for visit in visits)]


async def _names(context: RenderContext, people: set[int]) -> Mapping[int, str]:
    rows = await context.session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(people)))
    return dict(rows.all())


def _line(context: RenderContext, visit: Visit, name: str) -> Html:
    t, words = context.t, cut(visible(visit.words), WORDS)
    told = {"date": local_day(context, visit.said_at), "outcome": t.plain(OUTCOMES[visit.outcome]), "name": name}
    if words:
        return t("• {date} {outcome} ({name}): {words}", words=words, **told)
    return t("• {date} {outcome} ({name})", **told)


async def _buttons(context: RenderContext, household: Household, reader: Person) -> Rows:
    """Who has just been there may put right what was pressed; else what came of a visit is asked."""
    t, about = context.t, (context.session, household, reader, context.now)
    changes = []
    if await newest_by(*about, ADD_WORDS):
        changes.append(_do(t.plain("Add words"), PageButton.WORDS, household))
    edit = (_do(t.plain("Edit"), PageButton.EDIT, household),)
    if await newest_by(*about, UNDO):
        changes.append(_do(t.plain("Take back"), PageButton.UNDO, household))
        return (tuple(changes), edit)
    record = tuple(_do(t.plain(label), button, household) for button, label in RECORD.items())
    return (record, (*changes, *edit))


def _edit_buttons(t: Translator, household: Household, *, erase: bool) -> Rows:
    fields = [Button(t.plain(label), HouseholdEdit(what, household.id).pack()) for what, label in FIELDS.items()]
    pairs = tuple(tuple(fields[at : at + 2]) for at in range(0, len(fields), 2))
    last = [*([_do(t.plain("Erase"), PageButton.ERASE, household)] if erase else []), _back(t, household)]
    return (*pairs, tuple(last))


def _sure(t: Translator, household: Household) -> Rows:
    return ((_do(t.plain("Erase for good"), PageButton.ERASE_SURE, household), _back(t, household)),)


def _back(t: Translator, household: Household) -> Button:
    return _do(t.plain("Back"), PageButton.BACK, household)


def _do(label: str, button: PageButton, household: Household) -> Button:
    return Button(label, HouseholdDo(button, household.id).pack())


VIEWS: dict[str, View] = {PAGE: page}

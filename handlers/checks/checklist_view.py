"""Wording a checklist: its items as buttons, and once it is done what was found; what is said of codes of no use."""

from handlers.checks.labels import SIGNS, check_item_word
from handlers.checks.presses import ChecklistAct, ChecklistDo, ItemReport, ItemTurn
from handlers.dates import day, local
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.place_words import place_kind_word
from handlers.places.page.past import outcome_words
from locales.translator import N_, Html, cut, visible
from models.checks.checking import last_checks
from models.checks.checklists.filling import SHOWN, last_day_to_retry
from models.checks.checklists.tables import Checklist, ChecklistState
from models.checks.tables import Outcome, PlaceCheck
from models.evidence.attach import counts, pieces_of
from models.members.tables import Person
from models.places.kinds import place_kinds_of
from models.places.slots import slots_at
from models.places.tables import Place

NO_USE = "checks.no_use"
LABEL = 28
CODES_OF_NO_USE = {
    "unknown": N_("I do not know this code. Please scan it again, or ask the grid member for a new one."),
    "old": N_("This code has been renewed. To report a hazard here, send its photo."),
    "old_kept": N_("This code has been renewed. Please ask the grid member for the new one."),
    "old_staff": N_(
        "This code has been renewed. Please ask your grid leader for the new one, who prints it by /sheets."
    ),
    "old_led": N_("This code has been renewed. You get the new one by /sheets: please have it put up here."),
    "closed": N_("{place} is closed in the registry. To report a hazard here, send its photo."),
    "unsent": N_(
        "A report of yours has not been sent yet. Please send it below, or press “Do not report”; then scan this code "
        "again."
    ),
}
Rows = tuple[tuple[Button, ...], ...]


async def no_use(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(context.t(CODES_OF_NO_USE[args["why"]], place=args.get("place", "")))


async def checklist(context: RenderContext) -> MessageContent | Skip:
    filled = await context.session.get(Checklist, context.message.subject_id)
    if filled is None:
        return Skip("the checklist is gone")
    t, place = context.t, await context.session.get_one(Place, filled.place_id)
    kind = place_kind_word(t, place_kinds_of(context.session), place.kind)
    title = t("<b>Self-check</b>") if filled.own else t("<b>Check</b>")
    lines = [t("{title} {code} {kind} <b>{name}</b>", title=title, code=place.code, kind=kind, name=place.name)]
    lines += [t("Address: {address}", address=place.address)] if place.address else []
    if filled.state is ChecklistState.DROPPED:
        lines.append(t("This checklist was not submitted. To check the place, scan its code again."))
        return MessageContent(Html("\n".join(lines)))
    if filled.state is ChecklistState.DONE:
        return await _done(context, filled, place, lines)
    lines += [*await _hours(context, filled), *await _last_time(context, place), *await _added(context, filled)]
    lines.append(t("Press an item: ✓ all right → ✗ a problem → — none here. A photo in reply is kept with it."))
    return MessageContent(Html("\n".join(lines)), _buttons(context, filled))


async def _hours(context: RenderContext, filled: Checklist) -> list[Html]:
    """When a check counts for whoever is on duty at the place."""
    slots = await slots_at(context.session, filled.place_id)
    mine = [slot.hours for slot in slots if slot.person_id == filled.person_id]
    t, hours = context.t, context.t.listed(mine)
    return [t("You are on duty {hours}: a check counts when it is submitted then.", hours=hours)] if mine else []


async def _last_time(context: RenderContext, place: Place) -> list[Html]:
    t, kinds = context.t, place_kinds_of(context.session)
    lines = []
    for check, name in await last_checks(context.session, place.id):
        told = {"date": local(context, check.said_at), "name": name, "outcome": outcome_words(context.t, check)}
        lines.append(t("Last time: {date} {name}: {outcome}", **told))
        wrong = [check_item_word(t, kinds, each) for each in check.items if each["found"] == "problem"]
        lines += [t("⚠️ Wrong the last time: {items}", items=t.listed(wrong))] if wrong else []
    return lines


async def _added(context: RenderContext, filled: Checklist) -> list[Html]:
    t = context.t
    shown = len(await pieces_of(context.session, filled.id, counts()))
    lines = [t("Remark: {words}", words=cut(visible(filled.words), 200))] if filled.words else []
    return [*lines, t("Photos and files: {n}", n=shown)] if shown else lines


def _buttons(context: RenderContext, filled: Checklist) -> Rows:
    t, kinds = context.t, place_kinds_of(context.session)
    rows = []
    for number, each in enumerate(filled.items):
        mark = " ⚠️" if each["before"] else ""
        label = f"{SIGNS[each['found']]} {cut(check_item_word(t, kinds, each), LABEL)}{mark}"
        rows.append((Button(label, ItemTurn(filled.id, number).pack()),))
    begun = any(each["found"] for each in filled.items)
    rest = t.plain("The rest is in order") if begun else t.plain("All in order")
    rows.append((Button(rest, ChecklistDo(ChecklistAct.REST, filled.id).pack()),))
    submit = Button(t.plain("Submit the check"), ChecklistDo(ChecklistAct.SUBMIT, filled.id).pack())
    locked = Button(t.plain("Locked, nobody there"), ChecklistDo(ChecklistAct.LOCKED, filled.id).pack())
    return (*rows, (submit,) if filled.own else (locked, submit))


async def _done(context: RenderContext, filled: Checklist, place: Place, lines: list[Html]) -> MessageContent:
    t, kinds = context.t, place_kinds_of(context.session)
    check = await context.session.get_one(PlaceCheck, filled.check_id)
    by = await context.session.get_one(Person, check.person_id)
    told = {"time": local(context, check.said_at), "name": by.name, "outcome": outcome_words(context.t, check)}
    if check.outcome is Outcome.NO_ENTRY:
        lines.append(t("🔒 {time} {name}: {outcome}", **told))
        lines += await _retry(context, place)
        return MessageContent(Html("\n".join([*lines, *await _added(context, filled)])))
    problems = filled.problems
    lines.append(t("⚠️ {time} {name}: {outcome}", **told) if problems else t("✅ {time} {name}: {outcome}", **told))
    named = {number: check_item_word(t, kinds, filled.items[number]) for number in problems}
    lines += [t("✗ {item}", item=name) for name in named.values()]
    lines += await _added(context, filled)
    if not problems:
        return MessageContent(Html("\n".join(lines)))
    lines.append(t("<b>Please report each problem:</b> press its button, then send a photo of it."))
    rows = [
        (Button(t.plain("Report: {item}", item=cut(name, LABEL)), ItemReport(filled.id, number).pack()),)
        for number, name in named.items()
    ]
    return MessageContent(Html("\n".join(lines)), tuple(rows))


async def _retry(context: RenderContext, place: Place) -> list[Html]:
    until = await last_day_to_retry(context.session, place)
    if until is None:
        return [context.t("Please come once more.")]
    told = day(context, until)
    return [context.t("Please come once more, by {day}; after that your leader hears of it.", day=told)]


VIEWS: dict[str, View] = {SHOWN: checklist, NO_USE: no_use}

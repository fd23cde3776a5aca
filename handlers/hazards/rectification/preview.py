"""What an order, a correction or the voiding of a notice comes to, shown before it is done."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.forms import BadAnswer, Preview
from handlers.hazards.labels import kind_word
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, Html, cut, visible
from models.errors import Refused
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.rectification.actions import FACTS_LIMIT
from models.hazards.rectification.tables import Rectification, in_force, number_of, unfinished
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person
from models.schedule.deadlines import allowed
from models.text.personal_numbers import masked
from reports.characters import MISSING, drawable
from reports.rectification.data import facts_printed, place_printed, signer
from reports.rectification.text import demands_of

FIELDS = ("responsible", "place", "facts", "due")
MOST_PHOTOS = 1000
Given = Mapping[str, Any]


async def known(request: Request, hazard: Hazard, act: Act) -> dict[str, Any]:
    """What needs no question: which notice is meant, in which form, and what it says."""
    order = await unfinished(request.session, hazard.id) if act in (Act.CORRECT, Act.VOID) else None
    if order is None:
        return {}
    meant = {"notice": [order.id, order.issue]}
    if act is Act.VOID:
        return meant
    grid = await request.session.get_one(Grid, hazard.grid_id)
    said = {
        "responsible": order.responsible,
        "place": await place_printed(request.session, order, grid),
        "facts": cut(await facts_printed(request.session, order, hazard), FACTS_LIMIT),
        "due": f"{order.due_at.astimezone(request.zone):%Y-%m-%d}",
    }
    return {**meant, "was": said, **said}


async def to_do(request: Request, hazard: Hazard, given: Given) -> dict[str, Any]:
    """What the act is to be told of the answers; raises Refused where its notice is not as it was when it was shown."""
    if "notice" not in given:
        return dict(given)
    order = await in_force(request.session, hazard.id)
    if order is None or [order.id, order.issue] != given["notice"]:
        raise Refused("notice_changed")
    told = {"reason": given["reason"], "number": number_of(order)}
    return {**told, "changes": changes(given)} if "was" in given else told


def changes(given: Given) -> dict[str, list[str]]:
    """By field, what a notice says and what it is to say."""
    was = given["was"]
    return {field: [was[field], given[field]] for field in FIELDS if was[field] != given[field]}


async def _still_to_come(request: Request, _hazard: Hazard, given: Given) -> None:
    today = request.now.astimezone(request.zone).date()
    if not allowed(date.fromisoformat(given["due"]), today, today):
        raise BadAnswer("not_after_today")


async def _changed(request: Request, hazard: Hazard, given: Given) -> None:
    changed = changes(given)
    if not changed:
        raise BadAnswer("unchanged")
    if "due" in changed:
        await _still_to_come(request, hazard, given)


async def _order(context: RenderContext, hazard: Hazard, given: Given) -> Html:
    rows = select(Person).where(col(Person.tg_user_id) == context.message.args["of"])
    person = (await context.session.scalars(rows)).one()
    head = [
        context.t("<b>This will be printed. Nothing is issued before you confirm.</b>"),
        context.t("Notice number: given when it is issued"),
    ]
    return _joined([*head, *await _text(context, hazard, given, person.id)])


async def _correction(context: RenderContext, hazard: Hazard, given: Given) -> Html:
    t, order = context.t, await context.session.get_one(Rectification, given["notice"][0])
    head = [
        t("<b>Notice {number}, corrected.</b> Once you confirm, the earlier paper is void.", number=number_of(order)),
        t("Reason: {reason}", reason=_printed(given["reason"])),
    ]
    if not changes(given):
        head.append(t("Please press what is to be corrected."))
    return _joined([*head, *await _text(context, hazard, given, order.by_id)])


async def _voiding(context: RenderContext, hazard: Hazard, given: Given) -> Html:
    t, order = context.t, await context.session.get_one(Rectification, given["notice"][0])
    lines = [
        t("<b>Void notice {number}? This cannot be undone.</b>", number=number_of(order)),
        t("Responsible: {name}", name=_printed(order.responsible)),
        t("Reason: {reason}", reason=_printed(given["reason"])),
        t("Its number is not given again; whoever scans the paper sees that it is void, and why."),
    ]
    if hazard.state is State.RECTIFYING:
        lines.append(t("The hazard goes back to the grid, with its own deadlines; reminders of this notice end."))
    return _joined(lines)


async def _text(context: RenderContext, hazard: Hazard, given: Given, signed_by: int) -> list[Html]:
    t, session = context.t, context.session
    grid = await session.get_one(Grid, hazard.grid_id)
    photos = len(await photos_of(session, hazard.id, Moment.BEFORE, MOST_PHOTOS))
    says = {field: await asyncio.to_thread(drawable, _printed(given[field])) for field in FIELDS}
    demands = "\n".join(f"{number}. {each}" for number, each in enumerate(demands_of(hazard.category), 1))
    name, phone = await signer(session, signed_by, grid)
    lines = [
        _marked(context, given, "responsible", t("Responsible: {name}", name=says["responsible"])),
        _marked(context, given, "place", t("Place: {place}", place=says["place"])),
        t("Kind: {kind}", kind=kind_word(t, kinds_of(session), hazard.category)),
        _marked(context, given, "facts", t("Facts: {text}", text=says["facts"] or t.plain("See the photos"))),
        t("Photos: {n}", n=photos),
        t("Demands:\n{text}", text=demands),
        _marked(context, given, "due", t("To be rectified by {date}", date=says["due"])),
        t("Signed by: {name} {phone}", name=name, phone=context.seen_here(phone)),
    ]
    if any(MISSING in value for value in says.values()):
        lines.append(t("{sign} stands for a character that cannot be printed: please change it.", sign=MISSING))
    return lines


def _marked(context: RenderContext, given: Given, field: str, line: Html) -> Html:
    """With what the notice said before, where that is changed."""
    was = given.get("was", given)[field]
    if was == given[field]:
        return line
    before = context.t("(was: {answer})", answer=_printed(was) or context.t.plain("See the photos"))
    return Html(f"✏️ {line}\n{before}")


def _printed(words: str) -> str:
    return masked(visible(words))


def _joined(lines: list[Html]) -> Html:
    return Html("\n".join(lines))


PREVIEWS: Mapping[str, Preview[Hazard]] = {
    Act.ORDER: Preview(_order, N_("Confirm and issue"), _still_to_come),
    Act.CORRECT: Preview(_correction, N_("Confirm the correction"), _changed),
    Act.VOID: Preview(_voiding, N_("Confirm: void it")),
}

"""How a task is set: the preview of what was answered, and what is done with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import local, local_day
from handlers.forms import Form, Preview
from handlers.messages import RenderContext
from handlers.obligations.labels import COMPLAINTS, KINDS, OWNERS, REPEATS, TITLES, refused
from handlers.obligations.steps import asked_in, clock_of, due_of, fits, living, steps_of
from handlers.place_words import place_kind_word
from handlers.request import Request
from locales.translator import N_, Html
from models.base import Subject
from models.due import WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import Owners, Series, TaskKind
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, need_fit, require
from models.places.kinds import place_kinds_of


async def preview(context: RenderContext, person: Person, given: Mapping[str, Any]) -> Html:
    t, kind, grid = context.t, TaskKind(given["act"]), await context.session.get(Grid, given["grid"])
    due_at = due_of(given, context.zone)
    title = given["title"] or t.plain(TITLES[kind], year=due_at.astimezone(context.zone).year)
    lines = [
        t("<b>Ask this?</b>"),
        t("{kind}: {title}", kind=t.plain(KINDS[kind]), title=title),
        t("In: {grid}", grid=grid.name if grid else ""),
        t("Of: {owners}", owners=owners_words(context, Asked.read(given["owners"]))),
    ]
    if ALL[kind].meets:
        lines.append(t("When: {time}, {place}", time=local(context, due_at), place=given["place"]))
    else:
        lines.append(t("By: {day}", day=local_day(context, due_at)))
    if given.get("repeats"):
        lines.append(t("Repeats: {series}", series=t.plain(REPEATS[Series(given["repeats"])])))
    if grid is not None:
        lines.append(await _how_many(context, person, grid, given, due_at))
    if given.get("words"):
        lines.append(t("{words}", words=given["words"]))
    return Html("\n".join(lines))


async def _how_many(
    context: RenderContext, person: Person, grid: Grid, given: Mapping[str, Any], due_at: datetime
) -> Html:
    new = NewRequirement(TaskKind(given["act"]), "", Asked.read(given["owners"]), due_at)
    try:
        asked = await need_fit(context.session, grid, new, person, WallClock(context.now, context.zone))
    except Conflict as bad:
        return context.t("{text}", text=refused(context.t, bad.code, bad.data))
    return context.t.n("{n} share; everybody hears in private", "{n} shares; everybody hears in private", asked)


def owners_words(context: RenderContext, asked: Asked) -> str:
    t, places = context.t, place_kinds_of(context.session)
    if asked.owners is Owners.PLACES:
        return t.listed(place_kind_word(t, places, each) for each in asked.place_kinds)
    return t.plain(OWNERS[asked.owners])


async def submit(request: Request, _person: Person, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    if request.chat is None:
        return
    grid = await living(request.session, given["grid"])
    await require(request.session, grid, asked_in(given, request), person, request.chat.id, clock_of(request))


async def load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


BY_TASK = tuple(kind for kind, about in ALL.items() if about.set_by_task)
FORM = Form[Person](
    "new_task",
    load,
    lambda person: Subject("person", person.id),
    lambda _: "📋",
    {kind: steps_of(kind) for kind in BY_TASK},
    submit,
    refused,
    COMPLAINTS,
    {kind: Preview(preview, N_("Ask it"), fits) for kind in BY_TASK},
)

"""What is asked of a new household, in private, and the preview of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Form, Preview, Step, fixed_choices
from handlers.messages import RenderContext
from handlers.request import Request
from handlers.visits.labels import COMPLAINTS, household_kind_word, refused
from locales.translator import N_, Html, cut
from models.base import Subject
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.roster.row import says_nothing
from models.text import phones
from models.visits.access import grids_to_add
from models.visits.feature import PAGE
from models.visits.forget import NEW_HOUSEHOLD
from models.visits.households import NewHousehold, add_household
from models.visits.kinds import household_kinds_of
from models.visits.tables import ADDRESS_LIMIT, PERSON_LIMIT

ADD = "add"
NONE = ("none", N_("None"))
LABEL = 40


async def _grids(context: RenderContext, person: Person) -> list[Choice]:
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in await grids_to_add(context.session, person)]


async def _grid(answer: str, request: Request, person: Person) -> int:
    found = [grid.id for grid in await grids_to_add(request.session, person) if answer in (str(grid.id), grid.name)]
    if len(found) != 1:
        raise BadAnswer("no_such_grid")
    return found[0]


async def _kinds(context: RenderContext, _subject: object) -> list[Choice]:
    kinds = household_kinds_of(context.session)
    return [Choice(each.kind, household_kind_word(context.t, kinds, each.kind)) for each in kinds.every]


async def _kind(answer: str, request: Request, _subject: object) -> str:
    found = household_kinds_of(request.session).named(answer)
    if found is None:
        raise BadAnswer("no_such_kind")
    return found.kind


async def _address(answer: str, _request: Request, _subject: object) -> str:
    return limited(answer, ADDRESS_LIMIT)


async def _name(answer: str, _request: Request, _subject: object) -> str:
    return limited(answer, PERSON_LIMIT)


async def _phone(answer: str, _request: Request, _subject: object) -> str | None:
    """E.164; None where there is none."""
    if says_nothing(answer):
        return None
    phone = phones.e164(answer)
    if phone is None:
        raise BadAnswer("phone_unreadable")
    return phone


def limited(text: str, limit: int) -> str:
    plain = " ".join(text.split())
    if len(plain) > limit:
        raise BadAnswer("text_long", limit=limit)
    return plain


GRID = Step[Any]("grid", N_("Which grid is it in? Press one."), choices=_grids, read=_grid)
KIND = Step[Any]("kind", N_("What kind of household is it? Press one."), choices=_kinds, read=_kind)
ADDRESS = Step[Any](
    "address",
    N_("What is the address, with building and door? Reply to this message."),
    read=_address,
    anew=N_("Address"),
)
NAME = Step[Any](
    "name",
    N_("What is the name of the head of the household? Reply to this message."),
    read=_name,
    anew=N_("Head of the household"),
)
PHONE = Step[Any](
    "phone", N_("Is there a phone? Reply with the number."), choices=fixed_choices(NONE), read=_phone, anew=N_("Phone")
)


async def preview(context: RenderContext, _person: Person, given: Mapping[str, Any]) -> Html:
    t, grid = context.t, await context.session.get(Grid, given["grid"])
    phone = phones.as_written(given["phone"]) if given["phone"] else t.plain("None")
    lines = [
        t("<b>Enter this household?</b>"),
        t("Address: {address}", address=given["address"]),
        t("Head of the household: {name}", name=given["name"]),
        t("Kind: {kind}", kind=household_kind_word(t, household_kinds_of(context.session), given["kind"])),
        t("Phone: {phone}", phone=phone),
        t("Grid: {grid}", grid=grid.name if grid else ""),
        t("Only the grid's members and leaders see this, in private."),
    ]
    return Html("\n".join(lines))


async def submit(request: Request, _person: Person, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    grid = await request.session.get(Grid, given["grid"])
    if grid is None or grid.retired_at is not None:
        raise Conflict("household.no_grid")
    new = NewHousehold(given["kind"], given["address"], given["name"], given["phone"])
    household = await add_household(request.session, grid, new, person, request.now, request.zone)
    request.reply(PAGE, subject_id=household.id)


async def load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


FORM = Form[Person](
    NEW_HOUSEHOLD,
    load,
    lambda person: Subject("person", person.id),
    lambda _: "🏠",
    {ADD: (GRID, KIND, ADDRESS, NAME, PHONE)},
    submit,
    refused,
    COMPLAINTS,
    {ADD: Preview(preview, N_("Enter it"))},
    confidential=True,
)

"""What is asked of a new place, and the preview of it; names and phones of people in private alone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Form, Preview, Step, fixed_choices, read_location
from handlers.messages import RenderContext
from handlers.place_words import place_kind_word
from handlers.places.labels import COMPLAINTS, refused
from handlers.request import Request
from locales.translator import N_, Html, cut
from models.base import Subject
from models.errors import Conflict
from models.grids.tables import Grid
from models.grids.tree import children
from models.members.locate_grid import own_grids
from models.members.tables import Person
from models.places.changes.actions import NewPlace, add_place, known_as
from models.places.feature import PAGE
from models.places.find import staff_grids
from models.places.kinds import place_kinds_of
from models.roster.row import says_nothing
from models.text import phones

ADD, ADDED = "add", "places.added"
NONE = ("none", N_("None"))
LIMITS = {"name": 120, "address": 200, "responsible": 80}
MOST_GRIDS, LABEL = 60, 40


async def places_to_put(session: AsyncSession, person: Person) -> list[Grid]:
    """The small grids of the person's own, or else those below the posts; where they hold a post of the grids."""
    held = await staff_grids(session, person)
    small = [
        grid for grid in await own_grids(session, person.id) if any(grid.path.startswith(each.path) for each in held)
    ]
    if small:
        return small
    return [below for grid in held for below in await children(session, grid)][:MOST_GRIDS]


async def _grids(context: RenderContext, person: Person) -> list[Choice]:
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in await places_to_put(context.session, person)]


async def _grid(answer: str, request: Request, person: Person) -> int:
    found = [grid.id for grid in await places_to_put(request.session, person) if answer in (str(grid.id), grid.name)]
    if len(found) != 1:
        raise BadAnswer("no_such_grid")
    return found[0]


async def kind_choices(context: RenderContext, _subject: object) -> list[Choice]:
    kinds = place_kinds_of(context.session)
    return [Choice(each.kind, place_kind_word(context.t, kinds, each.kind)) for each in kinds.every]


async def read_kind(answer: str, request: Request, _subject: object) -> str:
    found = place_kinds_of(request.session).named(answer)
    if found is None:
        raise BadAnswer("no_such_kind")
    return found.kind


async def read_name(answer: str, _request: Request, _subject: object) -> str:
    return _limited(answer, "name")


async def read_address(answer: str, _request: Request, _subject: object) -> str:
    return "" if says_nothing(answer) else _limited(answer, "address")


async def read_responsible(answer: str, _request: Request, _subject: object) -> dict[str, str]:
    """Name and phone, in either order; raises BadAnswer."""
    if says_nothing(answer):
        return {"name": "", "phone": ""}
    *words, last = answer.replace(":", " ").split()
    phone = phones.e164(last)
    if phone is None or not words:
        raise BadAnswer("phone_unreadable")
    return {"name": _limited(" ".join(words), "responsible"), "phone": phone}


def _limited(text: str, what: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > LIMITS[what]:
        raise BadAnswer("name_long", limit=LIMITS[what])
    return plain


NAME = Step[Any]("name", N_("What is the place called? Reply to this message."), read=read_name, anew=N_("Name"))
KIND = Step[Any]("kind", N_("What is it? Press a kind."), choices=kind_choices, read=read_kind)
ADDRESS = Step[Any](
    "address",
    N_("Where is it? Reply with the address, such as “next to building 3, north gate”."),
    choices=fixed_choices(NONE),
    read=read_address,
    anew=N_("Address"),
)
RESPONSIBLE = Step[Any](
    "responsible",
    N_("Who is responsible for it? Reply with name and phone, with a space between. Residents never see them."),
    choices=fixed_choices(NONE),
    read=read_responsible,
)
LOCATION = Step[Any](
    "location",
    N_("Where exactly? Stand there and share your location with the button below."),
    read=read_location,
    located=True,
)


async def preview(context: RenderContext, _person: Person, given: Mapping[str, Any]) -> Html:
    t, grid = context.t, await context.session.get(Grid, given["grid"])
    kind = place_kind_word(t, place_kinds_of(context.session), given["kind"])
    lines = [
        t("<b>Enter this place?</b>"),
        t("{kind}: {name}", kind=kind, name=context.seen_here(given["name"])),
        t("Grid: {grid}", grid=grid.name if grid else ""),
    ]
    if given["address"]:
        lines.append(t("Address: {address}", address=context.seen_here(given["address"])))
    if (who := given["responsible"])["name"] and context.message.chat_id > 0:
        lines.append(t("Responsible: {name} {phone}", name=who["name"], phone=phones.as_written(who["phone"])))
    lines.append(t("Location: known") if given["location"] else t("Location: not given"))
    return Html("\n".join(lines))


async def check(request: Request, _person: Person, given: Mapping[str, Any]) -> None:
    if known := await known_as(request.session, given["grid"], given["kind"], given["name"]):
        raise BadAnswer("place.known", place=known)


async def submit(request: Request, _person: Person, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    grid = await request.session.get(Grid, given["grid"])
    if grid is None or grid.retired_at is not None:
        raise Conflict("place.no_grid")
    who = given["responsible"]
    new = NewPlace(
        given["id"],
        given["kind"],
        given["name"],
        given["address"],
        given["location"],
        who["name"],
        who["phone"] or None,
    )
    place = await add_place(request.session, grid, new, person, request.now)
    request.reply(ADDED, subject_id=place.id)
    if request.private:
        request.reply(PAGE, subject_id=place.id)


async def load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


FORM = Form[Person](
    "new_place",
    load,
    lambda person: Subject("person", person.id),
    lambda _: "📍",
    {
        ADD: (
            Step("grid", N_("Which grid is it in? Press one."), choices=_grids, read=_grid),
            KIND,
            NAME,
            ADDRESS,
            RESPONSIBLE,
            LOCATION,
        )
    },
    submit,
    refused,
    COMPLAINTS,
    {ADD: Preview(preview, N_("Enter it"), check)},
)

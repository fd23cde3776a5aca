"""What is asked before a place is edited, moved or closed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Form, Step, fixed_choices, read_fixed
from handlers.messages import RenderContext
from handlers.place_words import CYCLES, RISKS, item_word
from handlers.places import new_form
from handlers.places.labels import COMPLAINTS, refused
from handlers.places.new_form import LABEL, NONE
from handlers.places.presses import Editable, PageButton
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_, cut
from models.base import Subject
from models.due import WallClock
from models.grids.tree import children
from models.members.tables import Person
from models.places.changes.actions import edit_place, grid_of, set_item
from models.places.changes.exemptions import exempt
from models.places.changes.proposals import change_place
from models.places.exchange.kit import MOST_OF_ITEM, item_name
from models.places.feature import PAGE
from models.places.kinds import Cycle, place_kinds_of
from models.places.kit.held import kit_of
from models.places.tables import WHY_LIMIT, Place, PlaceAct, Risk
from models.roster.row import says_nothing
from models.schedule.phrases import last_days

WAITS, DONE = "places.waits", "places.done"
WHY_CLOSED = (
    ("moved_away", N_("Moved away or closed down")),
    ("torn_down", N_("Torn down or taken away")),
    ("twice", N_("Entered twice")),
)


WHY_EXEMPT = (
    ("suspended", N_("Closed for the time being")),
    ("rebuilding", N_("Being rebuilt")),
    ("season", N_("Not used in this season")),
)


async def _days(_context: RenderContext, _place: Place) -> Iterable[int]:
    return (7, 30, 90)


async def _read_why(answer: str, request: Request, place: Place) -> str:
    words: str = await read_fixed(*WHY_EXEMPT)(answer, request, place)
    return words[:WHY_LIMIT]


async def _read_risk(answer: str, _request: Request, _place: Place) -> str | None:
    return _word(answer, tuple(Risk))


async def _read_cycle(answer: str, _request: Request, _place: Place) -> str | None:
    return _word(answer, tuple(Cycle))


def _word(answer: str, words: tuple[str, ...]) -> str | None:
    if answer == NONE[0]:
        return None
    if answer not in words:
        raise BadAnswer("on_a_button")
    return answer


async def _read_guard(answer: str, request: Request, place: Place) -> str:
    return "" if says_nothing(answer) else (await new_form.read_name(answer, request, place))[:80]


async def _items(context: RenderContext, place: Place) -> list[Choice]:
    kinds = place_kinds_of(context.session)
    held = [each.item for each in await kit_of(context.session, place.id)]
    known = [each.item for each in kinds.standard]
    offered = dict.fromkeys([*(item for item in held if item in known), *known])
    return [Choice(item, item_word(context.t, kinds, item)) for item in offered]


async def _read_item(answer: str, request: Request, place: Place) -> str:
    name = item_name(answer)
    if says_nothing(name):
        raise BadAnswer("no_item")
    item = place_kinds_of(request.session).item_named(name)
    held = [each.item for each in await kit_of(request.session, place.id)]
    return item if item in held else next((each for each in held if item_name(each) == name), item)


async def _read_count(answer: str, _request: Request, _place: Place) -> int:
    if not answer.isdecimal() or int(answer[:9]) > MOST_OF_ITEM:
        raise BadAnswer("count_unreadable", limit=MOST_OF_ITEM)
    return int(answer)


async def _read_day(answer: str, request: Request, _place: Place) -> str | None:
    if says_nothing(answer):
        return None
    here = request.now.astimezone(request.zone).date()
    try:
        return date.fromisoformat(answer.strip()).isoformat()
    except ValueError:
        found = last_days.last_day(answer, here, here)
    if found is None:
        raise BadAnswer("day_unreadable")
    return found.isoformat()


async def _grids(context: RenderContext, place: Place) -> list[Choice]:
    below = await children(context.session, await grid_of(context.session, place))
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in below[: new_form.MOST_GRIDS]]


async def _read_grid(answer: str, request: Request, place: Place) -> int:
    below = await children(request.session, await grid_of(request.session, place))
    found = [grid.id for grid in below if answer in (str(grid.id), grid.name)]
    if len(found) != 1:
        raise BadAnswer("no_such_grid")
    return found[0]


STEPS: dict[str, tuple[Step[Any], ...]] = {
    Editable.NAME: (new_form.NAME,),
    Editable.KIND: (new_form.KIND,),
    Editable.ADDRESS: (new_form.ADDRESS,),
    Editable.RESPONSIBLE: (new_form.RESPONSIBLE,),
    Editable.RISK: (
        Step("risk", N_("Which risk class?"), choices=fixed_choices(*RISKS.items(), NONE), read=_read_risk),
    ),
    Editable.CYCLE: (
        Step(
            "cycle",
            N_("How often is it to be checked? “None” goes by its kind."),
            choices=fixed_choices(*CYCLES.items(), NONE),
            read=_read_cycle,
        ),
    ),
    Editable.GUARD: (
        Step(
            "guard_group",
            N_("Which mutual-guard group does it belong to? Reply with its name."),
            choices=fixed_choices(NONE),
            read=_read_guard,
        ),
    ),
    Editable.KIT: (
        Step("item", N_("Which equipment? Press one, or reply with another."), choices=_items, read=_read_item),
        Step("count", N_("How many are there? Reply with a number; 0 takes it off the list."), read=_read_count),
        Step(
            "replace_on",
            N_("Until when are they good? Reply with a day such as 2027-05-31."),
            choices=fixed_choices(NONE),
            read=_read_day,
        ),
    ),
    Editable.GRID: (Step("grid_id", N_("Which grid is it in? Press one."), choices=_grids, read=_read_grid),),
    PageButton.MOVE: (new_form.LOCATION,),
    PageButton.EXEMPT: (
        Step(
            "until",
            N_("Until when does it need no check? Press, or reply with a day within a year, such as 2027-05-31."),
            choices=in_days(_days),
            read=last_day("exempt_day"),
        ),
        Step(
            "reason",
            N_("Why? Press a reason, or reply with one."),
            choices=fixed_choices(*WHY_EXEMPT),
            read=_read_why,
        ),
    ),
    PageButton.CLOSE: (
        Step(
            "reason",
            N_("Why is it closed? Press a reason, or reply with one."),
            choices=fixed_choices(*WHY_CLOSED),
            read=read_fixed(*WHY_CLOSED),
        ),
    ),
}


async def submit(request: Request, place: Place, act: str, person: Person, given: Mapping[str, Any]) -> None:
    about = request.session, place
    match act:
        case PageButton.MOVE:
            if given["location"] is None:
                raise BadAnswer("no_place")
            await change(request, place, PlaceAct.MOVE, person, **given["location"])
        case PageButton.EXEMPT:
            until, clock = date.fromisoformat(given["until"]), WallClock(request.now, request.zone)
            await exempt(*about, until, given["reason"], person, clock)
            request.reply(PAGE, subject_id=place.id)
        case PageButton.CLOSE:
            await change(request, place, PlaceAct.CLOSE, person, reason=given["reason"])
        case Editable.KIT:
            day = date.fromisoformat(given["replace_on"]) if given["replace_on"] else None
            await set_item(*about, given["item"], given["count"], day, person, request.now)
        case Editable.RESPONSIBLE:
            who = given["responsible"]
            told = {"responsible": who["name"], "phone": who["phone"] or None}
            await edit_place(*about, person, request.now, **told)
        case _:
            await edit_place(*about, person, request.now, **given)


async def change(request: Request, place: Place, act: PlaceAct, person: Person, **data: Any) -> None:
    """Says whether it is done, or waits for a leader."""
    done = await change_place(request.session, place, act, person, request.now, **data)
    request.reply(DONE if done else WAITS, subject_id=place.id)


async def load(session: AsyncSession, place_id: int) -> Place | None:
    return await session.get(Place, place_id)


FORM = Form[Place](
    "place",
    load,
    lambda place: Subject("place", place.id),
    lambda place: place.code,
    STEPS,
    submit,
    refused,
    COMPLAINTS,
)

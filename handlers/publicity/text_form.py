"""What is asked of a text of publicity that a leader writes, and the preview of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import Form, Preview, Step, fixed_choices
from handlers.messages import RenderContext
from handlers.publicity.labels import occasion_words, refused
from handlers.publicity.presses import CALENDAR
from handlers.publicity.view import worded
from handlers.request import Request
from locales.translator import N_, Html
from models.base import Subject
from models.errors import Conflict, NotFound
from models.grids.tables import Grid
from models.members.tables import Person
from models.publicity.occasions import occasion
from models.publicity.own_texts import Listed
from models.publicity.texts import LANGUAGES, Text, Wording, feast_names
from models.publicity.writing import Written, lines_of, occasion_of, title_of, write

ADD, EDIT = "add_text", "edit_text"
SEASONS = {
    "all_year": ("", N_("All year")),
    "spring": ("03-01..05-31", N_("Spring")),
    "summer": ("06-01..08-31", N_("Summer")),
    "autumn": ("09-01..11-30", N_("Autumn")),
    "winter": ("11-15..03-15", N_("Heating season")),
}


async def _title(answer: str, _request: Request, _grid: Grid) -> str:
    return title_of(answer)


async def _lines(answer: str, _request: Request, _grid: Grid) -> list[str]:
    return list(lines_of(answer))


async def _when(answer: str, _request: Request, _grid: Grid) -> str:
    return SEASONS[answer][0] if answer in SEASONS else occasion_of(answer)


TITLE = Step[Grid](
    "title",
    N_("What is its title? Reply with a few words, such as “Fair without a fire”."),
    read=_title,
    anew=N_("Title"),
)
LINES = Step[Grid](
    "lines",
    N_("What is to be done? Reply with three short lines, one under the other. Groups see them as you write them."),
    read=_lines,
    anew=N_("Lines"),
)
WHEN = Step[Grid](
    "when",
    N_("When does it fit? Press, or reply with days, such as 11-15..03-15, or spring festival -10..+15."),
    choices=fixed_choices(*((season, label) for season, (_, label) in SEASONS.items())),
    read=_when,
    anew=N_("When"),
)
STEPS = (TITLE, LINES, WHEN)


def answers(listed: Listed, locale: str) -> dict[str, Any]:
    """What the text says now, as the form's answers."""
    wording = listed.text.worded(locale)
    return {"title": wording.title, "lines": list(wording.lines), "when": str(listed.text.occasion)}


async def preview(context: RenderContext, _grid: Grid, given: Mapping[str, Any]) -> Html:
    """As groups see it."""
    t, when = context.t, occasion(given["when"], feast_names())
    text = Text("", when, {LANGUAGES[0]: Wording(given["title"], tuple(given["lines"]))})
    return Html("\n".join([worded(context, text), "", t("When: {when}", when=occasion_words(t, when))]))


async def submit(request: Request, grid: Grid, _act: str, person: Person, given: Mapping[str, Any]) -> None:
    written = Written(given["title"], tuple(given["lines"]), given["when"])
    try:
        name = await write(request.session, grid, person, written, request.now, given.get("name", ""))
    except NotFound as gone:
        raise Conflict(gone.code) from gone
    request.reply(CALENDAR, subject_id=grid.id, show="text", text=name)


async def load(session: AsyncSession, grid_id: int) -> Grid | None:
    return await session.get(Grid, grid_id)


TEXT_FORM = Form[Grid](
    "publicity_text",
    load,
    lambda grid: Subject("grid", grid.id),
    lambda grid: grid.name,
    {ADD: STEPS, EDIT: STEPS},
    submit,
    refused,
    previews={act: Preview(preview, N_("Keep it")) for act in (ADD, EDIT)},
)

"""The buttons of a list of hazards: each opens one; while several are chosen, each chooses one, above the acts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.hazards.card.body import code
from handlers.hazards.presses import ChooseSeveral, OpenListed, SeveralStep, ToggleChosen, WithChosen
from handlers.messages import Button, RenderContext
from locales.translator import N_, cut
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.text.place_words import place_named

LABEL = 40
STEPS = {
    SeveralStep.ACCEPT: N_("Accept all chosen"),
    SeveralStep.ASSIGN: N_("Assign all chosen"),
    SeveralStep.PUT_OFF: N_("Remind of all chosen later"),
    SeveralStep.LEAVE: N_("Cancel"),
}


def label(hazard: Hazard, grid: str, mark: str = "") -> str:
    """Bears the place that its words name, else its grid."""
    return cut(f"{mark}{code(hazard)} {place_named(hazard.text) or grid}", LABEL)


async def list_buttons(context: RenderContext, named: Sequence[tuple[Hazard, str]]) -> list[Button]:
    """Of the hazards that are live, each with the name of its grid."""
    live = [(hazard, grid) for hazard, grid in named if hazard.state in LIVE]
    chosen = context.message.args.get("chosen")
    if chosen is None:
        opening = [Button(label(hazard, grid), OpenListed(hazard.number).pack()) for hazard, grid in live]
        several = [Button(context.t.plain("☑ Choose several"), ChooseSeveral().pack())] if len(live) > 1 else []
        return [*opening, *several]
    marks = [("☑ " if hazard.number in chosen else "☐ ", hazard, grid) for hazard, grid in live]
    toggles = [Button(label(hazard, grid, mark), ToggleChosen(hazard.number).pack()) for mark, hazard, grid in marks]
    steps = await _steps(context) if chosen else (SeveralStep.LEAVE,)
    return [*toggles, *(Button(context.t.plain(STEPS[step]), WithChosen(step).pack()) for step in steps)]


async def _steps(context: RenderContext) -> tuple[SeveralStep, ...]:
    """Members accept; leaders, and those who read a leaders' chat, also assign and put off."""
    if context.message.chat_id > 0:
        rows = select(col(Person.id)).where(col(Person.tg_user_id) == context.message.chat_id)
        held = await posts_of(context.session, await context.session.scalar(rows) or 0)
        if not await lead_by(context.session, held):
            return (SeveralStep.ACCEPT, SeveralStep.LEAVE)
    return tuple(SeveralStep)

"""What a round of work has brought: why and to whom it was sent back, who is there, whether the result is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import local
from handlers.messages import RenderContext
from locales.translator import N_, Html, cut, visible
from models.grids.tables import Grid
from models.hazards.rounds import Round, current, result_shown
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.members.reach import people_at_work
from models.members.tables import Person

REASON_SHOWN = 200
CAME_SHOWN = 3
BEFORE_WORK = (State.DRAFT, State.OPEN)
SENT_BACK_TO = (State.ACCEPTED, State.RECTIFYING, State.TRANSFERRED)
NO_RESULT = N_("⚠️ No photo of the result")
NO_RESULT_SINCE = {
    Act.SEND_BACK: N_("⚠️ No photo of the result since it was sent back"),
    Act.DISSATISFIED: N_("⚠️ No photo of the result since it was opened again"),
    Act.OBJECT: N_("⚠️ No photo of the result since it was opened again"),
    Act.BROKEN_AGAIN: N_("⚠️ No photo of the result since it was opened again"),
}


@dataclass(frozen=True)
class RoundFacts:
    """`to`: whom it was sent back to, none where that is all members; `came`: who, and when."""

    round: Round = field(default_factory=Round)
    by: str = ""
    to: str = ""
    came: Sequence[tuple[str, datetime]] = ()
    result: bool = False


async def round_facts(session: AsyncSession, hazard: Hazard, grid: Grid, department: str) -> RoundFacts:
    result = await result_shown(session, hazard)
    if hazard.state in BEFORE_WORK:
        return RoundFacts(result=result)
    found = await current(session, hazard)
    came = [(await _name(session, event), event.at) for event in found.came[-CAME_SHOWN:]]
    back = found.sent_back
    if back is None or hazard.state not in SENT_BACK_TO:
        return RoundFacts(found, came=came, result=result)
    doer = await people_at_work(session, [hazard.done_by], grid)
    to = department or "".join(person.name for person in doer)
    return RoundFacts(found, await _name(session, back), to, came, result)


async def _name(session: AsyncSession, event: HazardEvent) -> str:
    person = await session.get(Person, event.person_id) if event.person_id else None
    return person.name if person else ""


def sent_back_line(context: RenderContext, found: RoundFacts) -> list[Html]:
    t, back = context.t, found.round.sent_back
    if back is None or not found.by:
        return []
    to = found.to or t.plain("the members of the grid")
    reason = cut(visible(context.seen_here(str(back.data.get("reason", "")))), REASON_SHOWN)
    if not reason:
        return [t("↩️ Sent back to {name} by {by}", name=to, by=found.by)]
    return [t("↩️ Sent back to {name} by {by}. Reason: {reason}", name=to, by=found.by, reason=reason)]


def came_lines(context: RenderContext, found: RoundFacts) -> list[Html]:
    return [context.t("📍 {name} on site since {time}", name=name, time=local(context, at)) for name, at in found.came]


def no_result_line(context: RenderContext, found: RoundFacts) -> Html:
    begun = found.round.begun
    return context.t(NO_RESULT_SINCE[begun.act] if begun else NO_RESULT)

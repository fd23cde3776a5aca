"""What must be asked before an act can be done: questions, each a message to reply to or to press on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import Form, Step, Steps, fixed_choices, read_fixed
from handlers.hazards.assignment import questions as assignment_questions
from handlers.hazards.rectification import preview
from handlers.hazards.rectification import questions as rectification_questions
from handlers.hazards.reporting import duplicate_questions
from handlers.hazards.supervision import questions as supervision_questions
from handlers.hazards.transfer import questions as transfer_questions
from handlers.hazards.working import putting_off_questions
from handlers.hazards.working.perform import perform_and_toast, reason
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_
from models.hazards.alerting.escalation import hears_hand_up
from models.hazards.alerting.notify import show_late
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.positions import staff_of
from models.members.tables import Person, Role

DISMISSALS = (
    ("none", N_("Nothing of the kind on site")),
    ("no_hazard", N_("Not a fire hazard")),
    ("mistake", N_("Reported by mistake")),
)
SENT_BACK = (
    ("not_fixed", N_("Not put right")),
    ("unclear", N_("The photo is not clear")),
)

REASONS_TO_HAND_UP = (
    ("beyond_us", N_("Beyond what we can do")),
    ("refused", N_("Those responsible do not cooperate")),
    ("others", N_("Other offices are needed")),
)


async def _hears(context: RenderContext, hazard: Hazard) -> Mapping[str, Any]:
    """Whose leaders will hear it, with their names."""
    session = context.session
    by = await assignment_questions.asked_person(session, context)
    grid = await hears_hand_up(session, hazard, by)
    names = [post.name for post in await staff_of(session, grid, (Role.LEADER,))]
    return {
        "whom": context.t.plain("{grid} ({names})", grid=grid.name, names=context.t.listed(names))
        if names
        else grid.name
    }


STEPS: Steps[Hazard] = {
    Act.DISMISS: (
        Step(
            "reason",
            N_("Why is there no hazard? Press a reason, or reply to this message with one. The reporter will see it."),
            choices=fixed_choices(*DISMISSALS),
            read=read_fixed(*DISMISSALS),
        ),
    ),
    Act.HAND_UP: (
        Step(
            "reason",
            N_("This goes to {whom} at once. Why is it handed up? Press a reason, or reply to this message with one."),
            says=_hears,
            choices=fixed_choices(*REASONS_TO_HAND_UP),
            read=read_fixed(*REASONS_TO_HAND_UP),
        ),
    ),
    Act.OBJECT: (
        Step("reason", N_("Please reply to this message and say why the hazard is real. It goes to the level above.")),
    ),
    Act.SEND_BACK: (
        Step(
            "reason",
            N_("Why is it sent back? Press a reason, or reply to this message with one. Who did it will see it."),
            choices=fixed_choices(*SENT_BACK),
            read=read_fixed(*SENT_BACK),
        ),
    ),
    **assignment_questions.STEPS,
    **putting_off_questions.STEPS,
    **duplicate_questions.STEPS,
    **rectification_questions.STEPS,
    **transfer_questions.STEPS,
    **supervision_questions.STEPS,
}


async def _load(session: AsyncSession, hazard_id: int) -> Hazard | None:
    return await session.get(Hazard, hazard_id)


async def _submit(request: Request, hazard: Hazard, act: str, person: Person, given: Mapping[str, Any]) -> None:
    await perform_and_toast(request, hazard, Act(act), person, **await preview.to_do(request, hazard, given))


async def _show_late(request: Request, hazard: Hazard) -> None:
    if request.chat is not None:
        await show_late(request.session, hazard, request.chat.id, request.now)


FORM = Form(
    "hazard",
    _load,
    subject=lambda hazard: hazard.subject,
    title=lambda hazard: f"H{hazard.number}",
    steps=STEPS,
    submit=_submit,
    refused=reason,
    complaints={
        **assignment_questions.COMPLAINTS,
        **putting_off_questions.COMPLAINTS,
        **rectification_questions.COMPLAINTS,
        **transfer_questions.COMPLAINTS,
        **duplicate_questions.COMPLAINTS,
    },
    previews=preview.PREVIEWS,
    kept=_show_late,
)

"""What must be asked before an act can be done: questions, each a message to reply to or to press on."""

from collections.abc import Mapping

from handlers.hazards import duplicate_steps, listing_steps, rectify_steps, transfer_steps
from handlers.hazards.step import Step, fixed_choices, read_fixed
from locales.translator import N_
from models.hazards.flow import Act
from models.outbox.tables import Letter

DISMISSALS = (
    ("none", N_("Nothing of the kind on site")),
    ("no_hazard", N_("Not a fire hazard")),
    ("mistake", N_("Reported by mistake")),
)
SENT_BACK = (
    ("not_fixed", N_("Not put right")),
    ("unclear", N_("The photo is not clear")),
)

STEPS: Mapping[Act, tuple[Step, ...]] = {
    Act.DISMISS: (
        Step(
            "reason",
            N_("Why is there no hazard? Press a reason, or reply to this message with one. The reporter will see it."),
            choices=fixed_choices(*DISMISSALS),
            read=read_fixed(*DISMISSALS),
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
    Act.DUPLICATE: duplicate_steps.DUPLICATE,
    Act.ORDER: rectify_steps.ORDER,
    Act.EXTEND: rectify_steps.EXTEND,
    Act.TRANSFER: transfer_steps.TRANSFER,
    Act.OUTCOME: transfer_steps.OUTCOME,
    Act.LIST: listing_steps.LIST,
    Act.PROGRESS: listing_steps.PROGRESS,
    Act.LIFT: listing_steps.LIFT,
}


def step_of(letter: Letter) -> Step:
    """The question a letter asks: the first of the act's that has no answer yet."""
    given = letter.args["given"]
    return next(step for step in STEPS[Act(letter.args["act"])] if step.key not in given)

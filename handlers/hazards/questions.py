"""What must be asked before an act can be done: questions, each a message to reply to or to press on."""

from collections.abc import Mapping

from handlers.hazards.rectification import questions as rectification_questions
from handlers.hazards.reporting import duplicate_questions
from handlers.hazards.supervision import questions as supervision_questions
from handlers.hazards.transfer import questions as transfer_questions
from handlers.questions.question import Step, fixed_choices, read_fixed
from locales.translator import N_
from models.hazards.workflow import Act
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
    Act.DUPLICATE: duplicate_questions.DUPLICATE,
    Act.ORDER: rectification_questions.ORDER,
    Act.EXTEND: rectification_questions.EXTEND,
    Act.TRANSFER: transfer_questions.TRANSFER,
    Act.OUTCOME: transfer_questions.OUTCOME,
    Act.LIST: supervision_questions.LIST,
    Act.PROGRESS: supervision_questions.PROGRESS,
    Act.LIFT: supervision_questions.LIFT,
}


def step_of(letter: Letter) -> Step:
    """The question a letter asks: the first of the act's that has no answer yet."""
    given = letter.args["given"]
    return next(step for step in STEPS[Act(letter.args["act"])] if step.key not in given)

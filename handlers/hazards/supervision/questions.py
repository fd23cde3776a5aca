"""What is asked before a hazard is listed for supervision or its listing lifted, and when progress is reported."""

from collections.abc import Iterable

from handlers.forms import Step, Steps, fixed_choices
from handlers.hazards.transfer.questions import NOTHING, words, words_or_nothing
from handlers.messages import RenderContext
from handlers.questions.dates import in_days, last_day
from locales.translator import N_
from models.hazards.tables import Hazard
from models.hazards.workflow import Act


async def _days(_context: RenderContext, _hazard: Hazard) -> Iterable[int]:
    return (15, 30, 60)


SUPERVISE = (
    Step(
        "due",
        N_("By when must the hazard be gone? Press, or reply with a day, such as 10 days, next Friday or 12-31."),
        choices=in_days(_days),
        read=last_day("not_after_today"),
    ),
    Step(
        "requirement",
        N_("What do you require? Reply to this message, or press “Nothing in particular”."),
        choices=fixed_choices((NOTHING, N_("Nothing in particular"))),
        read=words_or_nothing,
    ),
)
PROGRESS = (
    Step(
        "progress",
        N_("How far is it? Reply to this message in words; photos in the reply are evidence."),
        read=words,
        evidence=True,
    ),
)
LIFT = (Step("reason", N_("Why is the listing lifted? Reply to this message with the reason."), read=words),)
STEPS: Steps[Hazard] = {Act.SUPERVISE: SUPERVISE, Act.PROGRESS: PROGRESS, Act.LIFT: LIFT}

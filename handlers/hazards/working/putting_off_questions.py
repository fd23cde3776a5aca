"""What is asked before a hazard is put off: to which day, and why."""

from collections.abc import Iterable
from datetime import date

from handlers.forms import BadAnswer, Step, Steps, fixed_choices, read_fixed
from handlers.messages import RenderContext
from handlers.questions.dates import in_days
from handlers.request import Request
from locales.translator import N_
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.putting_off import LONGEST, last_possible
from models.schedule.phrases import last_days

USUAL = (1, 3, 7)
COMPLAINTS = {"put_off_too_far": N_("Please give a day after today and at most {days} days from now.")}
REASONS = (
    ("waits", N_("Waits for material or workers")),
    ("absent", N_("Those responsible are away")),
    ("others", N_("Waits for another office")),
)


async def _days(_context: RenderContext, hazard: Hazard) -> Iterable[int]:
    return [days for days in USUAL if days <= LONGEST.get(hazard.severity, 0)]


async def _day(answer: str, request: Request, hazard: Hazard) -> str:
    """As an ISO date."""
    today = request.now.astimezone(request.zone).date()
    day: date | None = last_days.last_day(answer, today, today)
    if day is None or not today < day <= last_possible(hazard, today):
        raise BadAnswer("put_off_too_far", days=LONGEST.get(hazard.severity, 0))
    return day.isoformat()


PUT_OFF = (
    Step(
        "due",
        N_("To which day is it put off? Press, or reply with a day, such as 2 days, next Friday or 12-31."),
        choices=in_days(_days),
        read=_day,
    ),
    Step(
        "reason",
        N_("Why is it put off? Press a reason, or reply to this message with one. It goes on the record."),
        choices=fixed_choices(*REASONS),
        read=read_fixed(*REASONS),
    ),
)
STEPS: Steps[Hazard] = {Act.PUT_OFF: PUT_OFF}

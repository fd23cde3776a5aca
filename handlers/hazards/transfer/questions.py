"""What is asked before a hazard is transferred (to whom, by when, a word for them) or taken back (why), and what its
outcome was.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice, Step, Steps, as_written, fixed_choices, read_fixed
from handlers.messages import RenderContext
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_, cut, visible
from models.departments.tables import DAYS, Department, departments_for
from models.grids.tables import Grid
from models.hazards.rounds import result_shown
from models.hazards.tables import Hazard
from models.hazards.workflow import Act

LABEL = 40
USUAL_DAYS = (3, 7, 15)
NOTHING = "none"
TAKEN_BACK = (
    ("not_theirs", N_("Not the business of this department")),
    ("by_us", N_("We deal with it ourselves")),
    ("mistake", N_("Transferred by mistake")),
)


async def _departments(context: RenderContext, hazard: Hazard) -> list[Choice]:
    found = await departments_for(context.session, await context.session.get_one(Grid, hazard.grid_id))
    return [Choice(str(department.id), cut(visible(department.name), LABEL)) for department in found]


async def _department(answer: str, request: Request, hazard: Hazard) -> int:
    """Its id, pressed or found by name."""
    found = await departments_for(request.session, await request.session.get_one(Grid, hazard.grid_id))
    named = [department for department in found if answer in (str(department.id), department.name)]
    if not named:
        raise BadAnswer("no_such_department")
    return named[0].id


async def _days(context: RenderContext, _hazard: Hazard) -> Iterable[int]:
    department = await context.session.get(Department, context.message.args["given"].get("department"))
    return (department.days if department else DAYS, *USUAL_DAYS)


async def words_or_nothing(answer: str, request: Request, hazard: Hazard) -> str:
    return "" if answer == NOTHING else visible(await as_written(answer, request, hazard))


async def words(answer: str, request: Request, hazard: Hazard) -> str:
    return visible(await as_written(answer, request, hazard))


async def _no_result(session: AsyncSession, hazard: Hazard) -> bool:
    return not await result_shown(session, hazard)


async def _without_photo(_answer: str, request: Request, hazard: Hazard) -> bool:
    """Words that come in place of a photo say that there is none."""
    return await _no_result(request.session, hazard)


COMPLAINTS = {"no_such_department": N_("There is no such department. Please press one of those named.")}

TRANSFER = (
    Step(
        "department",
        N_("Which department takes it over? Press one, or reply to this message with its name."),
        choices=_departments,
        read=_department,
    ),
    Step(
        "due",
        N_("By when must it report the outcome? Press, or reply with a day, such as 10 days, next Friday or 12-31."),
        choices=in_days(_days),
        read=last_day("not_after_today"),
    ),
    Step(
        "remark",
        N_("What should the department know? Reply to this message, or press “Nothing to add”."),
        choices=fixed_choices((NOTHING, N_("Nothing to add"))),
        read=words_or_nothing,
    ),
)
OUTCOME = (
    Step(
        "outcome",
        N_("What was done, with what outcome? Reply to this message in words; photos in the reply are evidence."),
        read=words,
        evidence=True,
    ),
    Step(
        "without_photo",
        N_("No photo of the result yet. Reply to this message with one; if there is none, press the button."),
        choices=fixed_choices((NOTHING, N_("Hand it in without a photo"))),
        read=_without_photo,
        evidence=True,
        shown=True,
        wanted=_no_result,
    ),
)
TAKE_BACK = (
    Step(
        "reason",
        N_("Why is it taken back? Press a reason, or reply to this message with one. The department will see it."),
        choices=fixed_choices(*TAKEN_BACK),
        read=read_fixed(*TAKEN_BACK),
    ),
)
STEPS: Steps[Hazard] = {Act.TRANSFER: TRANSFER, Act.OUTCOME: OUTCOME, Act.TAKE_BACK: TAKE_BACK}

"""What 重复 asks: of which hazard it is a duplicate."""

from handlers.forms import BadAnswer, Choice, Step, Steps
from handlers.hazards.card.body import words_shown
from handlers.hazards.typed_code import number_in
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, cut, visible
from models.errors import NotFound
from models.hazards.reporting.duplicates import fits, originals
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import find

TEXT_SHOWN = 24
COMPLAINTS = {
    "no_code": N_("Please answer with the code of the other hazard, for example H12."),
    "no_such_hazard": N_("There is no hazard with this code."),
    "does_not_fit": N_("It must be another hazard of the same grid that is not finished yet."),
}


async def choices(context: RenderContext, hazard: Hazard) -> list[Choice]:
    found = await originals(context.session, hazard)
    return [Choice(str(each.number), await _label(context, each)) for each in found]


async def _label(context: RenderContext, hazard: Hazard) -> str:
    words = visible(await words_shown(context, hazard)).replace("\n", " ")
    return f"H{hazard.number} {cut(words, TEXT_SHOWN)}".strip()


async def read(answer: str, request: Request, hazard: Hazard) -> int:
    number = number_in(answer)
    if number is None:
        raise BadAnswer("no_code")
    try:
        original = await find(request.session, number)
    except NotFound as error:
        raise BadAnswer("no_such_hazard") from error
    if not fits(original, hazard):
        raise BadAnswer("does_not_fit")
    return int(original.number)


DUPLICATE = (
    Step(
        "original",
        N_("Which hazard is it the same as? Press it, or reply to this message with its code."),
        choices=choices,
        read=read,
    ),
)
STEPS: Steps[Hazard] = {Act.DUPLICATE: DUPLICATE}

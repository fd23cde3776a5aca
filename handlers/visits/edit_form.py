"""What is asked before a household is edited, and the words of a visit."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Form, Step, fixed_choices
from handlers.request import Request
from handlers.visits.labels import COMPLAINTS, NAME, refused
from handlers.visits.new_form import ADDRESS, KIND, NONE, PHONE, limited
from handlers.visits.new_form import NAME as HEAD
from handlers.visits.presses import Editable, PageButton
from locales.translator import N_, cut
from models.base import Subject
from models.members.tables import Person
from models.roster.row import says_nothing
from models.visits.households import edit_household
from models.visits.recording import add_words, record_visit
from models.visits.tables import HOUSEHOLD, WORDS_LIMIT, Household, Outcome

YES, NO = ("yes", N_("Yes")), ("no", N_("No"))


async def _words(answer: str, _request: Request, _household: Household) -> str:
    return limited(answer, WORDS_LIMIT)


async def _words_or_none(answer: str, _request: Request, _household: Household) -> str:
    return "" if says_nothing(answer) else limited(answer, WORDS_LIMIT)


async def _key(answer: str, _request: Request, _household: Household) -> bool:
    if answer not in (YES[0], NO[0]):
        raise BadAnswer("on_a_button")
    return answer == YES[0]


STEPS: dict[str, tuple[Step[Household], ...]] = {
    Editable.ADDRESS: (ADDRESS,),
    Editable.NAME: (HEAD,),
    Editable.KIND: (KIND,),
    Editable.PHONE: (PHONE,),
    Editable.KEY: (
        Step(
            "key",
            N_("Is it a key household, to be visited more often than its kind?"),
            choices=fixed_choices(YES, NO),
            read=_key,
        ),
    ),
    PageButton.WORDS: (Step("words", N_("What was there to say of the visit? Reply in words."), read=_words),),
    PageButton.NEEDS_HELP: (
        Step(
            "words",
            N_("What help is needed? Reply in words: the leaders are told in private."),
            choices=fixed_choices(NONE),
            read=_words_or_none,
        ),
    ),
}


async def submit(request: Request, household: Household, act: str, person: Person, given: Mapping[str, Any]) -> None:
    about = request.session, household
    match act:
        case PageButton.WORDS:
            await add_words(*about, person, given["words"], request.now)
        case PageButton.NEEDS_HELP:
            outcome, when = Outcome.NEEDS_HELP, (request.now, request.zone)
            await record_visit(*about, outcome, given["words"], person, *when)
        case _:
            await edit_household(*about, person, request.now, request.zone, **given)


async def load(session: AsyncSession, household_id: int) -> Household | None:
    return await session.get(Household, household_id)


FORM = Form[Household](
    "household",
    load,
    lambda household: Subject(HOUSEHOLD, household.id),
    lambda household: cut(household.address, NAME),
    STEPS,
    submit,
    refused,
    COMPLAINTS,
    confidential=True,
)

"""What is asked about a share: its proof, or why it is sent back or excused."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Form, Read, Step, fixed_choices
from handlers.obligations.labels import COMPLAINTS, LEVELS, refused
from handlers.request import Request
from locales.translator import N_
from models.members.tables import Person
from models.obligations.acting import must_own, must_set, perform
from models.obligations.kinds import Ability, Level, Proof
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import Act

RETURN, EXCUSE, LEAVE = "return", "excuse", "leave"
WHY_LIMIT = 200


async def _load(session: AsyncSession, obligation_id: int) -> Obligation | None:
    return await session.get(Obligation, obligation_id)


def _read_level() -> Read[Obligation]:
    async def read(answer: str, request: Request, _obligation: Obligation) -> str:
        words = {request.t.plain(text): level for level, text in LEVELS.items()}
        level = {**words, **{str(each): each for each in Level}}.get(answer.strip())
        if level is None:
            raise BadAnswer("on_a_button")
        return level

    return read


async def _read_why(answer: str, _request: Request, _obligation: Obligation) -> str:
    if len(answer.strip()) > WHY_LIMIT:
        raise BadAnswer("text_long", limit=WHY_LIMIT)
    return answer.strip()


async def _read_words(answer: str, _request: Request, _obligation: Obligation) -> str:
    return answer.strip()


async def _submit(request: Request, obligation: Obligation, act: str, person: Person, given: Mapping[str, Any]) -> None:
    session, now = request.session, request.now
    match act:
        case "return":
            await perform(session, obligation, Act.RETURN, person, now, words=given["why"])
        case "leave":
            await perform(session, obligation, Act.LEAVE, person, now, words=given["why"])
        case "excuse":
            await perform(session, obligation, Act.EXCUSE, person, now, words=given["why"])
        case Proof.ABILITIES:
            answers = {ability: given[ability] for ability in Ability}
            await perform(session, obligation, Act.DONE, person, now, answers=answers)
        case Proof.WORDS | Proof.ANSWER:
            await perform(session, obligation, Act.DONE, person, now, words=given["words"])
        case _:
            await perform(session, obligation, Act.DONE, person, now)


async def need_setter(request: Request, obligation: Obligation, person: Person) -> None:
    """Raises Refused."""
    await must_set(request.session, await request.session.get_one(Requirement, obligation.requirement_id), person)


async def need_owner(request: Request, obligation: Obligation, person: Person) -> None:
    """Raises Refused."""
    await must_own(request.session, obligation, person)


QUESTIONS: Mapping[Ability, str] = {
    Ability.FIND: N_("Is the unit able to find and remove fire hazards itself: does somebody look every day?"),
    Ability.FIGHT: N_("Is it able to put out a fire when it starts: are there people and extinguishers at hand?"),
    Ability.EVACUATE: N_("Is it able to lead people out: are the ways free, and does everybody know them?"),
    Ability.TEACH: N_("Is it able to inform and train its people: are new ones trained, is there a drill a year?"),
}
FORM = Form[Obligation](
    "obligation",
    _load,
    lambda obligation: obligation.subject,
    lambda _: "📋",
    {
        Proof.PHOTO: (
            Step(
                "photo",
                N_("please send the photo here."),
                evidence=True,
                shown=True,
                photographed=True,
            ),
        ),
        Proof.WORDS: (Step("words", N_("what was done? Please reply in a few words.")),),
        Proof.ANSWER: (
            Step("words", N_("what is your answer? Please reply; the resident reads it."), read=_read_words),
        ),
        Proof.ABILITIES: tuple(
            Step(
                ability,
                QUESTIONS[ability],
                choices=fixed_choices(*((str(level), text) for level, text in LEVELS.items())),
                read=_read_level(),
            )
            for ability in Ability
        ),
        RETURN: (Step("why", N_("what is to be put right? Please reply; the owner is told."), read=_read_why),),
        LEAVE: (Step("why", N_("why can you not come? Please reply; whoever calls it sees that."), read=_read_why),),
        EXCUSE: (Step("why", N_("why need it not be done? Please reply; it does not count then."), read=_read_why),),
    },
    _submit,
    refused,
    COMPLAINTS,
)

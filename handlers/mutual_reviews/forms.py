"""What is asked: when a street's review is, whether it is to be called off, and words about a body."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dates import day, today
from handlers.forms import BadAnswer, Choice, Form, Preview, Step
from handlers.messages import RenderContext
from handlers.mutual_reviews.words import COMPLAINTS, refused
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_, Html
from models.base import Subject
from models.due import WallClock
from models.grids.tables import Grid
from models.members.tables import Person
from models.mutual_reviews.answering import add_words
from models.mutual_reviews.setting import LENGTHS, SETTING, call_off, newest_review, plan, usual_first
from models.mutual_reviews.tables import WORDS_LIMIT, ReviewCard

SET, OFF, WORDS = "set", "off", "words"
YES, NO = "yes", "no"
YES_WORDS, NO_WORDS = N_("Yes, once"), N_("No, not in groups")
USUAL_LENGTHS = (14, 21)


async def _street(session: AsyncSession, grid_id: int) -> Grid | None:
    return await session.get(Grid, grid_id)


async def _first_days(context: RenderContext, _street: Grid) -> list[int]:
    """Counted from today."""
    here = today(context)
    return [7, (usual_first(here) - here).days]


async def _lengths(context: RenderContext, _street: Grid) -> list[Choice]:
    return [Choice(str(each), context.t.plain("{days} days", days=each)) for each in USUAL_LENGTHS]


async def _read_length(answer: str, _request: Request, _street: Grid) -> int:
    digits = "".join(ch for ch in answer if ch.isdecimal())
    if not digits or len(digits) > 2 or int(digits) not in LENGTHS:
        raise BadAnswer("review_length")
    return int(digits)


async def _yes_or_no(context: RenderContext, _street: Grid) -> list[Choice]:
    return [Choice(YES, context.t.plain(YES_WORDS)), Choice(NO, context.t.plain(NO_WORDS))]


async def _read_yes(answer: str, request: Request, _street: Grid) -> bool:
    told = answer.strip().casefold()
    for value, words in ((YES, YES_WORDS), (NO, NO_WORDS)):
        if told in (value, request.t.plain(words).casefold()):
            return value == YES
    raise BadAnswer("on_a_button")


async def _planned(context: RenderContext, street: Grid, given: Mapping[str, Any]) -> Html:
    t, first = context.t, date.fromisoformat(given["first"])
    last = first + timedelta(days=given["length"] - 1)
    told = {"street": street.name, "first": day(context, first), "last": day(context, last)}
    shown = t("<b>Mutual review, {street}</b>: from {first} to {last}. Everybody who takes part is asked once.", **told)
    groups = t("Residents are invited once in each grid's group.") if given["groups"] else t("No group is written to.")
    return Html(f"{shown}\n{groups}")


async def _called_off(context: RenderContext, street: Grid, _given: Mapping[str, Any]) -> Html:
    return context.t("The mutual review in {street} is called off: what was answered is deleted.", street=street.name)


async def _submit_street(request: Request, street: Grid, act: str, person: Person, given: Mapping[str, Any]) -> None:
    session = request.session
    if act == OFF:
        review = await newest_review(session, street)
        if review is not None:
            await call_off(session, review, person, request.now)
    else:
        first, clock = date.fromisoformat(given["first"]), WallClock(request.now, request.zone)
        review = await plan(session, street, person, first, given["length"], clock, groups=given["groups"])
    if review is not None:
        request.reply(SETTING, subject_id=review.id)


STREET_FORM = Form[Grid](
    "mutual_review_street",
    _street,
    lambda street: Subject("grid", street.id),
    lambda street: street.name,
    {
        SET: (
            Step(
                "first",
                N_("which day does it begin? Press one, or write a day such as 11-01."),
                choices=in_days(_first_days),
                read=last_day("review_day"),
                anew=N_("Another first day"),
            ),
            Step(
                "length",
                N_("how many days is it open? From 7 to 31."),
                choices=_lengths,
                read=_read_length,
                anew=N_("Another length"),
            ),
            Step(
                "groups",
                N_("shall residents be invited, once, in each grid's group?"),
                choices=_yes_or_no,
                by_reply=False,
                read=_read_yes,
                anew=N_("Residents or not"),
            ),
        ),
        OFF: (),
    },
    _submit_street,
    refused,
    COMPLAINTS,
    previews={SET: Preview(_planned, N_("Confirm the review")), OFF: Preview(_called_off, N_("Yes, call it off"))},
)


async def _card(session: AsyncSession, card_id: int) -> ReviewCard | None:
    return await session.get(ReviewCard, card_id)


async def _read_words(answer: str, _request: Request, _card: ReviewCard) -> str:
    words = answer.strip()
    if len(words) > WORDS_LIMIT:
        raise BadAnswer("review_words", limit=WORDS_LIMIT)
    return words


async def _submit_words(
    request: Request, card: ReviewCard, _act: str, person: Person, given: Mapping[str, Any]
) -> None:
    await add_words(request.session, card, person, int(given["body"]), given["words"], request.now)


CARD_FORM = Form[ReviewCard](
    "mutual_review_card",
    _card,
    lambda card: card.subject,
    lambda _card: "✎",
    {
        WORDS: (
            Step(
                "words",
                N_(
                    "what is good, what should be better? It is shown without your name, so please write nothing that"
                    " tells who you are."
                ),
                read=_read_words,
            ),
        )
    },
    _submit_words,
    refused,
    COMPLAINTS,
    confidential=True,
)

"""Wording how the year's review stands in one's street, with what one may do about it; and what is said on the way."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import col

from handlers.dates import day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.mutual_reviews.card_view import LINK
from handlers.mutual_reviews.presses import HOME, AppraiserOut, StreetDo, StreetStep
from handlers.mutual_reviews.result_view import LABEL, Rows, open_button
from handlers.mutual_reviews.words import refused
from locales.translator import Html, cut, escape
from models.grids.tables import Grid, Level
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.mutual_reviews.appraisers import JOINED, appraisers_of
from models.mutual_reviews.bodies import streets_of
from models.mutual_reviews.seeing import seen_by
from models.mutual_reviews.setting import OFFER, SETTING, newest_review, usual_first
from models.mutual_reviews.tables import FLOOR, NOT_OVER, Appraiser, MutualReview, ReviewCard, ReviewState

NOT_HERE, REFUSED, APPRAISERS_LINK = "mutual_reviews.not_here", "mutual_reviews.refused", "mutual_reviews.link"
WELCOME = "mutual_reviews.welcome"


async def home(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None:
        return Skip("for private chats alone")
    t, session = context.t, context.session
    streets = await streets_of(session, reader)
    lines, buttons = [t("<b>Mutual review</b>")], list[tuple[Button, ...]]()
    if not streets:
        lines.append(t("Staff and appraisers take part, and residents by the button in their grid's group."))
    for street in streets:
        told, rows = await _street(context, street, reader)
        lines += told
        buttons += rows
    for community in await _communities(context, reader):
        told, rows = await _appraisers(context, community)
        lines += [Html(), *told]
        buttons += rows
    buttons += [open_button(review, body) for review, body in await seen_by(session, reader)]
    return MessageContent(Html("\n".join(lines)), tuple(buttons))


async def _street(context: RenderContext, street: Grid, reader: Person) -> tuple[list[Html], Rows]:
    t, review = context.t, await newest_review(context.session, street)
    leads = await may_in(context.session, street, Who.LEADER, reader)
    lines = [await _state(context, street, review)]
    rows: Rows = []
    if review is not None and review.takes_answers:
        rows.append((_button(StreetStep.CARD, t.plain("Review now"), street),))
    if leads and review is not None and review.state in NOT_OVER:
        rows.append((_button(StreetStep.OFF, t.plain("Call the review off"), street),))
        if review.takes_answers:
            lines.append(await _taken_part(context, review))
    elif leads:
        rows.append((_button(StreetStep.SET, t.plain("Set a review"), street),))
    return lines, rows


def _button(step: StreetStep, label: str, grid: Grid) -> Button:
    return Button(cut(label, LABEL), StreetDo(step, grid.id).pack())


async def _state(context: RenderContext, street: Grid, review: MutualReview | None) -> Html:
    t, of = context.t, {"street": street.name}
    if review is None:
        return t("{street}: no review is set. Leaders of the street set one a year.", **of)
    of |= {"year": str(review.year), "first": day(context, review.first), "last": day(context, review.last)}
    if review.state is ReviewState.PLANNED:
        return t("{street}: from {first} to {last}. Everybody who takes part is asked in private.", **of)
    if review.takes_answers:
        return t("{street}: open until {last}, anonymous.", **of)
    if review.answered < FLOOR:
        return t("{street}: the review {year} is over; fewer than {n} took part.", **of, n=FLOOR)
    told = {"asked": review.asked, "answered": review.answered}
    return t("{street}: the review {year} is over; {answered} of {asked} took part.", **of, **told)


async def _taken_part(context: RenderContext, review: MutualReview) -> Html:
    here = col(ReviewCard.review_id) == review.id
    rows = select(col(ReviewCard.answered), func.count()).where(here).group_by(col(ReviewCard.answered))
    counted: dict[bool, int] = dict((await context.session.execute(rows)).all())
    done, asked = counted.get(True, 0), sum(counted.values())
    if done < FLOOR:
        return context.t("So far fewer than {n} of {asked} have taken part.", n=FLOOR, asked=asked)
    return context.t("So far {n} of {asked} have taken part.", n=done, asked=asked)


async def _communities(context: RenderContext, reader: Person) -> Sequence[Grid]:
    held = await lead_by(context.session, await posts_of(context.session, reader.id))
    return list({each.grid.id: each.grid for each in held if each.grid.level is Level.COMMUNITY}.values())


async def _appraisers(context: RenderContext, community: Grid) -> tuple[list[Html], Rows]:
    t, every = context.t, await appraisers_of(context.session, community)
    names = t.listed(person.name for _, person in every)
    line = t("{community}: appraisers {names}", community=community.name, names=names)
    if not every:
        line = t("{community}: no appraisers yet; about five rate the service in your grids.", community=community.name)
    rows: Rows = [(_button(StreetStep.LINK, t.plain("Invite appraisers"), community),)]
    for appraiser, person in every:
        label = t.plain("Take out {name}", name=person.name)
        rows.append((Button(cut(label, LABEL), AppraiserOut(appraiser.id).pack()),))
    return [line], rows


async def offer(context: RenderContext) -> MessageContent | Skip:
    """To leaders of a street, shortly before the usual day."""
    street, t = await context.session.get(Grid, context.message.subject_id), context.t
    review = await newest_review(context.session, street) if street is not None else None
    if street is None or (review is not None and review.state in NOT_OVER):
        return Skip("it is set, or the street is gone")
    here = context.now.astimezone(context.zone).date()
    told = t(
        "<b>Mutual review, {street}</b>\nOnce a year grids, communities, the street and its departments review each"
        " other on four questions, anonymously. The usual first day is {day}. It is not held unless you set it.",
        street=street.name,
        day=day(context, usual_first(here)),
    )
    return MessageContent(told, ((_button(StreetStep.SET, t.plain("Set a review"), street),),))


async def setting(context: RenderContext) -> MessageContent | Skip:
    """What has been set, as it stands."""
    review, t = await context.session.get(MutualReview, context.message.subject_id), context.t
    if review is None:
        return Skip("it is gone")
    street = await context.session.get_one(Grid, review.grid_id)
    if review.state is ReviewState.OFF:
        off = t("The mutual review {year} in {street} is off; nothing was kept.", year=review.year, street=street.name)
        return MessageContent(off)
    rows: Rows = []
    if review.state in NOT_OVER:
        rows = [(_button(StreetStep.OFF, t.plain("Call the review off"), street),)]
    return MessageContent(await _state(context, street, review), tuple(rows))


async def link(context: RenderContext) -> MessageContent | Skip:
    community, t = await context.session.get(Grid, context.message.subject_id), context.t
    if community is None:
        return Skip("it is gone")
    url = LINK.format(bot=context.bot_username, payload=context.message.args["link"])
    how = t(
        "Please send this to those you choose, each in private. Who follows it becomes an appraiser of {name};"
        " you hear who.",
        name=community.name,
    )
    return MessageContent(Html(f"{how}\n{escape(url)}"))


async def joined(context: RenderContext) -> MessageContent | Skip:
    appraiser, t = await context.session.get(Appraiser, context.message.subject_id), context.t
    if appraiser is None:
        return Skip("it is gone")
    community = await context.session.get_one(Grid, appraiser.grid_id)
    person = await context.session.get_one(Person, appraiser.person_id)
    of = {"name": person.name, "community": community.name}
    if appraiser.ended_at is not None:
        return MessageContent(t("{name} is no appraiser of {community} any more.", **of))
    label = cut(t.plain("Take out {name}", name=person.name), LABEL)
    told = t("{name} is an appraiser of {community} now. If you did not ask them, take them out.", **of)
    return MessageContent(told, ((Button(label, AppraiserOut(appraiser.id).pack()),),))


async def welcome(context: RenderContext) -> MessageContent | Skip:
    """To an appraiser, while no review is open."""
    community = await context.session.get(Grid, context.message.subject_id)
    if community is None:
        return Skip("it is gone")
    t = context.t
    return MessageContent(
        t("Thank you. You are an appraiser of {community}: once a year you are asked here.", community=community.name)
    )


async def not_here(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Reviews are a matter between you and me: please send me /review in private."))


async def was_refused(context: RenderContext) -> MessageContent:
    args = dict(context.message.args)
    return MessageContent(escape(refused(context.t, args.pop("code"), args)))


VIEWS: dict[str, View] = {
    HOME: home,
    OFFER: offer,
    SETTING: setting,
    APPRAISERS_LINK: link,
    JOINED: joined,
    WELCOME: welcome,
    NOT_HERE: not_here,
    REFUSED: was_refused,
}

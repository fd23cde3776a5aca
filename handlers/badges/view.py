"""A member's badge, and what whoever checks it reads: never the member's own phone."""

import io
from datetime import datetime

import segno
from sqlalchemy import select
from sqlmodel import col

from handlers.dates import clock, local_day
from handlers.members.labels import TITLES
from handlers.members.reader import reader_of
from handlers.messages import Attachment, Button, MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut
from models.badges.badges import Bearer, bearer_of, link_of
from models.badges.tables import Badge
from models.grids import public_numbers
from models.grids.tables import Grid
from models.grids.tree import living
from models.members.sightings import grids_where_seen
from models.members.tables import Person
from models.onboarding.bind_chat import binding_of

SHOWN, TRUE, UNKNOWN, NONE = "badges.shown", "badges.true", "badges.unknown", "badges.none"
LINK = "https://t.me/{bot}?start={payload}"
NAME, MOST_POSTS = 40, 5


async def shown(context: RenderContext) -> MessageContent | Skip:
    badge = await context.session.get(Badge, context.message.subject_id)
    person = await context.session.get(Person, badge.person_id) if badge else None
    if badge is None or person is None or badge.expires_at <= context.now:
        return Skip("no longer good")
    t, bearer = context.t, await bearer_of(context.session, person)
    until = clock(context, badge.expires_at)
    code = f"{badge.code[:4]}-{badge.code[4:]}"
    how = t("Is this person real? Scan the code, press the button, or send me in private: /badge {code}", code=code)
    lines = [t("<b>Badge</b>"), *await _about(context, bearer), how, t("Good until {time}.", time=until)]
    link = LINK.format(bot=context.bot_username, payload=await link_of(context.session, badge))
    picture = io.BytesIO()
    segno.make(link, error="q", micro=False).save(picture, kind="png", scale=8)
    file = Attachment(picture.getvalue(), t.plain("badge.png"))
    buttons = ((Button(t.plain("Check this badge"), url=link),),)
    return MessageContent(Html("\n".join(lines)), buttons, document=file)


async def true(context: RenderContext) -> MessageContent:
    person = await context.session.get_one(Person, context.message.subject_id)
    bearer, t = await bearer_of(context.session, person), context.t
    if not bearer.held:
        said = t("This person held a post, and holds none any more. Please do not let them in as staff.")
        return MessageContent(Html("\n".join([said, *await _in_doubt(context)])))
    at = clock(context, datetime.fromisoformat(context.message.args["at"]))
    head = t("✅ <b>True</b>: this badge was shown at {time}.", time=at)
    return MessageContent(Html("\n".join([head, *await _about(context, bearer)])))


async def _about(context: RenderContext, bearer: Bearer) -> list[Html]:
    t = context.t
    lines = [t("<b>{name}</b>", name=cut(bearer.name, NAME))]
    for each in bearer.held[:MOST_POSTS]:
        told = {"grid": cut(each.grid.name, NAME), "role": t(TITLES[each.post.role])}
        if each.post.claimed_at is None:
            lines.append(t("• {grid}: {role}", **told))
        else:
            lines.append(t("• {grid}: {role}, since {date}", date=local_day(context, each.post.claimed_at), **told))
    if bearer.away:
        lines.append(t("On leave at present."))
    grid = bearer.held[0].grid if bearer.held else None
    return [*lines, *await _supervision(context, grid)]


async def _supervision(context: RenderContext, grid: Grid | None) -> list[Html]:
    line = await public_numbers.upwards(context.session, grid) if grid else ()
    phone = public_numbers.supervision_phone(line)
    return [context.t("Supervision phone: {phone}", phone=phone)] if phone else []


async def unknown(context: RenderContext) -> MessageContent:
    said = context.t(
        "❌ There is no such badge, or it is no longer good: badges are good for ten minutes. Ask the person to show "
        "it again with /badge."
    )
    return MessageContent(Html("\n".join([said, *await _in_doubt(context)])))


async def _in_doubt(context: RenderContext) -> list[Html]:
    """The supervision phone of where the reader is."""
    bound = await binding_of(context.session, context.message.chat_id)
    reader = await reader_of(context)
    seen = list(await grids_where_seen(context.session, reader.id)) if reader else []
    grids = [bound[1]] if bound else seen or await _only_street(context)
    line = await public_numbers.upwards(context.session, grids[0]) if grids else ()
    phone = public_numbers.supervision_phone(line)
    doubt = context.t("In doubt, call the supervision phone: {phone}", phone=phone) if phone else None
    return [doubt or context.t("In doubt, ask in your grid's group, or call the street's office.")]


async def _only_street(context: RenderContext) -> list[Grid]:
    """Where the bot serves a single tree, its top is anybody's."""
    tops = select(Grid).where(col(Grid.parent_id).is_(None), living()).limit(2)
    found = list((await context.session.scalars(tops)).all())
    return found if len(found) == 1 else []


async def none(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t("You hold no post, so there is no badge. To check one, send me in private /badge and its code.")
    )


VIEWS: dict[str, View] = {SHOWN: shown, TRUE: true, UNKNOWN: unknown, NONE: none}

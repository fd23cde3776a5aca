"""Wording to members that a warning calls for a look at households: how many, and how to find them."""

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, RenderContext, Skip, View
from handlers.notices.labels import LEVELS, SIGNS
from locales.translator import Html
from models.grids.tables import Grid
from models.notices.copies import RUNNING
from models.notices.tables import Notice
from models.visits.warned import WARNED, vulnerable_in


async def warned(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None or notice.level is None or notice.state not in RUNNING:
        return Skip("the warning is over")
    t, grids = context.t, context.message.args["grids"]
    count = await vulnerable_in(context.session, grids)
    if not count:
        return Skip("no household is left there")
    names = (await context.session.scalars(select(col(Grid.name)).where(col(Grid.id).in_(grids)))).all()
    told = {"sign": SIGNS[notice.level], "level": t.plain(LEVELS[notice.level])}
    head = t("<b>{sign} {level} warning {code}: {headline}</b>", code=notice.code, headline=notice.headline, **told)
    asks = t.n(
        "In {grids} there is {n} household that may need help. Please look after it, on the spot or by phone: /visit",
        "In {grids} there are {n} households that may need help. Please look after them, on the spot or by phone: "
        "/visit",
        count,
        grids=t.listed(sorted(names)),
    )
    return MessageContent(Html(f"{head}\n{asks}"))


VIEWS: dict[str, View] = {WARNED: warned}

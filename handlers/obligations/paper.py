"""Papers to be signed or put up, gathered from rows: one, or those of all owners joined in one file for printing."""

import re
from collections.abc import Sequence
from functools import partial

from sqlmodel import col

from handlers.messages import Attachment, MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import CONVENTION
from locales.translator import Html, translator, visible
from models.grids.office_name import OFFICE_NAME
from models.grids.tables import Grid
from models.members.permissions import STREET_AND_ABOVE
from models.members.tables import Post, Role
from models.obligations.kinds import KINDS, Paper
from models.obligations.owners import Owned, owned, owned_by
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import Excuse, State
from reports.conventions import pdf as convention_pdf
from reports.conventions.pdf import Convention
from reports.letters import pdf
from reports.letters.text import Letter, Signatory
from reports.sheets.data import office

PAPER, PAPERS = "obligations.paper", "obligations.papers"
CHINESE = translator("zh_CN")  # papers are in Chinese, whatever the bot speaks
PART = 150  # pages in one file
NOT_IN_NAMES = re.compile(r'[\s\\/:*?"<>|]+')
COUNTS = (col(Obligation.state) != State.EXCUSED) | (col(Obligation.excuse) == Excuse.LAPSED)


def parts_of(shares: int) -> int:
    return max(1, -(-shares // PART))


async def paper(context: RenderContext) -> MessageContent | Skip:
    """Of one share."""
    row = await context.session.get(Obligation, context.message.subject_id)
    if row is None:
        return Skip("it is gone")
    requirement = await context.session.get_one(Requirement, row.requirement_id)
    return await _file(context, requirement, [await owned_by(context.session, row)])


async def papers(context: RenderContext) -> MessageContent | Skip:
    """A part of those of all owners, in the order of the tree."""
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None:
        return Skip("it is gone")
    here, first = col(Obligation.requirement_id) == requirement.id, int(context.message.args["part"]) * PART
    shares = await owned(context.session, here, COUNTS, skip=first, most=PART)
    return await _file(context, requirement, shares) if shares else Skip("nobody is asked any more")


async def _file(context: RenderContext, requirement: Requirement, shares: Sequence[Owned]) -> MessageContent:
    t, top = context.t, await context.session.get_one(Grid, requirement.grid_id)
    office = await office_of(context, requirement)
    here = context.now.astimezone(context.zone)
    if KINDS[requirement.kind].paper is Paper.CONVENTION:
        conventions = [convention_of(requirement, each, office) for each in shares]
        make, whose = partial(convention_pdf.make, conventions, here), conventions[0].grid
        words = t.n("{n} page, to be printed and put up.", "{n} pages, to be printed and put up.", len(shares))
    else:
        letters = [letter_of(requirement, each, office) for each in shares]
        make, whose = partial(pdf.make, letters, here), letters[0].party
        words = t.n("{n} page, to be printed and signed.", "{n} pages, to be printed and signed.", len(shares))
    name = NOT_IN_NAMES.sub(" ", f"{requirement.title}_{whose if len(shares) == 1 else top.name}.pdf")
    lines = [t("<b>{title}</b> ({code})", title=requirement.title, code=requirement.code), words]
    return MessageContent(Html("\n".join(lines)), document=Attachment(make, name))


def convention_of(requirement: Requirement, share: Owned, office: str) -> Convention:
    words = visible(requirement.words) or CHINESE.plain(CONVENTION)
    return Convention(visible(requirement.title), visible(share.grid.name), office, words)


async def office_of(context: RenderContext, requirement: Requirement) -> str:
    """Who asks, by the post by which it was set: the street's office from a street up, else a community or grid."""
    post = await context.session.get(Post, requirement.post_id) if requirement.post_id else None
    grid = await context.session.get_one(Grid, post.grid_id if post else requirement.grid_id)
    if grid.level not in STREET_AND_ABOVE:
        return visible(grid.name)
    return await office(context.session, grid, OFFICE_NAME.of(context.session))


def letter_of(requirement: Requirement, share: Owned, office: str) -> Letter:
    if share.place is not None:
        signatory, name = Signatory.PLACE, share.place.responsible
    else:
        signatory = Signatory.LEADER if share.row.role is Role.LEADER else Signatory.MEMBER
        name = "" if share.vacant or share.post is None else share.post.name
    return Letter(
        title=visible(requirement.title),
        code=requirement.code,
        office=office,
        grid=visible(share.grid.name),
        place=visible(share.place.name) if share.place is not None else "",
        signatory=signatory,
        name=visible(name),
        words=visible(requirement.words),
        year=requirement.due_at.year,
    )


VIEWS: dict[str, View] = {PAPER: paper, PAPERS: papers}

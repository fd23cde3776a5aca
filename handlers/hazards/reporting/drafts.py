"""Whoever has many reports waiting is asked to see to those first; what cannot wait is always taken."""

from handlers.request import Request
from models.hazards.kinds import kinds_of
from models.hazards.reporting.rate_limit import MANY, MOST_DRAFTS, drafts_of
from models.hazards.workflow import Severity


async def has_room(request: Request, words: str) -> bool:
    """Whether one more may be begun; the person hears if not."""
    if request.person is None or await drafts_of(request.session, request.person.id) < MOST_DRAFTS:
        return True
    kinds = kinds_of(request.session)
    if kinds.suggest(words)[1] is Severity.URGENT or kinds.calls_for_help(words):
        return True
    request.reply(MANY, count=MOST_DRAFTS)
    return False

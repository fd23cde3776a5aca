"""The buttons under a digest. In a group they are links into private, so that the group stays quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Matching, Press
from handlers.messages import Button, RenderContext
from locales.translator import N_

PAGE, MEANING = "digests.page", "digests.meaning"
LINK = "https://t.me/{bot}?start={payload}"
START = "digest"

PeriodName = Annotated[str, Matching("[0-9A-Z-]{4,12}")]  # as ReportPeriod names it


class Ask(StrEnum):
    DETAILS = "details"
    BEFORE = "before"
    MONTH = "month"
    MEANING = "meaning"


ASKS = {
    Ask.DETAILS: N_("Details"),
    Ask.BEFORE: N_("Period before"),
    Ask.MONTH: N_("This month"),
    Ask.MEANING: N_("What it means"),
}


@dataclass(frozen=True)
class DigestAsk(Press, form="dig:{ask}:{grid}:{period}", about="grid", on=(PAGE,)):
    ask: Ask
    grid: Id
    period: PeriodName


def payload(ask: Ask, grid: int, period: str) -> str:
    return f"{START}_{ask}_{grid}_{period}"


def buttons(context: RenderContext, asks: Sequence[Ask], grid: int, period: str) -> tuple[Button, ...]:
    if context.message.chat_id > 0:
        return tuple(Button(context.t.plain(ASKS[ask]), DigestAsk(ask, grid, period).pack()) for ask in asks)
    bot = context.bot_username
    links = (LINK.format(bot=bot, payload=payload(ask, grid, period)) for ask in asks)
    return tuple(Button(context.t.plain(ASKS[ask]), url=link) for ask, link in zip(asks, links, strict=True))


PRESSES: tuple[type[Press], ...] = (DigestAsk,)

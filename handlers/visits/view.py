"""What is said about visits beside lists and pages; in groups nothing of any household."""

from handlers.messages import Button, MessageContent, RenderContext, View
from handlers.visits.labels import refused as worded
from locales.translator import N_

IN_PRIVATE, SHEET_IN_GROUP, SHEET = "visits.in_private", "visits.sheet_in_group", "visits.sheet"
HOW, ONLY_WORDS, TOLD = "visits.how", "visits.only_words", "visits.refused"
LINK = "https://t.me/{bot}?start={payload}"
VISIT_LINK = "visit"


def _said(message: str) -> View:
    async def view(context: RenderContext) -> MessageContent:
        return MessageContent(context.t(message))

    return view


def _sends_to_private(message: str) -> View:
    async def view(context: RenderContext) -> MessageContent:
        link = LINK.format(bot=context.bot_username, payload=VISIT_LINK)
        return MessageContent(context.t(message), ((Button(context.t.plain("To the private chat"), url=link),),))

    return view


async def refused(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("{text}", text=worded(context.t, context.message.args["code"], {})))


VIEWS: dict[str, View] = {
    IN_PRIVATE: _sends_to_private(N_("Household visits are for the private chat alone.")),
    SHEET_IN_GROUP: _sends_to_private(
        N_("Lists of households do not belong in a group: nothing was read. Please delete it here; enter in private.")
    ),
    SHEET: _said(
        N_(
            "Nothing was read of this list. Whoever runs the bot brings lists in on the computer; one household is "
            "entered here with “Enter a household” under /visit."
        )
    ),
    HOW: _said(N_("/visit is for the members of a grid and its leaders, in private: the households to visit.")),
    TOLD: refused,
    ONLY_WORDS: _said(N_("Of a visit only words are kept: please reply in words, without photos.")),
}

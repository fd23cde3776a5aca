"""Words for people: greetings, posts claimed, help, whom to ask, languages."""

from handlers.grids.errors import REFUSALS as GRID_REFUSALS
from handlers.members import contact_sheet
from handlers.members.errors import REFUSALS
from handlers.members.labels import duties, for_residents, joined, posts, who_are_you
from handlers.members.presses import ChooseLanguage
from handlers.members.reader import held_by_reader, is_staff, reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import LANGUAGES, Html, Translator
from models.grids.tables import Chat, Grid
from models.members.contact_sheet import sheet_of
from models.members.sightings import grids_where_seen
from models.onboarding.bind_chat import binding_of

ROOM = 3600


async def greeting(context: RenderContext) -> MessageContent | Skip:
    t, held = context.t, await held_by_reader(context)
    if held:
        return MessageContent(
            joined(t("Hello! Your posts:"), posts(t, held), duties(t, held), t("/help – what I can do"))
        )
    if context.message.args.get("staff"):
        told = t(
            "<b>Staff</b>, and whoever is responsible for a unit or shop: press the button below to share your phone "
            "number, and I will find your posts and places."
        )
        return MessageContent(told, ask_contact=_share(t))
    hello = t("Hello! I help a neighbourhood keep fire hazards in sight until they are gone.")
    staff = t("<b>Staff</b>: press “I am staff”, and I will find your posts.")
    return MessageContent(joined(hello, for_residents(t), staff), await who_are_you(context))


async def claimed(context: RenderContext) -> MessageContent | Skip:
    t, held = context.t, await held_by_reader(context)
    if not held:
        return Skip("no post any more")
    told = joined(t("✅ Thank you. Your posts:"), posts(t, held), duties(t, held), t("/help – what I can do"))
    return MessageContent(told, drop_keyboard=True)


async def refused(context: RenderContext) -> MessageContent | Skip:
    t, reason = context.t, context.message.args["reason"]
    words = t(REFUSALS.get(reason) or GRID_REFUSALS[reason])
    if reason == "claim.not_own":
        return MessageContent(words, ask_contact=_share(t))
    if reason != "code.of_chat":
        return MessageContent(words)
    link = f"https://t.me/{context.bot_username}?startgroup={context.message.args['code']}"
    return MessageContent(words, buttons=((Button(t.plain("Choose the group"), url=link),),))


async def contacts(context: RenderContext) -> MessageContent | Skip:
    """The public notice: of the group's grid, in private of each of one's grids."""
    t, grids = context.t, await _grids(context)
    if not grids and context.message.chat_id > 0:
        return MessageContent(t("You hold no post. Send /contacts in your grid's group to see who is in charge there."))
    if not grids:
        return MessageContent(t("This group serves no grid yet, so I cannot say who is in charge."))
    whole = await is_staff(context)
    blocks: list[Html] = []
    for grid in grids:
        block = contact_sheet.worded(t, await sheet_of(context.session, grid), for_staff=whole)
        if blocks and sum(map(_units, blocks)) + _units(block) > ROOM:
            left = len(grids) - len(blocks)
            blocks.append(t.n("… and {n} more grid", "… and {n} more grids", left))
            break
        blocks.append(block)
    return MessageContent(joined(t("<b>Public notice: fire-safety grid</b>"), *blocks))


async def language(context: RenderContext) -> MessageContent | Skip:
    chat = await context.session.get(Chat, context.message.chat_id)
    reader = await reader_of(context)
    chosen = (reader.language if reader else None) or (chat.language if chat else None) or context.t.locale
    if context.message.chat_id > 0:
        asked = context.t("In which language shall I write to you? Now: {language}", language=LANGUAGES[chosen])
    else:
        asked = context.t(
            "In which language shall I write in this group? Now: {language}. Administrators choose.",
            language=LANGUAGES[chosen],
        )
    return MessageContent(
        asked, buttons=(tuple(Button(LANGUAGES[each], ChooseLanguage(each).pack()) for each in LANGUAGES),)
    )


async def _grids(context: RenderContext) -> list[Grid]:
    reader = await reader_of(context)
    if context.message.chat_id > 0:
        held = {held.grid.id: held.grid for held in await held_by_reader(context)}
        return list(held.values()) or list(await grids_where_seen(context.session, reader.id) if reader else ())
    bound = await binding_of(context.session, context.message.chat_id)
    return [] if bound is None else [bound[1]]


def _share(t: Translator) -> str:
    return t.plain("Share my phone number")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


VIEWS: dict[str, View] = {
    "members.greeting": greeting,
    "members.claimed": claimed,
    "members.refused": refused,
    "members.contacts": contacts,
    "members.language": language,
}

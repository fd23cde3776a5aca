"""Wording a report on its way to a hazard: what is missing, whether it is known already, who it joined."""

from handlers.dates import clock, local
from handlers.hazards.card.body import words_shown
from handlers.hazards.labels import SEVERITIES, STATES, kind_word
from handlers.hazards.presses import (
    CorrectKind,
    CorrectSeverity,
    LeaveAsItIs,
    ReportSlowed,
    ReportThis,
    SameAsKnown,
    YesNo,
)
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut, visible
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.kinds import kinds_of
from models.hazards.reporting.publish import ASKED_FOR
from models.hazards.reporting.rate_limit import MANY, slowed
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity, State
from models.text.personal_numbers import masked

TEXT_SHOWN = 600
ORIGINAL_SHOWN = 60
NOTED = "✍"


def lines(*each: Html) -> Html:
    return Html("\n".join(each))


async def draft_card(context: RenderContext, hazard: Hazard) -> MessageContent | Delete:
    """A draft in the group: empty, waiting for an answer, waiting because of a flood, or withdrawn."""
    if hazard.chat_id is None:
        return Delete("withdrawn")
    if hazard.original_id is not None:
        return await _question(context, hazard)
    head = context.t("📝 <b>H{number}</b>", number=hazard.number)
    if hazard.due_at is not None:
        return MessageContent(
            lines(head, context.t("Kept; it goes out at {time}.", time=clock(context, hazard.due_at)))
        )
    ask = context.t("Reply to this message with a photo or a few words: where it is and what is wrong.")
    return MessageContent(lines(head, ask), ask_reply=context.t.plain("Where is it, and what is wrong?"))


async def _question(context: RenderContext, hazard: Hazard) -> MessageContent:
    asked, answers = await same_question(context, hazard)
    told = [context.t("📝 <b>H{number}</b>", number=hazard.number)]
    if hazard.text:
        told.append(context.t("What: {text}", text=cut(visible(await words_shown(context, hazard)), TEXT_SHOWN)))
    return MessageContent(lines(*told, *asked), (answers,))


async def same_question(context: RenderContext, hazard: Hazard) -> tuple[list[Html], tuple[Button, ...]]:
    """Lines and buttons; nothing when it is not asked whether the hazard is known already."""
    original = await context.session.get(Hazard, hazard.original_id) if hazard.original_id else None
    if original is None or hazard.state not in (State.DRAFT, State.OPEN):
        return [], ()
    yes = Button(context.t.plain("Yes, the same"), SameAsKnown(hazard.number, YesNo.YES).pack())
    no = Button(context.t.plain("No, another one"), SameAsKnown(hazard.number, YesNo.NO).pack())
    return [await _is_it(context, original), _unanswered(context, hazard)], (yes, no)


def _unanswered(context: RenderContext, hazard: Hazard) -> Html:
    if hazard.state is State.OPEN:
        return context.t("It has been reported in any case.")
    minutes = int(ASKED_FOR.total_seconds() // 60)
    return context.t("Without an answer within {minutes} minutes it is reported as another one.", minutes=minutes)


async def _is_it(context: RenderContext, original: Hazard) -> Html:
    """The original with what tells it apart: its words and the time of its photo."""
    photos = await photos_of(context.session, original.id, Moment.BEFORE, 1)
    words = visible(masked(original.text)).replace("\n", " ")
    about = {
        "number": original.number,
        "text": cut(words, ORIGINAL_SHOWN) or await _kind(context, original),
        "time": local(context, photos[0].received_at if photos else original.created_at),
    }
    if photos:
        return context.t("Is it the same hazard as <b>H{number}</b> ({text}, photo of {time})?", **about)
    return context.t("Is it the same hazard as <b>H{number}</b> ({text}, reported {time})?", **about)


async def _kind(context: RenderContext, hazard: Hazard) -> str:
    return kind_word(context.t, kinds_of(context.session), hazard.category)


async def joined_line(context: RenderContext, hazard: Hazard) -> list[Html]:
    """Of a duplicate: where it is dealt with."""
    original = await context.session.get(Hazard, hazard.original_id) if hazard.original_id else None
    if original is None or hazard.state is not State.DUPLICATE:
        return []
    return [context.t("The same as <b>H{original}</b>; both are dealt with there.", original=original.number)]


async def same(context: RenderContext) -> MessageContent | Delete | Skip:
    """The same question, to who reported in private."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None or hazard.state not in (State.DRAFT, State.OPEN) or hazard.original_id is None:
        return Delete("answered")
    return await _question(context, hazard)


async def slow(context: RenderContext) -> MessageContent | Skip:
    person_id = context.message.subject_id
    waiting = await slowed(context.session, person_id)
    if person_id is None or not waiting:
        return (
            MessageContent(context.t("Your reports have all gone out. Thank you."))
            if context.editing
            else Skip("all out")
        )
    text = context.t.n(
        "You have sent many reports in a short time. {n} more is kept and goes out within 10 minutes.",
        "You have sent many reports in a short time. {n} more are kept and go out within 10 minutes.",
        waiting,
    )
    now = Button(context.t.plain("Report them now"), ReportSlowed(person_id).pack())
    return MessageContent(lines(text, context.t("If there is fire, call 119 first.")), ((now,),))


async def unbound(context: RenderContext) -> MessageContent:
    """Where no grid is known, the report goes on in private."""
    t = context.t
    told = [t("This group serves no grid yet, so nobody has been told.")]
    if context.message.args["kept"]:
        told.append(t("<b>Your report is kept: press below and choose the grid in private.</b>"))
    told.append(t("If it is urgent, call 119."))
    told.append(t("A group administrator can bind this group with /bind and the code from the street office."))
    here = f"https://t.me/{context.bot_username}?start=report"
    return MessageContent(lines(*told), ((Button(t.plain("Report in private"), url=here),),))


async def joined(context: RenderContext) -> MessageContent | Skip:
    """To the reporter of a duplicate; follows the original."""
    original = await context.session.get(Hazard, context.message.subject_id)
    if original is None:
        return Skip("the hazard is gone")
    told = context.t(
        "<b>H{number}</b> that you reported is the same hazard as <b>H{original}</b>. "
        "They are dealt with together; you will hear the outcome.",
        number=context.message.args["number"],
        original=original.number,
    )
    state = context.t.plain(STATES[original.state])
    return MessageContent(lines(told, context.t("H{original} now: {state}", original=original.number, state=state)))


async def classify(context: RenderContext) -> MessageContent | Delete | Skip:
    """Kinds two in a row, severities below."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None or context.message.args.get("answered"):
        return Delete("answered")
    t, kinds = context.t, kinds_of(context.session)
    choices = [
        Button(kind_word(t, kinds, kind.category), CorrectKind(hazard.number, kind.category).pack())
        for kind in kinds.hazards()
    ]
    rows = [tuple(choices[at : at + 2]) for at in range(0, len(choices), 2)]
    severities = tuple(
        Button(t.plain(SEVERITIES[each]), CorrectSeverity(hazard.number, each).pack()) for each in Severity
    )
    asked = t(
        "<b>H{number}</b> is now: {kind} · {severity}. Press what is right.",
        number=hazard.number,
        kind=await _kind(context, hazard),
        severity=t.plain(SEVERITIES[hazard.severity]),
    )
    leave = (Button(t.plain("Cancel"), LeaveAsItIs(hazard.number).pack()),)
    return MessageContent(asked, (*rows, severities, leave))


async def offer(context: RenderContext) -> MessageContent | Delete:
    """Under what looked like a report; it goes once that is one."""
    if context.message.args.get("taken"):
        return Delete("taken")
    text = context.t("Is this a hazard? It is <b>not reported yet</b>. Press the button to report it.")
    return MessageContent(text, ((Button(context.t.plain("Report this hazard"), ReportThis().pack()),),))


async def added(context: RenderContext) -> MessageContent | Skip:
    """To who added something: a sign on it."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None:
        return Skip("the hazard is gone")
    noted = context.t("Added to <b>H{number}</b>.", number=hazard.number)
    return MessageContent(noted, reaction=NOTED, only_as_reply=True)


async def many_drafts(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t(
            "You have {count} reports that wait already, so this one was not taken; those are all kept. Please "
            "complete them or let them be published first: /my. If it is urgent, call the grid leader, "
            "and 119 if there is fire.",
            count=context.message.args["count"],
        )
    )


VIEWS: dict[str, View] = {
    "hazards.added": added,
    "hazards.offer": offer,
    "hazards.same": same,
    "hazards.slow": slow,
    MANY: many_drafts,
    "hazards.unbound": unbound,
    "hazards.joined": joined,
    "hazards.classify": classify,
}

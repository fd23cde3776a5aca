"""Wording what a supervision calls for: to those responsible, to the lister, to the level above."""

from handlers.dates import local_day
from handlers.hazards.alert_view import TEXT, fitted
from handlers.hazards.buttons import REVIEWING, Rows, buttons
from handlers.hazards.card.body import body, facts
from handlers.hazards.card.side_lines import staff_lines
from handlers.hazards.timeline import timeline
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person

SHOWN = 500
STORY_SHOWN = 6
WHY = {
    "listed_by_you": N_("You have listed this hazard for supervision. Only you, or who follows you, can lift it."),
    "listed": N_("Listed for supervision by {lister}: please report progress every week until it is lifted."),
    "asked": N_("Progress of this week is to be reported by the end of today."),
    "demanded": N_("A week has passed without a report of progress; the lister knows. Please report now."),
    "missed": N_("A week has passed without a report of progress; those responsible are told to report now."),
    "overdue": N_("The deadline of this listing has passed by {days} days. Please see to it."),
    "late": N_("The deadline of this listing has passed by {days} days. Please remove the hazard and report progress."),
    "done": N_("Said to be done: please check on site and, if the hazard is gone, lift the listing."),
    "progress": N_("{by} reports progress."),
    "lifted": N_("{by} has lifted the listing."),
}
REPORTING = ("listed", "asked", "demanded", "late")
LIFTING = ("listed_by_you", "progress", "done")
CALLING = ("asked", "demanded")


async def supervision(context: RenderContext) -> MessageContent | Skip:
    told, args = await facts(context), context.message.args
    found = await context.session.get(Supervision, args["listing"])
    if told is None or found is None:
        return Skip("the listing is gone")
    lifted = found.lifted_at is not None
    if lifted and args["why"] != "lifted" and not context.editing:
        return Skip("lifted meanwhile")
    lines = [*await _headline(context, found), *_words(context, found), *body(context, told)]
    lines += staff_lines(context, told.extras)
    past = await timeline(context, told.hazard, STORY_SHOWN, without=(Act.REPORT, Act.REMIND, Act.ESCALATE))
    rows = _to_end(told.hazard, args["why"]) if lifted else _rows(args)
    return MessageContent(fitted(lines, past, TEXT), buttons(context.t, told.hazard, rows))


def _to_end(hazard: Hazard, why: str) -> Rows:
    """Nothing stands in the way of the review any more."""
    return REVIEWING if why == "lifted" and hazard.state is State.REVIEW else ()


def _rows(args: dict[str, object]) -> Rows:
    if args["why"] in REPORTING:
        return ((Act.PROGRESS,),)
    return ((Act.LIFT,),) if args["why"] in LIFTING or args.get("lifts") else ()


async def _headline(context: RenderContext, found: Supervision) -> list[Html]:
    """What is no longer so is not said: after the supervision is lifted, after progress is reported."""
    t, args = context.t, context.message.args
    why = args["why"]
    if found.lifted_at is not None and why not in ("lifted", "progress"):
        return [t("<b>The listing is lifted.</b>")]
    if why in CALLING and found.reported_at is not None and found.reported_at >= context.message.created_at:
        return [t("<b>Progress of this week is reported.</b> Thank you.")]
    lister = await context.session.get(Person, found.listed_by)
    told = {"lister": lister.name if lister else "", "by": args.get("by", ""), "days": args.get("days", 0)}
    lines = [Html(f"<b>{t(WHY[why], **told)}</b>")]
    if args.get("missed") and why in ("overdue", "late"):
        lines.append(t("A week has passed without a report of progress."))
    return lines


def _words(context: RenderContext, found: Supervision) -> list[Html]:
    """What was required, what is reported, why it was lifted."""
    t, said = context.t, context.message.args.get("words", "")
    lines = []
    if found.requirement:
        lines.append(t("Required: {text}", text=cut(visible(context.seen_here(found.requirement)), SHOWN)))
    if said:
        lines.append(t("Progress: {text}", text=cut(visible(context.seen_here(said)), SHOWN)))
    if found.lifted_at is not None:
        lines.append(t("Lifted, because: {text}", text=cut(visible(context.seen_here(found.outcome)), SHOWN)))
    else:
        lines.append(t("Next report of progress by {date}", date=local_day(context, found.progress_by)))
    return lines


VIEWS: dict[str, View] = {"hazards.listing": supervision}

"""Wording what a listing for supervision calls for: to those responsible, to the lister, to the level above."""

from handlers.hazards.buttons import buttons
from handlers.hazards.ping_view import TEXT, fitted
from handlers.hazards.view import body, facts, story
from handlers.worded import Pointless, Scene, View, Worded
from locales.translator import N_, Html, cut, visible
from models.hazards.flow import Act
from models.hazards.listings import Listing
from models.members.tables import Person

SHOWN = 500
STORY_SHOWN = 6
WHY = {
    "listed_by_you": N_("You have listed this hazard for supervision. Only you, or who follows you, can lift it."),
    "listed": N_("Listed for supervision by {lister}: please report progress every week until it is lifted."),
    "asked": N_("Progress of this week is to be reported by the end of today."),
    "demanded": N_("A week has passed without a report of progress; the lister knows. Please report now."),
    "missed": N_("A week has passed without a report of progress."),
    "overdue": N_("The deadline of this listing has passed by {days} days."),
    "progress": N_("{by} reports progress."),
    "lifted": N_("{by} has lifted the listing."),
}
REPORTING = ("listed", "asked", "demanded")
LIFTING = ("listed_by_you", "progress")


async def listing(scene: Scene) -> Worded | Pointless:
    told, args = await facts(scene), scene.letter.args
    found = await scene.session.get(Listing, args["listing"])
    if told is None or found is None:
        return Pointless("the listing is gone")
    lifted = found.lifted_at is not None
    if lifted and args["why"] != "lifted" and not scene.editing:
        return Pointless("lifted meanwhile")
    lines = [*await _headline(scene, found, args["why"]), *_words(scene, found), *body(scene, told)]
    past = await story(scene, told.hazard, STORY_SHOWN, without=(Act.REPORT, Act.REMIND, Act.ESCALATE))
    rows = () if lifted else _rows(args)
    return Worded(fitted(lines, past, TEXT), buttons(scene.t, told.hazard, rows))


def _rows(args: dict[str, object]) -> tuple[tuple[Act, ...], ...]:
    if args["why"] in REPORTING:
        return ((Act.PROGRESS,),)
    return ((Act.LIFT,),) if args["why"] in LIFTING or args.get("lifts") else ()


async def _headline(scene: Scene, found: Listing, why: str) -> list[Html]:
    lister = await scene.session.get(Person, found.listed_by)
    args = scene.letter.args
    told = {"lister": lister.name if lister else "", "by": args.get("by", ""), "days": args.get("days", 0)}
    return [Html(f"<b>{scene.t(WHY[why], **told)}</b>")]


def _words(scene: Scene, found: Listing) -> list[Html]:
    """What was required, what is reported, why it was lifted."""
    t, said = scene.t, scene.letter.args.get("words", "")
    lines = []
    if found.requirement:
        lines.append(t("Required: {text}", text=cut(visible(found.requirement), SHOWN)))
    if said:
        lines.append(t("Progress: {text}", text=cut(visible(said), SHOWN)))
    if found.lifted_at is not None:
        lines.append(t("Lifted, because: {text}", text=cut(visible(found.outcome), SHOWN)))
    else:
        by = f"{found.progress_by.astimezone(scene.zone):%m-%d}"
        lines.append(t("Next report of progress by {date}", date=by))
    return lines


VIEWS: dict[str, View] = {"hazards.listing": listing}

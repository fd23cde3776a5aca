"""The words for kinds of rounds, proofs, refusals and spans of time, in one place as messages and toasts share them."""

from datetime import timedelta

from handlers.refusals import ANONYMOUS, SEND_FIRST
from locales.translator import N_, Translator
from models.patrols.doubts.flags import FlagKind
from models.patrols.hours_owed import DutyDay
from models.patrols.tables import Proof, RoundKind

MINUTE = timedelta(minutes=1)
KINDS = {
    RoundKind.DAILY: N_("daily round"),
    RoundKind.KEY: N_("key round"),
    RoundKind.SURPRISE: N_("surprise round"),
    RoundKind.INSPECTION_DAY: N_("inspection day"),
    RoundKind.SPOT_CHECK: N_("spot check"),
}
PROOFS = {
    Proof.PIN: N_("point on the map"),
    Proof.PHONE: N_("location of the phone"),
    Proof.LIVE: N_("live location"),
}
FLAGS = {
    FlagKind.OUTSIDE: N_("{metres} m outside the boundary of the grid, twice running"),
    FlagKind.SPEED: N_("{metres} m from the stop before within {seconds} s"),
    FlagKind.FORWARDED: N_("photo or location was forwarded"),
    FlagKind.SAME_PHOTO: N_("the same photo was sent on {at} already"),
    FlagKind.LATE: N_("read {minutes} min after it was sent"),
    FlagKind.NO_LOCATION: N_("code scanned, no location within 10 min"),
    FlagKind.TWO_PHONES: N_("the same code was scanned by two phones at once"),
    FlagKind.TOO_QUICK: N_("a checklist of {items} items within {seconds} s"),
}
NO_LOCATIONS = N_("{n} codes scanned, no location within 10 min of each")
SAME_PHOTO_AT = N_("the same photo was sent on {at} already: {where}")
LOOKS_ALIKE = N_("the photo looks like one that was sent on {at}: {where}")
STOP, CHECK_OUT, JOIN = N_("Add a stop"), N_("Check out"), N_("Join this round")
CALL_OUT = N_("📣 Call out")
NOT_YOURS = N_("Only whoever made this stop can do that.")
REFUSALS = {
    "round.anonymous": ANONYMOUS,
    "round.unbound": N_("This group serves no grid yet. In private /checkin works all the same."),
    "round.not_staff": N_("Only grid staff go on patrol. To report a hazard, send its photo to me in private."),
    "round.other_grid": N_(
        "You hold no post in {grid}. Please check in where you do, or send /checkin to me in private."
    ),
    "round.none_running": N_("You are on no round now. To begin one, send /checkin."),
    "round.not_in": N_("You are not on this round. Press “{join}” first, or send /checkin to begin your own."),
    "round.over": N_("This round is over. To begin another, send /checkin."),
    "round.called_out": N_("This calling-out is noted already."),
    "round.already": N_("You are on this round already."),
    "round.not_yours": NOT_YOURS,
    "flag.not_yours": N_("Only whoever made this stop can explain it."),
    "flag.answered": N_("This has been answered already."),
    "spot.private": N_("Please send /spotcheck to me in private: I then name the places to you alone."),
    "spot.how_many": N_("How many places? Please send a number from 1 to {most}, such as /spotcheck 5."),
    "spot.not_leader": N_("Spot checks are for leaders. To go on a round, send /checkin."),
    "spot.on_round": N_("You are on a round. Please end it with /checkout, then send /spotcheck again."),
    "spot.no_places": N_("No places are entered in your grids yet. To enter one, send /place."),
    "round.too_late": N_("A stop can be undone for 10 minutes only."),
    "intake.open": SEND_FIRST,
}


def refusal(t: Translator, code: str, **data: object) -> str:
    return t.plain(REFUSALS[code], join=t.plain(JOIN), **data)


def span(t: Translator, time: timedelta) -> str:
    """In whole minutes, as they have passed."""
    hours, minutes = divmod(int(time.total_seconds() // 60), 60)
    if not hours:
        return t.plain("{minutes} min", minutes=minutes)
    return t.plain("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else t.plain("{n} h", n=hours)


def duty_line(t: Translator, duty: DutyDay) -> str:
    """Of one day, and what is left of it."""
    minutes = duty.done - duty.done % MINUTE
    done = span(t, minutes)
    if not duty.owed:
        return t.plain("Today: {done}. No time on patrol is due today.", done=done)
    if not duty.left:
        return t.plain("Today: {done}, that is all that is due. Thank you.", done=done)
    return t.plain(
        "Today: {done} of {owed}, {left} to go.", done=done, owed=span(t, duty.owed), left=span(t, duty.owed - minutes)
    )

"""The words for what a notice is, whom it reaches and what is refused; messages and toasts share them."""

from collections.abc import Mapping
from typing import Any

from handlers.refusals import ANONYMOUS
from locales.translator import N_, Translator
from models.grids.tables import Level
from models.members.tables import Role
from models.notices.audience import Reach
from models.notices.tables import Asks, NoticeKind, NoticeLevel, NoticeState

PREVIEW, SEND, AGREE, RECEIVED = N_("Preview"), N_("Send"), N_("Agree"), N_("Received")
ASKED = N_("Confirmed by: {whom}")
KINDS = {NoticeKind.NOTICE: N_("Notice"), NoticeKind.WARNING: N_("Warning")}
REACHES = {
    Reach.GROUPS: N_("residents' groups"),
    Reach.LEADERS: N_("leaders' chats"),
    Reach.STAFF: N_("staff in private"),
}
GRID_LEVELS = {
    Level.DISTRICT: N_("district"),
    Level.STREET: N_("street"),
    Level.COMMUNITY: N_("community"),
    Level.GRID: N_("grid"),
    Level.CELL: N_("cell"),
}
ASKS = {
    Asks.NOBODY: N_("nobody"),
    Asks.LEADERS: N_("grid leaders"),
    Asks.MEMBERS: N_("grid members"),
    Asks.STAFF: N_("all grid staff"),
}
LEVELS = {
    NoticeLevel.BLUE: N_("blue"),
    NoticeLevel.YELLOW: N_("yellow"),
    NoticeLevel.ORANGE: N_("orange"),
    NoticeLevel.RED: N_("red"),
}
SIGNS = {NoticeLevel.BLUE: "🟦", NoticeLevel.YELLOW: "🟨", NoticeLevel.ORANGE: "🟧", NoticeLevel.RED: "🟥"}
PARTS = {
    "source": N_("<b>From:</b> {words}"),
    "danger": N_("<b>Danger:</b> {words}"),
    "place": N_("<b>Where:</b> {words}"),
    "action": N_("<b>What to do:</b> {words}"),
}
ROLES = {Role.LEADER: N_("leader"), Role.MEMBER: N_("member")}
STATES = {
    NoticeState.DRAFT: N_("draft"),
    NoticeState.AWAITING: N_("waits for a second person to agree"),
    NoticeState.RETURNED: N_("sent back"),
    NoticeState.PLANNED: N_("to be sent"),
    NoticeState.SENDING: N_("being sent"),
    NoticeState.SENT: N_("sent"),
    NoticeState.EXPIRED: N_("over"),
    NoticeState.WITHDRAWN: N_("withdrawn"),
    NoticeState.LIFTED: N_("lifted"),
    NoticeState.REPLACED: N_("replaced by a newer one"),
    NoticeState.DISCARDED: N_("discarded"),
}
REFUSALS = {
    "notice.not_leader": N_(
        "Notices and warnings are sent by grid leaders and above. To report a hazard, send its photo to me in private."
    ),
    "notice.anonymous": ANONYMOUS,
    "notice.where": N_("Please write notices to me in private or in the leaders' chat, not in a residents' group."),
    "notice.not_yours": N_("Only leaders of the area that this notice is for may do this."),
    "notice.too_long": N_(
        "The text has {length} characters, and at most {limit} fit. Please shorten it, or attach the whole as a file."
    ),
    "notice.sent": N_("This notice has been sent already. To change it, press “Correct” under its progress."),
    "notice.edited": N_("The notice was changed after this preview. Please press “Preview” again."),
    "notice.empty": N_("The notice is empty. Please reply to its card with the text, photos or a file."),
    "notice.nobody": N_("Nobody would get this notice: no chat is bound there. Please choose other recipients."),
    "notice.nobody_to_agree": N_(
        "Somebody who has not written, changed or sent this must agree to it, and no other leader of this level or "
        "above can be reached. Please ask one to start the bot in private."
    ),
    "notice.own": N_("Somebody else must agree: nobody agrees to what they wrote, changed or sent, by whichever post."),
    "notice.not_awaited": N_("This is no longer waiting for anybody to agree."),
    "notice.over": N_("This notice is over."),
    "notice.no_warning": N_("Only a warning can be lifted. A notice can be withdrawn."),
    "notice.not_asked": N_("Thank you for reading. Only the grid staff asked need confirm: you need do nothing."),
    "notice.received": N_("You have confirmed this already."),
    "notice.done": N_("You have reported this as done already."),
    "notice.nothing_to_do": N_("Nothing is to be reported as done here: “Received” is enough."),
    "notice.nothing_to_undo": N_("You have not confirmed this."),
    "notice.too_late_to_undo": N_("A confirmation can be taken back for {minutes} minutes only."),
    "notice.all_received": N_("Everybody asked has confirmed."),
    "notice.reminded": N_("Reminders went out just now. They can be sent again {minutes} minutes after the last ones."),
    "notice.reminds_by_day": N_("It is night: the reminders that you asked for go out in the morning, at 7:00."),
    "notice.no_series": N_("What a second person must agree to cannot repeat. Please choose one time."),
    "notice.no_level": N_("Please choose the level of the warning first: blue, yellow, orange or red."),
    "notice.no_headline": N_(
        "The warning has no first line that says what it is about. Please reply to its card with one of {limit} "
        "characters at most, such as “Gale tonight”."
    ),
    "notice.long_headline": N_(
        "The first line of a warning has {limit} characters at most. Please shorten it; what follows it may be longer."
    ),
    "notice.long_warning": N_(
        "The warning is {over} characters too long: its text and parts have {limit} together at most. Please shorten "
        "them, or attach the whole as a file."
    ),
    "notice.parts_missing": N_("The warning lacks a part. Please press “Preview” to be asked for what is missing."),
    "notice.end_unread": N_(
        "I cannot read until when the warning holds. Please write it like “Until: 19:00” or “Until: 12-01 09:00”, or "
        "leave that line out where the end stays as it is."
    ),
    "notice.ends_before": N_(
        "The warning would end before it is sent. Please press “Five parts” to name another time."
    ),
    "notice.to_do_after_end": N_(
        "The warning ends before this is to be done, so nobody could be reminded of it. Please press “Five parts” to "
        "name a later end or “To be done by” to name an earlier time, or ask for it in a notice of its own."
    ),
    "notice.to_do_after_new_end": N_(
        "The warning would end before what it asks for is to be done, so nobody could be reminded of it. Please name a "
        "later end."
    ),
    "notice.restricted": N_("This came for staff alone, and may not go to residents' groups."),
    "notice.preview": N_("This is a preview: nobody else sees it yet."),
}


def refusal(t: Translator, code: str, data: Mapping[str, Any] | None = None) -> str:
    return t.plain(REFUSALS[code], **(data or {}))

"""Why a post cannot be claimed or a language chosen, and what to do instead."""

from locales.translator import N_

REFUSALS = {
    "claim.not_own": N_("Please share your own contact with the button below; somebody else's cannot be accepted."),
    "claim.unreadable": N_("This phone number cannot be read. Please ask the street office for a code of your own."),
    "claim.nobody": N_(
        "Your phone number is not in the roster. If you are on the staff, "
        "please ask the street office to enter it, then send /start again."
    ),
    "claim.taken": N_("This post has been claimed by somebody else already. Please ask the street office."),
    "claim.ended": N_("This post is no longer in the roster. Please ask the street office."),
    "code.unknown": N_("I do not know this code. Please copy it once more from what you were sent."),
    "code.used": N_("This code for a post has been used already. Please ask the street office for a new one."),
    "code.expired": N_("This code for a post has expired. Please ask the street office for a new one."),
    "code.of_chat": N_("This code is for a group, not for a person. Add me to the group and send the code there."),
    "bind.anonymous": N_("I cannot see who you are here."),
    "bind.not_admin": N_("Only administrators of this group can choose its language."),
    "bind.unsure": N_("Telegram did not say whether you are an administrator. Please press again in a minute."),
}

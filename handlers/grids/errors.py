"""Why a chat cannot be bound or freed, and what to do instead: one sentence each, fit for a message and for a toast."""

from locales.translator import N_

REFUSALS = {
    "code.missing": N_("Please write the code after the command, for example: /bind K7MPQ2XW9RTA"),
    "code.unknown": N_("There is no such code. Please copy it once more from the link or the list you were given."),
    "code.used": N_("This code has been used already. Please ask the street office for a new one."),
    "code.expired": N_("This code has expired. Please ask the street office for a new one."),
    "code.of_post": N_("This code is for a member of staff, not for a group. Please send it to me in private."),
    "grid.retired": N_("{grid} is no longer in the roster. Please ask the street office which grid it is now."),
    "grid.bound": N_(
        "{grid} already has a chat of this kind, “{title}”. To bind this one instead, "
        "an administrator there sends /unbind first."
    ),
    "chat.bound": N_("This group already serves {grid}. To change that, an administrator sends /unbind first."),
    "chat.free": N_("This group serves no grid. To bind it, an administrator sends /bind with the code."),
    "bind.not_admin": N_("Only administrators of this group can do this. Please ask one of them."),
    "bind.unsure": N_("Telegram did not say whether you are an administrator here. Please try again in a minute."),
    "bind.anonymous": N_("You are anonymous here. Please switch off “remain anonymous” for yourself and try again."),
    "bind.private": N_("A code for a group works in that group: add me to it, then send /bind and the code there."),
    "bind.channel": N_("A grid is served by a group, not by a channel. Please add me to the residents' group."),
}

"""What is said of the quiz when something cannot be done."""

from locales.translator import N_, Translator

LETTERS = "ABCDEFGHIJKL"
REFUSALS = {
    "training.how": N_(
        "I did not understand that. For example: /quiz on, /quiz on Friday 19:00, /quiz on named, or /quiz off. "
        "/quiz alone begins a training of your own in private."
    ),
    "training.not_leader": N_("Only leaders switch the weekly quiz on and off, each for their own grids."),
    "training.hours": N_("Please choose a full hour from {first}:00 to {last}:00: at night no group is disturbed."),
    "training.not_here": N_("Please send this to me in private, or in the leaders' chat: groups stay quiet."),
    "certificate.private": N_("Certificates are for the private chat alone: please send /certificate to me there."),
    "certificate.how": N_(
        "I did not understand that. For example: /certificate Fu Fire-safety-operator 440012345 2027-05-31"
    ),
    "certificate.not_leader": N_("Certificates are entered by leaders, for their own people. Yours: /certificate"),
    "certificate.who": N_("Among your people there is nobody, or more than one, of the name {name}."),
    "certificate.past": N_("The last day must lie in the future, such as 2027-05-31."),
    "certificate.none": N_("There is no such certificate. For the list, send /certificate."),
    "training.over": N_("This question is over. A new one comes next time."),
    "training.answered": N_("This question has been answered already."),
    "training.gone": N_("This training is no longer there. Send /quiz to begin another."),
}


def refusal(t: Translator, code: str, **data: object) -> str:
    return t.plain(REFUSALS[code], **data)

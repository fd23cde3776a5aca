"""What is said about a CAP message: what became of it, or why it cannot be used."""

from locales.translator import N_

OUTCOMES = {
    "drafted": N_("{code} is drafted, and shown to leaders of its area: it goes out once one of them sends it."),
    "sent": N_("{code} is sent, or will be at the time that the message says."),
    "awaiting": N_("{code} is ready: it goes out once a leader has agreed."),
    "lifted": N_("{code} is lifted."),
    "asked": N_("{code} is cancelled by this message: its leaders are asked to lift it."),
    "dropped": N_("{code} was not sent yet, and is discarded."),
    "over": N_("{code}, which this message is about, is over already."),
    "noted": N_("Noted. A message of the type {kind} is sent to nobody."),
}
REFUSED = N_("It was not sent at once: {why}")
FAULTS = {
    "cap.too_large": N_("The message is larger than {most} kB."),
    "cap.not_xml": N_("This is no XML that can be used: it is broken, or has a DTD."),
    "cap.not_cap": N_("This is no message of CAP 1.2: it begins with {tag}."),
    "cap.kind": N_("The msgType “{value}” is none of the standard."),
    "cap.missing": N_("The message lacks {name}."),
    "cap.time": N_("{name}: “{value}” is not a time such as 2026-07-01T08:00:00+08:00."),
    "cap.reference": N_("references: “{value}” is not sender,identifier,sent."),
    "cap.polygon": N_("polygon: “{value}” is not four or more points of latitude,longitude that end where they begin."),
    "cap.circle": N_("circle: “{value}” is not latitude,longitude and a radius."),
    "cap.too_many": N_("The message has more than {most} of {name}."),
    "cap.too_long": N_("sender or identifier has more than {most} characters."),
    "cap.expired": N_("The warning was over at {at} already."),
    "cap.no_grids": N_("There are no grids yet. Import the roster first: python -m bot roster import FILE"),
    "cap.no_leader": N_(
        "No leader of {grid} or above can be reached in Telegram, so nobody could decide on it. "
        "Let one of them send the bot /start and claim the post, then try again."
    ),
}

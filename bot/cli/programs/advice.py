"""What `doctor` calls the things that it looks at, and what to do about each that is not as it should be."""

from locales.translator import N_

NAMES = {
    "token": N_("token"),
    "database": N_("database"),
    "migrations": N_("schema"),
    "font": N_("Chinese font"),
    "webhook": N_("webhook"),
    "chats": N_("rights in chats"),
    "hearing": N_("hearing in groups"),
    "set-aside": N_("set-aside updates"),
    "listen": N_("taking in"),
    "inbox": N_("incoming"),
    "outbox": N_("outgoing"),
    "undelivered": N_("undelivered"),
    "escalation": N_("escalation"),
    "audit": N_("every hazard's next step"),
    "unreachable": N_("unreachable chats"),
    "time": N_("clock of the machine"),
    "photos": N_("photos"),
    "calendar": N_("working days"),
    "grids": N_("grids without a chat"),
    "boundaries": N_("boundaries"),
}
ADVICE = {
    "token": N_(
        "Check BOT_TOKEN against what @BotFather says, then the network, TELEGRAM_API_URL and, where Telegram is only "
        "reached through a proxy, TELEGRAM_PROXY."
    ),
    "database": N_("Check DATABASE_URL and that the database runs; one that does not exist yet: python -m bot migrate"),
    "migrations": N_("Stop the bot and run: python -m bot migrate"),
    "font": N_("Install the program again from requirements.lock: the package pylopdf-fonts-zh-cn is not whole."),
    "webhook": N_(
        "The bot sets or removes it when it starts. If it has been started: can WEBHOOK_URL be reached from outside, "
        "is its certificate valid, and does the proxy pass on /webhook?"
    ),
    "chats": N_("Add the bot to these chats again and let it write there, or bind others: python -m bot links"),
    "hearing": N_(
        "Make the bot an administrator of these groups, without any right but to pin messages: then a photo without "
        "/report is answered, too, and live locations on patrol are followed. What that means for privacy: "
        "docs/operation.md"
    ),
    "set-aside": N_("Look for “set aside” in the log; docs/operation.md says how they are tried again."),
    "listen": N_("Is the bot running (run, or listen)? If it is, look at its log."),
    "inbox": N_("Is the bot running (run, or work)? If it is, look at its log."),
    "outbox": N_("Is the bot running (run, or speak)? If it is, look at its log."),
    "undelivered": N_("The column “reason” of the table “outbox” says why; /status shows a hazard's card anew."),
    "escalation": N_("Is the bot running (run, or clock)? If it is, look at its log."),
    "audit": N_("Look at these hazards with /status and hand them up by hand; then send us the log of the clock."),
    "unreachable": N_(
        "Add the bot to these chats again, or let it write there; it tries every five minutes. Or bind others: "
        "python -m bot links"
    ),
    "time": N_("Set the clock of this machine; docs/operation.md says what becomes of rows meanwhile."),
    "photos": N_("Was Telegram or the disk out of reach? The log says more."),
    "calendar": N_("Install the newest version, or bring in the year's calendar: python -m bot holidays import FILE"),
    "boundaries": N_("Look at which map they were drawn on; set boundary_datum in the roster, and import it again."),
    "grids": N_(
        "The roster comes in by: python -m bot roster import FILE; links to bind groups by: python -m bot links"
    ),
}

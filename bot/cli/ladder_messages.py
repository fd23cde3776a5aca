"""What is said about a ladder that cannot be used: what is wrong, and what to do."""

from locales.translator import N_

PROBLEMS = {
    "row": N_("“{value}” begins no row. Begin with one of: {rows}."),
    "json": N_("This is no JSON: {why}. Correct it, or write rows of text as `ladder show` prints them."),
    "json_row": N_("{name}: {value} is no text. Write “2h community” or a list of such texts."),
    "aim": N_("“{value}” cannot be told here. Use one of: {aims}."),
    "step": N_("{name}: “{value}” is not a step. Write DELAY WHOM, or DELAY WHOM every DELAY."),
    "delay": N_("“{value}” is not a delay. Write a number and m, h or d: 30m, 2h, 7d."),
    "delay_range": N_("The delay “{value}” is too short or too long. Use 1m to 365d."),
    "hours": N_("“{value}” are no hours on duty. Write always, or from and to: 08:00-20:00."),
    "missing": N_("A row “{name}” is missing. Add one, for example as `ladder show` prints it for the default."),
    "repeat": N_("The last step of “{name}” must repeat, or a hazard would be left lying. Add: every 1d"),
    "falls": N_("The steps of “{name}” go down. Let later steps tell higher levels."),
    "once": N_("“{name}” has one row for each of these, in this order and each only once: {aims}."),
    "twice": N_("The row “{name}” stands twice. Keep one."),
    "empty": N_("The file is empty. Write a row a step, as `ladder show` prints them."),
}

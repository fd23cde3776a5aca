"""What is said about a table of duties that cannot be used: what is wrong, and what to do."""

from locales.translator import N_

PROBLEMS = {
    "columns": N_("“{value}” is no duty. Write WHO, WHAT and HOW OFTEN, with two spaces between."),
    "owner": N_("“{value}” is nobody who can owe a check. Use one of: {owners}."),
    "what": N_("“{value}” cannot be checked. Use one of: {kinds}."),
    "cycle": N_(
        "“{value}” is no cycle. Write daily, weekly, half-monthly, monthly, quarterly, termly, yearly, days 1-10, "
        "2 tue or, for places, cycle."
    ),
    "hours": N_("Time on patrol is owed by member or leader, daily, in a row of its own: member  hours  daily"),
    "area": N_("An area is owed by police, adopting or team, in a row of its own: adopting  area  monthly"),
    "slot": N_("Slots are filled in daily, at places: slot  places  daily"),
    "twice": N_("{owner} owes {what} twice. Keep one row."),
}

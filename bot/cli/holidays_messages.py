"""What is wrong with a calendar, in words: each says what to do about it."""

from locales.translator import N_

KINDS = {"working": N_("working"), "off": N_("off"), "unknown": N_("not known yet")}
FEASTS = {
    "new_year": N_("New Year's Day"),
    "spring_festival": N_("Spring Festival"),
    "qingming": N_("Qingming"),
    "labour_day": N_("Labour Day"),
    "dragon_boat": N_("Dragon Boat Festival"),
    "mid_autumn": N_("Mid-Autumn Festival"),
    "national_day": N_("National Day"),
}
PROBLEMS = {
    "no_calendar": N_(
        "The file is no calendar. It takes JSON of holiday-cn, or rows of day, working or off, and a note."
    ),
    "day_unreadable": N_("“{value}” is not a day. Write it like 2027-02-06."),
    "word_unreadable": N_("“{value}” is neither working nor off. Write one of the two."),
    "day_twice": N_("{value} is in the file already. Name each day once."),
    "day_of_other_year": N_("{value} is not a day of {year}. Correct the day, or delete the row."),
    "feast_missing": N_(
        "No free day for {feast} ({day}) in {year}: the file is not a whole year. Complete it; "
        "for a single day: python -m bot holidays set DAY working|off"
    ),
}

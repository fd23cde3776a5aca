"""The numbers of models/figures in words: what each is called, and what is counted, for whoever asks how it is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from locales.translator import N_

LEAST_BASE = 10  # no percent of fewer


@dataclass(frozen=True)
class FigureWords:
    """Message ids."""

    name: str
    meaning: str


HAZARD_FIGURES: Mapping[str, FigureWords] = {
    "hazards": FigureWords(
        N_("Hazards reported"),
        N_(
            "Hazards that were said in the period, by residents and by staff, also discreetly, and also those that"
            " turned out to be none. A report that joined a known hazard does not count once more."
        ),
    ),
    "on_patrol": FigureWords(
        N_("Found on patrol"), N_("Of the reported ones, those that staff found at a stop of a patrol.")
    ),
    "joined": FigureWords(
        N_("Joined a known hazard"),
        N_("Further reports of a hazard that was known; it is counted once, when first said."),
    ),
    "late": FigureWords(
        N_("Came late"),
        N_("Said in the period, but received after it was counted. The period's number stays as it was told."),
    ),
    "kinds": FigureWords(
        N_("Hazards by kind"), N_("The reported ones by kind, as the kind has been put right by now.")
    ),
    "open": FigureWords(
        N_("Hazards open"),
        N_("At the end of the period neither closed, dismissed nor joined, whenever it was reported."),
    ),
    "overdue": FigureWords(
        N_("Hazards overdue"),
        N_(
            "Of the open ones, those past their deadline for what comes next: to be accepted, done, rectified,"
            " reviewed, or answered by a department."
        ),
    ),
    "closed": FigureWords(
        N_("Hazards closed"),
        N_(
            "Closed in the period and not opened again by its end. What is closed a second time counts once, in the"
            " period of its last closing."
        ),
    ),
    "dismissed": FigureWords(
        N_("Hazards dismissed"),
        N_("Found in the period to be no hazard, or nothing to be dealt with, and not opened again."),
    ),
    "reopened": FigureWords(
        N_("Hazards opened again"),
        N_("Hazards that their reporter had opened again in the period. Each counts once, however often it was."),
    ),
    "median_to_accept": FigureWords(
        N_("Time to accept"),
        N_(
            "From the report until somebody first took it up, of all that were taken up in the period: half of them"
            " took less, half more. Nights and days off count."
        ),
    ),
    "median_to_close": FigureWords(
        N_("Time to close"),
        N_(
            "From the report until the last closing, of all that were closed in the period: half of them took less,"
            " half more. Nights and days off count, and the time before it was opened again."
        ),
    ),
}


CHECK_FIGURES: Mapping[str, FigureWords] = {
    "due": FigureWords(
        N_("Checks due"),
        N_(
            "Checks of places, and patrol rounds, whose time ended in the period. A place that two posts owe is due"
            " twice. Not due: days off, everybody on leave, places that are closed or exempt."
        ),
    ),
    "done": FigureWords(N_("Checks done"), N_("Of the checks due, those that were made in their time.")),
    "missed": FigureWords(
        N_("Checks missed"),
        N_(
            "Of the checks due, those that were not made in their time, also where the post was vacant or nobody opened"
            " the door."
        ),
    ),
    "made_up": FigureWords(N_("Checks made up for"), N_("Of the missed ones, those that were made later.")),
    "excused": FigureWords(
        N_("Checks excused"), N_("Not asked of anybody: days off, everybody on leave, places closed or exempt.")
    ),
}
NOTICE_FIGURES: Mapping[str, FigureWords] = {
    "asked": FigureWords(
        N_("Asked to confirm"),
        N_(
            "Posts that were asked to confirm what was sent in the period; a post that got two notices counts twice."
            " Drills and what was withdrawn do not count."
        ),
    ),
    "confirmed": FigureWords(N_("Confirmed"), N_("Of these, those that have confirmed, however late.")),
}
QUIZ_FIGURES: Mapping[str, FigureWords] = {
    "asked": FigureWords(N_("Groups asked"), N_("Weekly questions that were put to groups in the period.")),
    "answered": FigureWords(
        N_("Groups with answers"),
        N_(
            "Of these, those that are closed and had at least five answers. With fewer, nobody is told how many were"
            " right."
        ),
    ),
    "voters": FigureWords(N_("Answers"), N_("In the groups with answers.")),
    "rights": FigureWords(N_("Right answers"), N_("Of these answers, the right ones.")),
}
SHARE_FIGURES: Mapping[str, FigureWords] = {
    "accepted": FigureWords(
        N_("Hazards taken up in time"),
        N_(
            "Hazards that were taken up in the period, or that a leader had to be told of as nobody had taken them up."
            " In time are those that were taken up before that. What turned out to be no hazard does not count."
        ),
    ),
    "closed": FigureWords(
        N_("Hazards dealt with in time"),
        N_(
            "Hazards that were closed in the period, or that a leader had to be told of as they were not dealt with, or"
            " not rectified by their day. In time are those of which nobody had to be told. What a department was given"
            " does not count."
        ),
    ),
    "lasting": FigureWords(
        N_("Hazards gone for good"),
        N_(
            "Hazards that were closed in the period, and those that their reporter had opened again in it. Gone for"
            " good are those that nobody had opened again."
        ),
    ),
    "satisfied": FigureWords(
        N_("Reporters satisfied"),
        N_("Hazards whose reporter said in the period whether the outcome is right. What was said last counts."),
    ),
    "patrol": FigureWords(
        N_("Time on patrol"),
        N_(
            "Of each working day, the time that each post owed, and what of it was done. More than was owed does not"
            " make up for another day. Days off and leave do not count."
        ),
    ),
    "checks": FigureWords(
        N_("Checks in their time"),
        N_(
            "Checks of places and patrol rounds that members and leaders owed, whose time ended in the period. Days"
            " off, leave, and places that are closed or exempt do not count."
        ),
    ),
    "notices": FigureWords(
        N_("Notices confirmed"),
        N_(
            "Notices and warnings of the period that asked for a confirmation. Late ones count as confirmed; drills and"
            " what was withdrawn do not count."
        ),
    ),
    "training": FigureWords(
        N_("Trainings attended"),
        N_("Trainings of the period that are over, for each post that was called. Who was excused does not count."),
    ),
    "letters": FigureWords(
        N_("Letters signed"),
        N_("Letters of responsibility whose day was in the period. Who was excused does not count."),
    ),
}

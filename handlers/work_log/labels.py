"""The words for what was done, and for refusals, in one place as messages and toasts share them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.patrols.labels import span
from handlers.visits.labels import OUTCOMES as VISITED
from locales.translator import N_, Translator
from models.checks.tables import Outcome
from models.hazards.workflow import Act
from models.work_log.done import VISITS, Tally

ACTS = {
    Act.ACCEPT: N_("accepted"),
    Act.TAKE: N_("taken over"),
    Act.DONE: N_("put right"),
    Act.CLOSE: N_("closed"),
}
OUTCOMES = {
    Outcome.ORDER: N_("all in order"),
    Outcome.PROBLEM: N_("something found"),
    Outcome.NO_ENTRY: N_("nobody let in"),
}
REFUSALS = {
    "log.not_staff": N_("Only grid staff keep a log. To report a hazard, send its photo to me in private."),
    "log.not_yours": N_("This is not your log."),
    "log.not_led": N_("This person is not in a grid that you lead any more."),
    "log.out_of_reach": N_("I cannot write to this person, who has not started me or has blocked me. Please call."),
    "log.read": N_("You have marked this as read already."),
    "log.asked": N_("You have asked about this already."),
    "log.answered": N_("This has been answered already."),
    "log.private": N_(
        "Your log is for you and your leaders: send /log to me in private. To add to it: /log and words."
    ),
    "log.out_of_date": N_("This button is out of date. Please send /log again."),
}


def refusal(t: Translator, code: str, data: Mapping[str, Any] | None = None) -> str:
    return t.plain(REFUSALS[code], **(data or {}))


def tally_words(t: Translator, tally: Tally, time: timedelta | None = None) -> str:
    """Nothing that there was none of."""
    parts = [
        (tally["rounds"], t.n("{n} round", "{n} rounds", tally["rounds"])),
        (tally["stops"], t.n("{n} stop", "{n} stops", tally["stops"])),
        (tally["checks"], t.n("{n} check", "{n} checks", tally["checks"])),
        (tally["hazards"], t.n("{n} step on hazards", "{n} steps on hazards", tally["hazards"])),
        (tally["tasks"], t.n("{n} task done", "{n} tasks done", tally["tasks"])),
        (visited := sum(tally[name] for name in VISITS), _visits(t, tally, visited)),
        (tally["activities"], t.n("{n} activity of publicity", "{n} activities of publicity", tally["activities"])),
        (tally["callings"], t.n("called out {n} time", "called out {n} times", tally["callings"])),
        (tally["entries"], t.n("{n} entry", "{n} entries", tally["entries"])),
    ]
    told: list[str] = [words for number, words in parts if number]
    if time:
        told.append(t.plain("{time} on patrol", time=span(t, time)))
    return t.listed(told) or t.plain("nothing noted")


def _visits(t: Translator, tally: Tally, number: int) -> str:
    """How many, and what came of them."""
    outcomes = [
        t.plain("{outcome} {n}", outcome=t.plain(VISITED[outcome]), n=tally[name])
        for name, outcome in VISITS.items()
        if tally[name]
    ]
    return t.n("{n} visit ({outcomes})", "{n} visits ({outcomes})", number, outcomes=t.listed(outcomes))

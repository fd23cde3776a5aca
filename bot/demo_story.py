"""Who plays in the demo, and what its page proposes to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.hazards.act_labels import ACT_LABELS
from handlers.patrols.labels import JOIN
from handlers.places.labels import CHECK
from locales.translator import N_, Translator, translator
from models.hazards.workflow import Act

ON_PATROL = "/checkin 3号楼门口"
Json = dict[str, Any]

PAGE = {"zh": "zh_CN", "en": "en"}  # the languages of the page, and their locales
TITLE = N_("Wangge")
ABOUT = N_(
    "A rehearsal: a made-up street with the real bot; nothing leaves this machine. Look over each person's shoulder, "
    "and press whatever you like."
)


@dataclass(frozen=True)
class Part:
    """Staff are as the roster names them, residents have no phone there. `private`: their own chat is shown first."""

    name: str
    note: str
    phone: str
    private: bool = False
    staff: bool = True


RESIDENT = Part("李秀英", N_("resident"), "19911110001", staff=False)
MEMBER = Part("傅勇", N_("grid member"), "19900000007")
LEADER = Part("谭远康", N_("grid leader"), "19900000009", private=True)
COMMUNITY = Part("马东宏", N_("community leader"), "19900000004", private=True)
STREET = Part("曹林文", N_("street officer"), "19900000001", private=True)
LIAISON = Part("何志强", N_("liaison of the police station"), "19900009001", private=True)
CAST = (RESIDENT, MEMBER, LEADER, COMMUNITY, STREET, LIAISON)
BUTTONS = {
    "accept": Act.ACCEPT,
    "done": Act.DONE,
    "close": Act.CLOSE,
    "transfer": Act.TRANSFER,
    "got_it": Act.ACKNOWLEDGE,
    "outcome": Act.OUTCOME,
}


@dataclass(frozen=True)
class Step:
    """A tap brings `who` onto the screen, `write` and a `sample` photo into the message box; `reply`: to the card."""

    text: str
    who: Part
    write: str = ""
    sample: str = ""
    reply: bool = False


GUIDE = (
    Step(
        N_("{resident}, a resident, sends a photo with a few words."),
        RESIDENT,
        write="/report 3号楼二楼楼道堆满杂物，堵住消防通道",
        sample="before",
    ),
    Step(N_("{member}, the grid member, presses “{accept}”; the one card in the group changes."), MEMBER),
    Step(
        N_("{member} replies to the card with a photo of the result and presses “{done}”."),
        MEMBER,
        sample="after",
        reply=True,
    ),
    Step(
        N_("{leader}, the grid leader, sees both photos and presses “{close}”; the resident is asked."),
        LEADER,
    ),
    Step(
        N_("Now a hazard that nobody takes: send it, then move the clock on by 2 hours. The grid leader hears of it."),
        RESIDENT,
        write="/report 3号楼门口电动车飞线充电",
    ),
    Step(
        N_("1 day later {street} of the street hears, presses “{transfer}” and picks the police station."),
        STREET,
    ),
    Step(N_("{liaison}, its liaison, presses “{got_it}”, and later “{outcome}”."), LIAISON),
    Step(
        N_("{member} is on patrol and adds a stop with a photo; the one card of the round grows."),
        MEMBER,
        write="/checkin 5号楼东侧",
        sample="after",
    ),
    Step(N_("{leader} comes along: in the group, “{join}” on the card of the round. Each has their own time."), LEADER),
    Step(N_("{member} checks out, and hears in private how much of today's time is left."), MEMBER, write="/checkout"),
    Step(
        N_("{leader} looks through the places of the grid, from shops to hydrants; /coverage says what is lacking."),
        LEADER,
        write="/places",
    ),
    Step(
        N_(
            "{leader} opens a place and presses “{check}”: its checklist, as when its code is scanned. "
            "The codes to put up are printed by: python -m bot qr --grid CODE"
        ),
        LEADER,
        write="/place P1",
    ),
)


def in_both(text: str, values: Mapping[str, object] | None = None) -> dict[str, str]:
    """In each language of the page; `values` are filled in."""
    return {language: translator(locale).plain(text, **(values or {})) for language, locale in PAGE.items()}


def guide(people: Mapping[str, Json], bots: Translator) -> list[Json]:
    """Buttons are named as the bot of this demo labels them, in whatever language the page is read."""
    named: dict[str, object] = {name: bots.plain(ACT_LABELS[act].button) for name, act in BUTTONS.items()}
    named["join"], named["check"] = bots.plain(JOIN), bots.plain(CHECK)
    named |= {"resident": RESIDENT.name, "member": MEMBER.name, "leader": LEADER.name}
    named |= {"street": STREET.name, "liaison": LIAISON.name}
    return [
        {
            "text": in_both(step.text, named),
            "person": people[step.who.name]["id"],
            **({"write": step.write} if step.write else {}),
            **({"sample": step.sample} if step.sample else {}),
            **({"reply": True} if step.reply else {}),
        }
        for step in GUIDE
    ]

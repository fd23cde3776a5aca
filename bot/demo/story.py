"""Who plays in the demo, and what its page proposes to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.digests.presses import ASKS as ASKS_OF_DIGEST
from handlers.digests.presses import Ask
from handlers.hazards.act_labels import ACT_LABELS
from handlers.notices.labels import AGREE, ASKED, ASKS, PREVIEW, RECEIVED, SEND
from handlers.notices.presses import ProgressAct
from handlers.notices.progress_view import BUTTONS as PROGRESS
from handlers.patrols.labels import JOIN
from handlers.places.labels import CHECK
from handlers.sheets.gathering import SheetKind
from handlers.sheets.view import SHEETS
from locales.translator import N_, Translator, translator
from models.hazards.workflow import Act
from models.notices.tables import Asks

ON_PATROL = "/checkin 3号楼门口"
Json = dict[str, Any]

PAGE = {"zh": "zh_CN", "en": "en"}  # the languages of the page, and their locales
SPOKEN = {"zh_CN": "zh-hans", "en": "en"}  # by everybody in the demo: what Telegram tells bots of their phones
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
DEPUTY = Part("钟杰海", N_("deputy street officer"), "19900000002", private=True)
LIAISON = Part("何志强", N_("liaison of the police station"), "19900009001", private=True)
CAST = (RESIDENT, MEMBER, LEADER, COMMUNITY, STREET, DEPUTY, LIAISON)
KEEPER = "各网格群主"  # has the other groups of the street
BUTTONS = {
    "accept": Act.ACCEPT,
    "done": Act.DONE,
    "close": Act.CLOSE,
    "transfer": Act.TRANSFER,
    "got_it": Act.ACKNOWLEDGE,
    "outcome": Act.OUTCOME,
}

WARNING = {
    "preview": PREVIEW,
    "send": SEND,
    "agree": AGREE,
    "received": RECEIVED,
    "lift": PROGRESS[ProgressAct.LIFT],
}


@dataclass(frozen=True)
class Step:
    """A tap brings `who` onto the screen, `write` and a `sample` photo into the message box; `reply`: to the card;
    `private`: in their own chat, `street`: in the street's.
    """

    text: str
    who: Part
    write: str = ""
    sample: str = ""
    reply: bool = False
    private: bool = False
    street: bool = False


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
        N_(
            "A round in five steps. 1: {leader} reads this morning whose round was missed on the last working day; "
            "{member} is on one already, and its one card stands in the group."
        ),
        LEADER,
    ),
    Step(
        N_("2: {member} adds a stop with a photo; the card grows."),
        MEMBER,
        write="/checkin 5号楼东侧",
        sample="after",
    ),
    Step(N_("3: {leader} comes along: in the group, “{join}” on the card. Each has their own time."), LEADER),
    Step(
        N_("4: {member} opens a place and presses “{check}”: its checklist, as when its code is scanned."),
        MEMBER,
        write="/places P1",
        private=True,
    ),
    Step(
        N_("5: {member} checks out, and hears in private how much of today's time is left."),
        MEMBER,
        write="/checkout",
    ),
    Step(
        N_(
            "A warning in five steps. 1: {street} writes it; on the draft, press until it has a level and says "
            "“{asked}”."
        ),
        STREET,
        write="/warn 今晚大风，关好门窗",
    ),
    Step(
        N_(
            "Warning, 2: {street} presses “{preview}” and is asked for what is missing, part by part; then “{preview}” "
            "once more, and “{send}”."
        ),
        STREET,
    ),
    Step(
        N_(
            "Warning, 3: nobody warns a whole street alone. {deputy} reads it just as everybody will, and presses "
            "“{agree}”."
        ),
        DEPUTY,
    ),
    Step(N_("Warning, 4: it is in all groups of the street. {member} presses “{received}” under it."), MEMBER),
    Step(
        N_(
            "Warning, 5: {street} watches who has it and who has confirmed, reminds the others by one tap, and in the "
            "end presses “{lift}”."
        ),
        STREET,
    ),
    Step(
        N_("{leader} prints what is put up: press “{codes}” and open the file; the other sheets likewise."),
        LEADER,
        write="/sheets",
    ),
    Step(
        N_("{member} sees in private, and nowhere else, which households are to be visited."),
        MEMBER,
        write="/visit",
        private=True,
    ),
    Step(
        N_("{leader} looks through the places of the grid, from shops to hydrants; /coverage says what is lacking."),
        LEADER,
        write="/places",
    ),
    Step(
        N_(
            "The week in one picture, in five steps. 1: press “+1 day” at the clock until it is Monday. {street} finds "
            "it in the group of the street; in the demo the street has a past of twelve weeks."
        ),
        STREET,
        street=True,
    ),
    Step(
        N_("Digest, 2: its title names what is unusual, and {community} has been told of it in private."),
        COMMUNITY,
        private=True,
    ),
    Step(
        N_("Digest, 3: {street} presses “{before}” and “{meaning}” below it: the answers come in private."),
        STREET,
        street=True,
    ),
    Step(
        N_("Digest, 4: {street} asks for the month; so for any week, month or year, and any grid by its code."),
        STREET,
        write="/digest 本月",
        private=True,
    ),
    Step(N_("Digest, 5: the group of the grid has three lines, with thanks and what is still open."), RESIDENT),
)


def in_both(text: str, values: Mapping[str, object] | None = None) -> dict[str, str]:
    """In each language of the page; `values` are filled in."""
    return {language: translator(locale).plain(text, **(values or {})) for language, locale in PAGE.items()}


def guide(people: Mapping[str, Json], street_group: int, bots: Translator) -> list[Json]:
    """Buttons are named as the bot of this demo labels them, in whatever language the page is read."""
    named: dict[str, object] = {name: bots.plain(ACT_LABELS[act].button) for name, act in BUTTONS.items()}
    named |= {"join": bots.plain(JOIN), "check": bots.plain(CHECK), "codes": bots.plain(SHEETS[SheetKind.CODES])}
    named |= {"before": bots.plain(ASKS_OF_DIGEST[Ask.BEFORE]), "meaning": bots.plain(ASKS_OF_DIGEST[Ask.MEANING])}
    named |= {"resident": RESIDENT.name, "member": MEMBER.name, "leader": LEADER.name}
    named |= {"street": STREET.name, "deputy": DEPUTY.name, "community": COMMUNITY.name, "liaison": LIAISON.name}
    named |= {name: bots.plain(label) for name, label in WARNING.items()}
    named["asked"] = bots.plain(ASKED, whom=bots.plain(ASKS[Asks.STAFF]))
    return [
        {
            "text": in_both(step.text, named),
            "person": people[step.who.name]["id"],
            **({"write": step.write} if step.write else {}),
            **({"sample": step.sample} if step.sample else {}),
            **({"reply": True} if step.reply else {}),
            **({"chat": people[step.who.name]["id"]} if step.private else {}),
            **({"chat": street_group} if step.street else {}),
        }
        for step in GUIDE
    ]

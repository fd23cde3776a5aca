"""The contact sheet of a grid, for the wall (A5): who is in charge, whom to ring.

Residents see the duty phone and the numbers that are published, others masked; staff in private see all of them whole.
"""

from collections.abc import Collection, Sequence

from locales.translator import N_, Html, Translator, cut
from models.grids import public_numbers
from models.members.contact_sheet import ContactSheet
from models.members.tables import LOOKING_AFTER, Post, Role
from models.text.phones import as_written

NAME = 40
NAMED = 20
ROLES = {
    Role.LEADER: N_("Leader"),
    Role.MEMBER: N_("Members"),
    Role.BACKUP: N_("Backup"),
    Role.POLICE: N_("Police officer"),
    Role.ADOPTING: N_("Adopting official"),
    Role.TEAM: N_("Inspection team"),
}


def masked(phone: str) -> str:
    """An E.164 number as it is written at home, without its middle: 199****0001."""
    written = as_written(phone)
    shown = 3 if len(written) >= 10 else 0
    return f"{written[:shown]}****{written[-4:]}"


def worded(t: Translator, sheet: ContactSheet, *, for_staff: bool = False) -> Html:
    grid, line = sheet.grid, sheet.line
    lines = [t("<b>{grid}</b> ({code})", grid=cut(grid.name, NAME), code=grid.code)]
    if duty := public_numbers.duty_phone(line):
        lines.append(t("<b>Duty phone: {phone}</b>", phone=duty))
    if grid.address:
        lines.append(t("Address: {address}", address=cut(grid.address, 100)))
    open_to_all = frozenset(Role) if for_staff else public_numbers.published(line)
    for role, label in ROLES.items():
        posts = [post for post in (sheet.beside if role in LOOKING_AFTER else sheet.staff) if post.role is role]
        if posts:
            lines.append(t("{role}: {people}", role=t(label), people=_people(t, posts, open_to_all)))
    if supervision := public_numbers.supervision_phone(line):
        lines.append(t("Supervision phone: {phone}", phone=supervision))
    for place, (parent, leaders) in enumerate(sheet.above, 1):
        open_to_all = frozenset(Role) if for_staff else public_numbers.published(line[place:])
        if leaders:
            people = _people(t, leaders, open_to_all)
            lines.append(t("Leader of {grid}: {people}", grid=cut(parent.name, NAME), people=people))
    if not (for_staff or public_numbers.published(line) or duty or supervision):
        lines.append(t("No number is published here. Report with /report; in a fire call 119."))
    return Html("\n".join(lines))


def _people(t: Translator, posts: Sequence[Post], open_to_all: Collection[str]) -> Html:
    named = [
        t(
            "{name} {phone}",
            name=cut(post.name, NAME),
            phone=as_written(post.phone) if post.role in open_to_all else masked(post.phone),
        )
        for post in posts[:NAMED]
    ]
    listed = Html(t("; ").join(named))
    left = len(posts) - len(named)
    return t.n("{people} and {n} more", "{people} and {n} more", left, people=listed) if left else listed

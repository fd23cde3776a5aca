"""What the picture of a digest shows, in words, for where there is none."""

from collections.abc import Sequence

from handlers.digests.fulfilment import checks_parts
from handlers.digests.page import basis_note, parts_shown, short_name
from handlers.hazards.labels import kind_word
from locales.translator import Html, Translator, cut
from models.digests.reading import Digest
from models.hazards.kinds import Kinds

MOST_PARTS, LONGEST_NAME = 40, 24
UNKNOWN = "–"


def spelled_out(t: Translator, kinds: Kinds, digest: Digest) -> Sequence[Html]:
    return [*_parts(t, digest), *checks_parts(t, digest), *_kinds(t, kinds, digest), *_trend(t, digest)]


def _parts(t: Translator, digest: Digest) -> Sequence[Html]:
    shown = parts_shown(digest, MOST_PARTS)
    if not shown:
        return []
    lines = [t("<b>Reported / closed / open / overdue</b>")]
    for part, figures in shown:
        progress, name = figures.progress, cut(digest.names.get(part, ""), LONGEST_NAME)
        numbers = figures.reported.hazards, progress.closed, progress.open, progress.overdue
        lines.append(t("{name}: {numbers}", name=name, numbers=" / ".join(map(str, numbers))))
    if (left := len(digest.figures.parts) - len(shown)) > 0:
        lines.append(t("and {count} more grids", count=left))
    return lines


def _kinds(t: Translator, kinds: Kinds, digest: Digest) -> Sequence[Html]:
    counts = sorted(digest.total.reported.kinds.items(), key=lambda each: -each[1])
    if not counts:
        return []
    found = [f"{kind_word(t, kinds, kind)} {many}" for kind, many in counts]
    return [t("Kinds of hazards reported: {kinds}", kinds=t.listed(found))]


def _trend(t: Translator, digest: Digest) -> Sequence[Html]:
    """As the picture has it: from two periods on."""
    if sum(each.total is not None for each in digest.trend) < 2:
        return []
    names = [short_name(t, each.period) for each in digest.trend]
    totals = [each.total for each in digest.trend]
    told = [f"{each.reported.hazards}/{each.progress.closed}" if each is not None else UNKNOWN for each in totals]
    numbers = t.listed([f"{name} {each}" for name, each in zip(names, told, strict=True)])
    lines = [t("Reported/closed so far: {numbers}", numbers=numbers)]
    before = [each.year_before for each in digest.trend]
    if any(each is not None for each in before):
        known = [f"{name} {UNKNOWN if each is None else each}" for name, each in zip(names, before, strict=True)]
        lines.append(t("Reported a year before: {numbers}", numbers=t.listed(known)))
    if note := basis_note(digest):
        lines.append(t(note))
    return lines

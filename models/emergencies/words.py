"""Words that are a call for help, that make it a drill, that tell what was found."""

import re

from models.emergencies.flow import Finding

SPARED = ("容易", "防止", "避免", "以免", "以防", "预防", "谨防")  # “wiring that may easily catch fire” is a hazard
HELP = re.compile("".join(f"(?<!{word})" for word in SPARED) + "(?:着火|起火|救命|救火)")
DRILL = "演练"
FINDINGS = (
    (Finding.NOTHING, re.compile("误报|虚惊|没有火|没有着火|无火情|未发现")),
    (Finding.MEDICAL, re.compile("受伤|急病|晕|摔|急救|送医")),
    (Finding.FIRE, re.compile("火|烧")),
    (Finding.SMOKE, re.compile("烟")),
)


def calls_for_help(text: str) -> bool:
    return HELP.search(text) is not None


def is_drill(text: str) -> bool:
    return DRILL in text


def finding_of(text: str) -> Finding:
    """What somebody's own words say was found."""
    return next((finding for finding, words in FINDINGS if words.search(text)), Finding.OTHER)

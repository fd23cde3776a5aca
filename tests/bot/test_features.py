import subprocess
import sys
from collections import Counter

from bot.features import FEATURES, MENUS, VIEWS
from models.domains import DOMAINS

ONLY_SEEN = {"questions", "system", "worklist"}


def test_nothing_is_declared_twice() -> None:
    kinds = Counter(kind for feature in FEATURES for kind in feature.views)
    commands = Counter(command.name for feature in FEATURES for command in feature.commands)
    assert [name for name, count in (kinds + commands).items() if count > 1] == []
    assert set(kinds) == set(VIEWS)
    assert set(commands) == {command.name for command in MENUS.commands}


def test_a_feature_bears_the_slug_of_its_domain() -> None:
    """But for what only people see."""
    assert {feature.slug for feature in FEATURES} - {domain.slug for domain in DOMAINS} == ONLY_SEEN


def test_what_waits_of_a_feature_has_its_words_and_what_has_words_waits() -> None:
    found = {domain.slug: domain.worklist.kind for domain in DOMAINS if domain.worklist}
    worded = {feature.slug: feature.worklist.kind for feature in FEATURES if feature.worklist}
    assert found == worded
    assert len(set(found.values())) == len(found) >= 3


def test_who_only_words_messages_does_not_load_aiogram() -> None:
    """It takes seconds and 165 MB, which the role that speaks can do without."""
    code = "import sys, bot.features; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

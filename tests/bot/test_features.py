from collections import Counter

from bot.features import FEATURES, MENUS, VIEWS
from models.domains import DOMAINS


def test_nothing_is_declared_twice() -> None:
    kinds = Counter(kind for feature in FEATURES for kind in feature.views)
    commands = Counter(command.name for feature in FEATURES for command in feature.commands)
    assert [name for name, count in (kinds + commands).items() if count > 1] == []
    assert set(kinds) == set(VIEWS)
    assert set(commands) == {command.name for command in MENUS.commands}


def test_a_feature_bears_the_slug_of_its_domain() -> None:
    """But for what only people see."""
    assert {feature.slug for feature in FEATURES} - {domain.slug for domain in DOMAINS} == {"system"}

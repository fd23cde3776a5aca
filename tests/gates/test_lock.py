import re
from functools import cache

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.gates.source import ROOT, declared

LOCK = ROOT / "requirements.lock"


@cache
def entries() -> dict[str, tuple[str, str]]:
    """Package → version, and everything said about it."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.read_text("utf-8"))
    heads = [re.match(r"([a-z0-9._-]+)==([^ ;\\]+)", block) for block in blocks]
    return {canonicalize_name(head[1]): (head[2], block) for head, block in zip(heads, blocks, strict=True) if head}


def test_the_lock_holds_every_dependency_at_a_version_the_project_accepts() -> None:
    def locked(requirement: Requirement) -> bool:
        version, _ = entries().get(canonicalize_name(requirement.name), ("", ""))
        return bool(version) and requirement.specifier.contains(version, prereleases=True)

    assert [str(each) for each in declared() if not locked(each)] == []


def test_the_lock_holds_what_optional_parts_of_a_dependency_need() -> None:
    assert {"aiolimiter", "greenlet"} <= entries().keys()


def test_the_lock_pins_every_line_and_hashes_every_package() -> None:
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)", LOCK.read_text("utf-8"), re.MULTILINE)
    assert {canonicalize_name(name) for name in names} == entries().keys()
    assert [name for name, (_, block) in entries().items() if "--hash=sha256:" not in block] == []


def test_the_lock_names_no_host_and_no_place_on_a_disk() -> None:
    options = re.compile(r"://|file:| @ |--(?!hash=sha256:)|^-", re.MULTILINE)
    assert options.findall(LOCK.read_text("utf-8")) == []


def test_the_lock_serves_more_than_the_system_it_was_made_on() -> None:
    markers = re.findall(r"sys_platform == '(\w+)'", LOCK.read_text("utf-8"))
    assert "win32" in markers

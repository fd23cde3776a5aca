import io
import re
from collections.abc import AsyncIterator, Iterator
from os.path import normpath
from pathlib import Path

import aiohttp
import pytest
from fontTools.ttLib import TTFont

from sandbox.page import WEB
from sandbox.server import Sandbox

PARTS = sorted(path.relative_to(WEB).as_posix() for path in WEB.rglob("*.*"))
MODULES = [name for name in PARTS if name.endswith(".js")]
WORDS = "base/words.js"
BELOW = {"": {"", "pane", "base"}, "pane": {"pane", "base"}, "base": {"base"}}
NOT_LOADED = ("http://www.w3.org/2000/svg", "https://www.openstreetmap.org/", "https://${text}")


def read(name: str) -> str:
    return (WEB / name).read_text("utf-8")


@pytest.fixture
async def visit() -> AsyncIterator[aiohttp.ClientSession]:
    sandbox = Sandbox()
    async with aiohttp.ClientSession(await sandbox.start()) as session:
        yield session
    await sandbox.stop()


async def test_the_page_is_html_and_is_asked_for_afresh_each_time(visit: aiohttp.ClientSession) -> None:
    async with visit.get("/") as response:
        assert response.content_type == "text/html"
        assert response.charset == "utf-8"
        assert response.headers["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "<main" in await response.text()


@pytest.mark.parametrize("name", [name for name in PARTS if name != "index.html"])
async def test_each_part_of_the_page_has_its_type(visit: aiohttp.ClientSession, name: str) -> None:
    kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
    async with visit.get(f"/web/{name}") as response:
        assert response.status == 200
        assert response.content_type == kinds[name.rpartition(".")[2]]
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.js", "index.html", "..%2fpage.py", "%2e%2e/page.py", "base/", "base/words.js/"])
async def test_nothing_else_of_the_folder_or_beside_it_is_served(visit: aiohttp.ClientSession, name: str) -> None:
    async with visit.get(f"/web/{name}") as response:
        assert response.status == 404


async def test_the_font_knows_the_characters_a_fire_safety_street_needs(visit: aiohttp.ClientSession) -> None:
    async with visit.get("/web/font.otf") as response:
        assert response.content_type == "font/otf"
        font = TTFont(io.BytesIO(await response.read()))
    assert {ord(character) for character in "消防网格隐患楼道堆物灭火器书"} <= set(font.getBestCmap())


def test_the_packaged_font_is_the_last_resort() -> None:
    families = re.search(r"font-family: system-ui[^;]*", read("styles/style.css"))
    assert families is not None
    order = [family.strip().strip('"') for family in families[0].partition(":")[2].split(",")]
    assert order[-2:] == ["Page Chinese", "sans-serif"]
    assert order.index("PingFang SC") < order.index("WenQuanYi Micro Hei") < order.index("Page Chinese")


@pytest.mark.parametrize("name", PARTS)
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    addresses = re.findall(r"(?:https?:)?//[\w$][^\s\"'`)]*", re.sub(r"(?m)^\s*//.*$", "", read(name)))
    foreign = [address for address in addresses if not address.startswith(NOT_LOADED)]
    assert foreign == []


@pytest.mark.parametrize("name", MODULES)
def test_no_module_turns_text_into_html(name: str) -> None:
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(", read(name)) == []


def table(language: str) -> dict[str, str]:
    body = re.search(rf"const {language} = {{(.*?)\n}};", read(WORDS), re.DOTALL)
    assert body is not None
    return dict(re.findall(r'^  (\w+): "(.*)",$', body[1], re.MULTILINE))


def test_both_languages_say_everything_with_the_same_places_to_fill_in() -> None:
    chinese, english = table("zh"), table("en")
    assert list(chinese) == list(english)
    for key, words in chinese.items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", english[key])), key
        assert words.strip(), key
        assert english[key].strip(), key


def test_every_word_that_is_asked_for_is_there_and_every_word_is_asked_for() -> None:
    code = "\n".join(read(name) for name in MODULES if name != WORDS)
    asked = set(re.findall(r'\bt\(\s*"(\w+)"', code))
    assert asked <= set(table("zh"))
    assert [key for key in table("zh") if f'"{key}"' not in code] == []


def imports(name: str) -> Iterator[tuple[str, str]]:
    """What is imported, and from which module."""
    for names, source in re.findall(r'^import \{([^}]+)\} from "([\w./]+)";', read(name), re.MULTILINE):
        yield names, normpath(Path(name).parent / source)


@pytest.mark.parametrize("name", MODULES)
def test_every_import_names_what_its_module_gives(name: str) -> None:
    for names, source in imports(name):
        for wanted in (part.strip() for part in names.split(",")):
            given = rf"^export (?:async )?(?:function|const|class) {wanted}\b"
            assert re.search(given, read(source), re.MULTILINE), f"{source} gives no {wanted}"


@pytest.mark.parametrize("name", MODULES)
def test_the_page_knows_its_panes_and_these_what_all_rest_on_but_not_the_other_way(name: str) -> None:
    room = name.rpartition("/")[0]
    assert {source.rpartition("/")[0] for _, source in imports(name)} <= BELOW[room]

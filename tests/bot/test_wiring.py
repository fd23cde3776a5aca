from pathlib import Path

import pytest

from bot import wiring
from bot.configuration.settings import Settings
from bot.errors import CannotStart
from models.hazards.kinds import built_in, kinds_of


def settings(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, data_dir=folder)


async def test_sessions_know_the_kinds_of_the_data_folder(sqlite_url: str, tmp_path: Path) -> None:
    own = '[[kind]]\ncategory = "lift"\nname = "电梯"\nwords = ["电梯"]\n[[kind]]\ncategory = "other"\n'
    (tmp_path / "kinds.toml").write_text(own, "utf-8")
    async with wiring.app(settings(sqlite_url, tmp_path)) as app, app.database.write() as session:
        assert kinds_of(session).suggest("电梯停了")[0].name == "电梯"


async def test_without_a_file_of_its_own_the_built_in_kinds_hold(sqlite_url: str, tmp_path: Path) -> None:
    async with wiring.app(settings(sqlite_url, tmp_path)) as app, app.database.read() as session:
        assert kinds_of(session) is built_in()


@pytest.mark.parametrize("content", [b"[[kind]]", b"\xff\xfe"])
async def test_a_bad_file_of_kinds_stops_the_start_with_one_clear_line(
    sqlite_url: str, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "kinds.toml").write_bytes(content)
    with pytest.raises(CannotStart) as stopped:
        async with wiring.app(settings(sqlite_url, tmp_path)):
            pass
    assert stopped.value.status == 2


@pytest.mark.parametrize("content", [b"[[question]]", b"\xff\xfe"])
async def test_so_does_a_bad_file_of_the_quiz(sqlite_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "quiz_bank.toml").write_bytes(content)
    with pytest.raises(CannotStart, match="The quiz cannot be used"):
        async with wiring.app(settings(sqlite_url, tmp_path)):
            pass

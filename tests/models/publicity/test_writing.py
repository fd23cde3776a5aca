from datetime import date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import NotFound, Refused
from models.publicity.own_texts import library
from models.publicity.texts import built_in
from models.publicity.writing import Written, lines_of, occasion_of, switch, take_back, title_of, write
from tests.street import Street

OURS = Written("年货节防火", ("通道不堆货", "收摊断电", "不住人"), "春节 -20..+0")


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("通道不堆货\n收摊断电\n不住人", OURS.lines),
        (" 1. 通道不堆货 \n\n 2、收摊断电\n③不住人", OURS.lines),
        ("一句话", ("一句话",)),
        ("119要记牢", ("119要记牢",)),
        ("1.5 米以内不放东西", ("1.5 米以内不放东西",)),
        ("8:30 起演练", ("8:30 起演练",)),
    ],
)
def test_lines_are_taken_as_they_are_but_for_their_numbers(written: str, lines: tuple[str, ...]) -> None:
    assert lines_of(written) == lines


@pytest.mark.parametrize("words", ["", " \n ", "一\n二\n三\n四", "长" * 111])
def test_lines_that_will_not_do_are_refused(words: str) -> None:
    with pytest.raises(Refused):
        lines_of(words)


def test_a_title_is_one_short_line_and_an_occasion_one_that_can_be_read() -> None:
    assert title_of(" 年货节\n防火 ") == "年货节 防火"
    assert occasion_of("春节前20天") == OURS.occasion
    for reader, words in ((title_of, " "), (title_of, "长" * 41), (occasion_of, "冬天"), (occasion_of, "1月1日," * 30)):
        with pytest.raises(Refused):
            reader(words)


async def test_an_own_text_is_said_in_its_time_in_the_grid_and_below(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    name = await write(session, street.community, street.community_leader, OURS, now)
    texts = await library(session)
    [own] = [each for each in texts.listed(street.grid.path) if each.text.name == name]
    assert (own.own, own.here, own.off) == (street.community.id, False, False)
    assert own.text.worded("en").lines == OURS.lines
    assert own.text.occasion.fits(date(2027, 2, 1))
    assert not own.text.occasion.fits(date(2027, 3, 1))
    assert texts.find(street.street.path, name) is None
    assert len(texts.texts(street.grid.path)) == len(built_in()) + 1


async def test_in_place_of_one_from_above_until_it_is_taken_back(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await write(session, street.community, street.community_leader, OURS, now, "hot_pot")
    await write(session, street.grid, street.leader, Written("本院火锅", ("一",)), now, "hot_pot")

    async def titles() -> list[str]:
        texts = await library(session)
        found = [texts.find(each.path, "hot_pot") for each in (street.street, street.community, street.grid)]
        return [each.text.worded("zh_CN").title for each in found if each]

    assert await titles() == ["火锅、烤炉安全用火", "年货节防火", "本院火锅"]
    await take_back(session, street.grid, street.leader, "hot_pot")
    assert await titles() == ["火锅、烤炉安全用火", "年货节防火", "年货节防火"]
    with pytest.raises(NotFound):
        await take_back(session, street.grid, street.leader, "hot_pot")


async def test_what_is_off_above_may_be_on_below_and_stays_off_when_written_anew(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await switch(session, street.community, street.community_leader, "hot_pot", now, off=True)
    assert "hot_pot" not in {text.name for text in (await library(session)).texts(street.grid.path)}
    await switch(session, street.grid, street.leader, "hot_pot", now, off=False)
    texts = await library(session)
    assert "hot_pot" in {text.name for text in texts.texts(street.grid.path)}
    await write(session, street.community, street.community_leader, OURS, now, "hot_pot")
    found = (await library(session)).find(street.community.path, "hot_pot")
    assert found is not None
    assert (found.off, found.text.worded("zh_CN").title) == (True, OURS.title)


async def test_only_leaders_write_and_only_what_is_there_is_changed(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for refused in (street.member, street.leader):
        with pytest.raises(Refused):
            await write(session, street.community, refused, OURS, now)
        with pytest.raises(Refused):
            await switch(session, street.community, refused, "hot_pot", now, off=True)
        with pytest.raises(Refused):
            await take_back(session, street.community, refused, "hot_pot")
    with pytest.raises(NotFound):
        await write(session, street.grid, street.leader, OURS, now, "no_such")
    with pytest.raises(NotFound):
        await switch(session, street.grid, street.leader, "no_such", now, off=True)

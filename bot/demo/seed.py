"""Setting up the street of the demo the way a real one is: the roster is imported, an administrator follows the bind
link, staff share their contacts. So the demo works only if the bot does.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import col

from bot.demo import story
from bot.demo.history.whole_history import live
from bot.demo.history.words import RESIDENTS
from bot.wiring import App
from locales.translator import translator
from models.departments.importer import import_departments
from models.departments.sheet import check_file as check_departments
from models.grids.tables import Grid, Level, Purpose
from models.grids.tree import grid_by_code
from models.members.tables import Person, Post, Role
from models.onboarding.one_time_codes import Offer, offers
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_file as check_places
from models.places.kinds import place_kinds_of
from models.roster.importer import import_roster
from models.roster.validate import check_file
from models.visits.exchange.importer import import_households
from models.visits.exchange.sheet import check_file as check_households
from models.visits.kinds import household_kinds_of
from sandbox.driver import Driver

DATA = Path(__file__).parent / "data"
SHEETS = ("nandajie-roster", "departments", "places", "households")
ROSTER, DEPARTMENTS, PLACES, HOUSEHOLDS = (DATA / f"{name}.csv" for name in SHEETS)
STREET, GRID, NEIGHBOUR = "NDJ", "NDJ-01-001", "NDJ-01-002"
OTHER_GRIDS = tuple(f"NDJ-{community:02}-001" for community in range(2, 14))


@dataclass(frozen=True)
class Chats:
    """The group of the grid in which the demo plays, and that of the whole street."""

    grid: int
    street: int


async def seed(app: App, driver: Driver, bot_id: int) -> tuple[Chats, dict[str, dict[str, Any]]]:
    offered = await _roster(app)
    people = {}
    for part in story.CAST:
        note = story.in_both(part.note)
        spoken = story.SPOKEN.get(app.settings.locale)
        people[part.name] = await driver.person(part.name, phone=part.phone, note=note, language_code=spoken)
    leader = people[story.LEADER.name]["id"]
    others = [people[part.name]["id"] for part in (story.RESIDENT, story.MEMBER)]
    group = (await driver.group("望城路1网格群", leader, members=others))["id"]
    street, *others = (people[part.name]["id"] for part in (story.STREET, story.DEPUTY, story.COMMUNITY))
    office = (await driver.group("街道工作群", street, members=others))["id"]
    unseen = [(await driver.person(name, phone=phone, hidden=True))["id"] for name, phone in await _unseen(app)]
    staff = [people[part.name]["id"] for part in story.CAST if part.staff]
    await asyncio.gather(*(_claim(driver, person) for person in (*staff, *unseen)))
    await _bind(driver, offered[GRID], leader, group)
    await _bind(driver, offered[STREET], street, office)
    keeper = (await driver.person(story.KEEPER, hidden=True))["id"]
    others = [offered[grid] for grid in OTHER_GRIDS]
    groups = [(await driver.group(f"{offer.grid_name}群", keeper, admins=[bot_id]))["id"] for offer in others]
    await asyncio.gather(*(_bind(driver, *each) for each in zip(others, repeat(keeper), groups)))
    return Chats(group, office), people


async def lived_until(app: App, driver: Driver) -> None:
    """The street's weeks until now, of which nobody is sent anything: residents whom the page does not show report."""
    residents = [(await driver.person(name, hidden=True))["id"] for name in RESIDENTS]
    now = app.timekeeper.now()
    async with app.database.write() as session:
        people = [
            Person(tg_user_id=resident, name=name, first_seen=now)
            for resident, name in zip(residents, RESIDENTS, strict=True)
        ]
        session.add_all(people)
        await session.flush()
        await live(session, people, now, app.settings.zone)
    async with app.database.write() as session:
        visited = household_kinds_of(session)
        await import_households(session, check_households(HOUSEHOLDS, visited), visited, now, app.settings.zone)


async def _unseen(app: App) -> Sequence[tuple[str, str]]:
    """Name and phone of who works in the street beside the cast: leaders of communities, and a member of each grid that
    has a history.
    """
    played = {part.phone for part in story.CAST}
    leads = and_(col(Grid.level) == Level.COMMUNITY, col(Post.role) == Role.LEADER)
    works = and_(col(Grid.code).in_((*OTHER_GRIDS, NEIGHBOUR)), col(Post.role) == Role.MEMBER, col(Post.rank) == 0)
    rows = select(col(Post.name), col(Post.phone)).join(Grid, col(Grid.id) == col(Post.grid_id)).where(leads | works)
    async with app.database.read() as session:
        found = (await session.execute(rows.order_by(col(Grid.path), col(Post.rank)))).all()
    return [(name, phone.removeprefix("+86")) for name, phone in found if phone.removeprefix("+86") not in played]


async def _bind(driver: Driver, offer: Offer, admin: int, group: int) -> None:
    mark = await driver.mark()
    await driver.open(admin, startgroup=offer.code, chat=group)
    await answered(driver, group, admin, mark)


async def take_the_stage(driver: Driver, chats: Chats, people: dict[str, dict[str, Any]], locale: str) -> None:
    member, mark = people[story.MEMBER.name]["id"], await driver.mark()
    await driver.text(chats.grid, member, story.ON_PATROL)
    await answered(driver, chats.grid, member, mark)
    for part in story.CAST:
        person = people[part.name]["id"]
        await driver.cast(person, home=person if part.private else chats.grid)
    steps = story.guide(people, chats.street, translator(locale))
    await driver.page(title=story.in_both(story.TITLE), about=story.in_both(story.ABOUT), guide=steps)


async def answered(driver: Driver, chat: int, person: int, mark: int) -> None:
    await driver.wait_message(chat, person, lambda message: message["from"]["is_bot"], after=mark)


async def _roster(app: App) -> dict[str, Offer]:
    """Imports all sheets of the street; returns what binds the group of each grid, by its code."""
    now = app.timekeeper.now()
    async with app.database.write() as session:
        await import_roster(session, check_file(ROSTER), now)
    async with app.database.write() as session:
        await import_departments(session, check_departments(DEPARTMENTS), now)
        kinds = place_kinds_of(session)
        await import_places(session, check_places(PLACES, kinds), kinds, now)
        grids = [await grid_by_code(session, code) for code in (STREET, GRID, *OTHER_GRIDS)]
        offered = [offer for grid in grids for offer in await offers(session, now, grid)]
    return {offer.grid_code: offer for offer in offered if offer.purpose is Purpose.GROUP}


async def _claim(driver: Driver, person: int) -> None:
    await driver.open(person, start="")
    await driver.wait_message(person, person, lambda message: message["from"]["is_bot"])
    mark = await driver.mark()
    await driver.contact(person, person)
    await answered(driver, person, person, mark)

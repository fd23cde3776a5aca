from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.hazards.reporting.submit import Said, report, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.unnamed import unnamed, words_unnamed
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.text.names import without_names
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street


async def discreetly(session: AsyncSession, street: Street, by: Person, now: datetime) -> Hazard:
    said = Said(by.tg_user_id, 7, f"我是{by.name}，灭火器过期了", person=by)
    return await report_discreetly(session, said, street.grid, now, SHANGHAI)


async def joins(session: AsyncSession, street: Street, hazard: Hazard, original: Hazard, now: datetime) -> None:
    await perform(session, hazard, Act.DUPLICATE, street.member, now, SHANGHAI, original=original.number)


async def test_nobody_is_unnamed_where_all_was_reported_before_everybody(
    session: AsyncSession, street: Street, hazard: Hazard
) -> None:
    assert await unnamed(session, [hazard.id]) == {}
    assert await unnamed(session, []) == {}


async def test_what_joined_what_joined_a_hazard_makes_its_reporter_unnamed_at_all_three(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    second = await report(session, Said(GROUP, 601, "三楼充电", person=street.resident), street.grid, now, SHANGHAI)
    third = await discreetly(session, street, street.stranger, now)
    secret = {street.stranger.id: "路人"}
    assert await unnamed(session, [hazard.id, second.id, third.id]) == {third.id: secret}
    await joins(session, street, third, second, now)
    assert await unnamed(session, [hazard.id, second.id]) == {second.id: secret}
    await joins(session, street, second, hazard, now)
    everywhere = await unnamed(session, [hazard.id, second.id, third.id])
    assert everywhere == dict.fromkeys((hazard.id, second.id, third.id), secret)


async def test_words_are_told_without_the_names(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    own = await discreetly(session, street, street.stranger, now)
    assert await words_unnamed(session, own) == "我是路**，灭火器过期了"
    hazard.text = "李秀英和路人都说楼道堵了"
    await joins(session, street, own, hazard, now)
    assert (await words_unnamed(session, hazard)).startswith("李秀英和路**都说楼道堵了")


def test_a_name_that_begins_another_leaves_nothing_of_it() -> None:
    assert without_names("李秀英来过，李秀也来过", ["李秀", "李秀英"]) == "李**来过，李**也来过"

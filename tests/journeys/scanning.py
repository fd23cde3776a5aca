"""What the printed codes of places bear, and a checklist pressed."""

from sqlalchemy import select

from models.places.printed_codes import payload, renew
from models.places.tables import Place
from models.signed_links import code_secret
from tests.journeys.town import Json, Town


async def printed(town: Town, *, renewed: bool = False) -> dict[str, str]:
    async with town.app.database.write() as session:
        secret = await code_secret(session)
        places = (await session.scalars(select(Place))).all()
        for place in places if renewed else ():
            renew(session, place, None, town.app.timekeeper.now())
        return {each.name: payload(secret, each.id, each.print_number) for each in places}


async def pressed(town: Town, person: int, message: Json, label: str) -> Json:
    """The message as it stands once that has been done."""
    await town.driver.press(person, person, message["message_id"], label)
    await town.settled()
    said = await town.driver.messages(person, person)
    [now] = [each for each in said if each["message_id"] == message["message_id"]]
    town.expect(now)
    return now

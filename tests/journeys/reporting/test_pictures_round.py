"""A photo sent as a file is shown to staff as a photo; a file that cannot be kept is told of where it was sent."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, picture

OPTION = {"persistent_id": "1", "text": "挡路", "voter_count": 0}
OFF = ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only")
POLL = {**dict.fromkeys(OFF, False), "id": "1", "type": "regular", "total_voter_count": 0, "options": [OPTION]}
REPORT = "/report 3号楼二楼楼道堆满杂物"


async def with_photo(town: Town, reader: int) -> Json:
    """The alert, once its photo stands."""

    def right(message: Json) -> bool:
        return message["from"]["id"] == town.bot and "photo" in message

    message = await town.driver.wait_message(reader, reader, right)
    town.expect(message)
    return message


async def test_a_picture_sent_as_a_file_stands_on_the_alert_as_a_photo(town: Town, cast: Cast) -> None:
    sent = {"as_": "document", "filename": "IMG_0001.JPG"}
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT, **sent)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    shown = await with_photo(town, cast.member)
    assert "H1" in shown["caption"]


async def test_the_photo_of_a_poll_in_answer_to_the_card_stands_on_the_alert(town: Town, cast: Cast) -> None:
    shown = await town.driver.photo(cast.group, cast.resident, picture("red"))
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    poll = {**POLL, "question": "挡路吗", "media": {"photo": shown["photo"]}}
    said = {name: shown[name] for name in ("date", "chat", "from")}
    answer = {**said, "message_id": 900, "reply_to_message": card, "poll": poll}
    await town.bring({"update_id": 1_000_000_001, "message": answer})
    await town.hears(cast.group, cast.resident, "H1", "处置前1份")
    alert = await with_photo(town, cast.member)
    assert "挡路吗" in alert["caption"]


async def test_who_sends_a_file_that_is_no_picture_hears_so_under_it(town: Town, cast: Cast) -> None:
    said = await town.driver.photo(cast.group, cast.resident, picture("red")[:-20], caption=REPORT)
    await town.hears(cast.group, cast.resident, "不计入材料", "重新拍照", to=said)
    await town.settled()
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    assert "处置前" not in card["text"]

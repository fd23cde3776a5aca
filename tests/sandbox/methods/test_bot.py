from tests.sandbox.conftest import Street, picture


async def test_a_bot_knows_who_it_is(street: Street) -> None:
    me = await street.bot.call("getMe")
    assert (me["id"], me["username"], me["can_read_all_group_messages"]) == (street.bot.id, "grid_bot", False)


async def test_a_file_is_fetched_by_its_path_and_only_up_to_20_megabytes(street: Street) -> None:
    data = picture()
    shown = await street.driver.photo(street.chen, street.chen, data)
    file = await street.bot.call("getFile", file_id=shown["photo"][-1]["file_id"])
    url = f"{street.base_url}/file/bot{street.bot.token}/{file['file_path']}"
    async with street.session.get(url) as response:
        assert await response.read() == data
    big = await street.driver.photo(street.chen, street.chen, bytes(20 * 1024 * 1024 + 1), as_="document")
    refusal = await street.bot.refusal("getFile", file_id=big["document"]["file_id"])
    assert refusal == "400 Bad Request: file is too big"
    unknown = await street.bot.refusal("getFile", file_id="nobody-knows")
    assert unknown == "400 Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_names_and_descriptions_are_kept_by_language(street: Street) -> None:
    await street.bot.call("setMyName", name="网格哨")
    await street.bot.call("setMyDescription", description="消防网格")
    await street.bot.call("setMyDescription", description="Fire safety", language_code="en")
    assert await street.bot.call("getMyName") == {"name": "网格哨"}
    assert await street.bot.call("getMyDescription", language_code="en") == {"description": "Fire safety"}
    assert await street.bot.call("getMyDescription", language_code="fr") == {"description": "消防网格"}
    assert (await street.bot.call("getMe"))["first_name"] == "网格哨"
    refusal = await street.bot.refusal("setMyShortDescription", short_description="字" * 121)
    assert refusal == "400 Bad Request: bot short description is too long"

"""/tips: what to do against fire at this time of the year, another text each time."""

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.request import Request
from models.publicity.own_texts import library
from models.publicity.saying import next_text
from models.publicity.texts import built_in
from models.publicity.turns import TEXT


async def tips(_message: Message, request: Request) -> None:
    if request.chat is None:
        return
    grid = request.grid
    texts = built_in() if grid is None else (await library(request.session)).texts(grid.path)
    text = await next_text(request.session, request.chat.id, texts, request.now, request.zone)
    if text is not None:
        request.reply(TEXT, subject_id=grid.id if grid else None, text=text.name)


def router() -> Router:
    router = Router(name="publicity.tips")
    router.message.register(tips, Says("tips"))
    return router

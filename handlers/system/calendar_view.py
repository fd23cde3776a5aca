"""To those who run the bot: a coming year of which nobody has said yet how it is worked."""

from handlers.messages import MessageContent, RenderContext, Skip, View
from models.schedule.calendar.reminders import UNANNOUNCED
from models.schedule.calendar.stored_days import is_announced


async def unannounced(context: RenderContext) -> MessageContent | Skip:
    year = context.message.args["year"]
    if await is_announced(context.session, year):
        return Skip("the year has been announced meanwhile")
    return MessageContent(
        context.t(
            "The bot does not know yet which days of {year} are worked. Once the State Council has announced them, "
            "install the newest version, or bring them in: <code>python -m bot holidays import FILE</code>\n"
            "Until then nothing counts as missed on the days around the feasts.",
            year=year,
        )
    )


VIEWS: dict[str, View] = {UNANNOUNCED: unannounced}

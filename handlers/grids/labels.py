"""How to report from a group, said wherever a group asks."""

from handlers.messages import Button, RenderContext
from locales.translator import Html, Translator


def how_to_report(t: Translator) -> Html:
    return t(
        "Anyone here can report a fire hazard: send a photo with the caption\n"
        "<code>/report where and what</code>\n"
        "or press the button below. The grid's staff see it at once, and you hear what becomes of it.\n"
        "⚠️ Without /report nobody is told: what is merely said in the group does not reach the staff.\n"
        "<b>Fire? Call 119 first.</b>"
    )


def report_in_private(context: RenderContext) -> tuple[tuple[Button, ...], ...]:
    link = f"https://t.me/{context.bot_username}?start=report"
    return ((Button(context.t.plain("I want to report a hazard"), url=link),),)

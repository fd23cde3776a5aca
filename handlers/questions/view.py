"""Wording the questions that an act asks; once answered they are taken away."""

from sqlalchemy import select
from sqlmodel import col

from handlers.hazards.presses import Answer
from handlers.hazards.questions import step_of
from handlers.messages import Button, Gone, Pointless, Scene, View, Worded
from locales.translator import Html, escape
from models.hazards.tables import Hazard
from models.members.tables import Person


async def question(scene: Scene) -> Worded | Gone | Pointless:
    args = scene.letter.args
    hazard = await scene.session.get(Hazard, scene.letter.subject_id)
    if hazard is None or args.get("answered"):
        return Gone("answered")
    step = step_of(scene.letter)
    name = await _asked(scene, args["of"])
    text = scene.t(
        "<b>H{number}</b> {name}: {question}", number=hazard.number, name=name, question=scene.t(step.prompt)
    )
    if step.choices is None:
        return Worded(text, ask_reply=scene.t.plain("Reply here"))
    choices = await step.choices(scene, hazard)
    rows = [(Button(choice.label, Answer(scene.letter.id, choice.value).pack()),) for choice in choices]
    return Worded(text, tuple(rows), ask_reply="" if rows else scene.t.plain("Reply here"))


async def _asked(scene: Scene, tg_user_id: int) -> Html:
    """In a group a mention, which opens the reply line of whoever is asked and of nobody else."""
    name = escape(
        await scene.session.scalar(select(col(Person.name)).where(col(Person.tg_user_id) == tg_user_id)) or ""
    )
    return name if scene.letter.chat_id > 0 else Html(f'<a href="tg://user?id={tg_user_id}">{name}</a>')


async def told(scene: Scene) -> Worded | Pointless:
    """A word to one person, already in their language."""
    return Worded(Html(scene.t("{text}", text=scene.letter.args["text"])))


VIEWS: dict[str, View] = {"hazards.ask": question, "hazards.told": told}

"""Wording the questions that an act asks; once answered they are taken away."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Button, Gone, Pointless, Scene, View, Worded
from handlers.questions.asked import KIND, Forms
from handlers.questions.presses import Answer
from locales.translator import Html, escape
from models.members.tables import Person


class Wording:
    """Of the questions of these forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    @property
    def views(self) -> Mapping[str, View]:
        return {KIND: self.question, "hazards.told": told}

    async def question(self, scene: Scene) -> Worded | Gone | Pointless:
        args = scene.message.args
        asked = None if args.get("answered") else await self.forms.asked(scene.session, scene.message)
        if asked is None:
            return Gone("answered")
        step, name = asked.step, await _asked(scene, args["of"])
        title, words = asked.form.title(asked.row), scene.t(step.prompt)
        text = scene.t("<b>{code}</b> {name}: {question}", code=title, name=name, question=words)
        if step.choices is None:
            return Worded(text, ask_reply=scene.t.plain("Reply here"))
        choices = await step.choices(scene, asked.row)
        rows = [(Button(choice.label, Answer(scene.message.id, choice.value).pack()),) for choice in choices]
        return Worded(text, tuple(rows), ask_reply="" if rows else scene.t.plain("Reply here"))


async def _asked(scene: Scene, tg_user_id: int) -> Html:
    """In a group a mention, which opens the reply line of whoever is asked and of nobody else."""
    name = escape(
        await scene.session.scalar(select(col(Person.name)).where(col(Person.tg_user_id) == tg_user_id)) or ""
    )
    return name if scene.message.chat_id > 0 else Html(f'<a href="tg://user?id={tg_user_id}">{name}</a>')


async def told(scene: Scene) -> Worded | Pointless:
    """A word to one person, already in their language."""
    return Worded(Html(scene.t("{text}", text=scene.message.args["text"])))

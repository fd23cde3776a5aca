"""Wording the questions that an act asks; once answered they are taken away."""

from collections.abc import Mapping
from typing import Any

from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from handlers.questions.asked import CANCEL, KIND, TOLD, Asked, Forms, name_asked
from handlers.questions.presses import CONFIRM, KEEP, Answer, Cancel
from locales.translator import Html, escape, visible


class Wording:
    """Of the questions of these forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    @property
    def views(self) -> Mapping[str, View]:
        return {KIND: self.question, TOLD: self.told}

    async def question(self, context: RenderContext) -> MessageContent | Delete | Skip:
        args = context.message.args
        asked = None if args.get("answered") else await self.forms.asked(context.session, context.message)
        if asked is None:
            return Delete("answered")
        step = asked.step
        if step is None:
            return await _preview(context, asked)
        says = await step.says(context, asked.row) if step.says else {}
        text = await _headed(context, asked, context.t(step.prompt, **says))
        choices = await step.choices(context, asked.row) if step.choices is not None else []
        rows = [(_button(context, choice.label, choice.value),) for choice in choices]
        if asked.anew:
            now = context.seen_here(visible(str(asked.given[step.key])))
            text = Html(f"{text}\n{context.t('As it is now: {answer}', answer=now)}")
            rows.append((_button(context, context.t.plain("Leave it as it is"), KEEP),))
        if step.located and context.message.chat_id > 0:
            leave = context.t(
                "If there is none to give, write “none”; to do nothing, “{cancel}”.", cancel=context.t.plain(CANCEL)
            )
            return MessageContent(Html(f"{text}\n{leave}"), ask_location=context.t.plain("Share my location"))
        if not rows and context.message.chat_id < 0:
            return _to_reply(context, text)
        return MessageContent(text, (*rows, _leave(context)))

    async def told(self, context: RenderContext) -> MessageContent | Skip:
        """What stood in the way of an answer."""
        args = context.message.args
        if "text" in args:  # enqueued by a version that put it into words at once: its code is not known any more
            return MessageContent(context.t("{text}", text=args["text"]))
        words = self.forms.named(args["form"]).complaint(context.t, args["code"], args["data"])
        return MessageContent(context.t("{text}", text=words))


async def _preview(context: RenderContext, asked: Asked[Any]) -> MessageContent:
    preview, t = asked.form.previews[asked.act], context.t
    text = await _headed(context, asked, await preview.shown(context, asked.row, asked.given))
    anew = [_button(context, t.plain(step.anew), step.key) for step in asked.form.steps[asked.act] if step.anew]
    pairs = [tuple(anew[at : at + 2]) for at in range(0, len(anew), 2)]
    confirm = _button(context, t.plain(preview.confirm), CONFIRM)
    return MessageContent(text, ((confirm,), *pairs, _leave(context)))


def _to_reply(context: RenderContext, text: Html) -> MessageContent:
    """In a group the reply line is opened, as no other words are read there; a message that does so has no buttons."""
    t = context.t
    leave = t("To do nothing, reply “{cancel}”.", cancel=t.plain(CANCEL))
    return MessageContent(Html(f"{text}\n{leave}"), ask_reply=t.plain("Reply here"))


def _leave(context: RenderContext) -> tuple[Button]:
    return (Button(context.t.plain(CANCEL), Cancel(context.message.id).pack()),)


async def _headed(context: RenderContext, asked: Asked[Any], words: Html) -> Html:
    title, name = asked.form.title(asked.row), await _asked(context)
    return context.t("<b>{code}</b> {name}: {question}", code=title, name=name, question=words)


def _button(context: RenderContext, label: str, value: str) -> Button:
    return Button(label, Answer(context.message.id, value).pack())


async def _asked(context: RenderContext) -> Html:
    """In a group a mention, which opens the reply line of whoever is asked and of nobody else."""
    message = context.message
    name = escape(await name_asked(context.session, message))
    return name if message.chat_id > 0 else Html(f'<a href="tg://user?id={message.args["of"]}">{name}</a>')

"""Wording the questions that an act asks; once answered they are taken away."""

from collections.abc import Mapping

from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from handlers.questions.asked import CANCEL, KIND, TOLD, Forms, name_asked
from handlers.questions.presses import Answer, Cancel
from locales.translator import Html, escape


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
        step, name = asked.step, await _asked(context)
        says = await step.says(context, asked.row) if step.says else {}
        title, words = asked.form.title(asked.row), context.t(step.prompt, **says)
        text = context.t("<b>{code}</b> {name}: {question}", code=title, name=name, question=words)
        choices = await step.choices(context, asked.row) if step.choices else []
        if not choices and context.message.chat_id < 0:
            return _to_reply(context, text)
        rows = [(Button(choice.label, Answer(context.message.id, choice.value).pack()),) for choice in choices]
        leave = (Button(context.t.plain(CANCEL), Cancel(context.message.id).pack()),)
        return MessageContent(text, (*rows, leave))

    async def told(self, context: RenderContext) -> MessageContent | Skip:
        """What stood in the way of an answer."""
        args = context.message.args
        if "text" in args:  # enqueued by a version that put it into words at once: its code is not known any more
            return MessageContent(context.t("{text}", text=args["text"]))
        words = self.forms.named(args["form"]).complaint(context.t, args["code"], args["data"])
        return MessageContent(context.t("{text}", text=words))


def _to_reply(context: RenderContext, text: Html) -> MessageContent:
    """In a group the reply line is opened, as no other words are read there; a message that does so has no buttons."""
    t = context.t
    leave = t("To do nothing, reply “{cancel}”.", cancel=t.plain(CANCEL))
    return MessageContent(Html(f"{text}\n{leave}"), ask_reply=t.plain("Reply here"))


async def _asked(context: RenderContext) -> Html:
    """In a group a mention, which opens the reply line of whoever is asked and of nobody else."""
    message = context.message
    name = escape(await name_asked(context.session, message))
    return name if message.chat_id > 0 else Html(f'<a href="tg://user?id={message.args["of"]}">{name}</a>')

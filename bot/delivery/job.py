"""What is to be said where, and what would then stand there."""

import hashlib
from dataclasses import dataclass, replace

from bot.delivery.classify import Classification, MessagePart, Outcome
from handlers.messages import POLL, Menu, MessageContent
from models.outbox.polls import PollTotals

Said = MessageContent | Menu


@dataclass(frozen=True)
class SendJob:
    """What to say where; with `message_id`, what stands there in `form` is changed to it.

    A reply stands in the topic of what it replies to, anything else in `topic`; None is where a group's talk is.
    """

    chat_id: int
    said: Said
    reply_to: int | None = None
    message_id: int | None = None
    form: str | None = None
    topic: int | None = None
    markup: bool = True

    @property
    def cost(self) -> int:
        """How many messages it counts as."""
        return max(1, len(self.said.photos)) if isinstance(self.said, MessageContent) else 1

    @property
    def editing(self) -> bool:
        return self.message_id is not None and changeable(self.form, form_of(self.said))

    def without(self, part: MessagePart | None) -> "SendJob | None":
        """The same job, less a part that was refused; None if it had no such part."""
        match part:
            case MessagePart.REPLY if self.reply_to is not None and not only_as_reply(self.said):
                return replace(self, reply_to=None)
            case MessagePart.PLACE:
                return self._elsewhere()
            case MessagePart.STANDING if self.message_id is not None:
                return replace(self, message_id=None, form=None)
            case MessagePart.PHOTOS | MessagePart.QUIZ if isinstance(self.said, MessageContent):
                return self._plainer(self.said, part)
            case MessagePart.MARKUP if self.markup:
                return replace(self, markup=False)
        return None

    def _plainer(self, said: MessageContent, part: MessagePart) -> "SendJob | None":
        if part is MessagePart.QUIZ:
            new = said.quiz is not None and self.message_id is None
            return replace(self, said=replace(said, quiz=None)) if new else None
        return replace(self, said=said.without_pictures()) if said.shows else None

    def _elsewhere(self) -> "SendJob | None":
        """Anew instead of edited, then no reply, then beside the topic."""
        if self.message_id is not None:
            return self.without(MessagePart.STANDING)
        if self.reply_to is not None:
            return self.without(MessagePart.REPLY)
        return None if self.topic is None else replace(self, topic=None)

    def final(self, classified: Classification) -> Classification:
        """What is said as a reply or not at all, and cannot be, says nothing of its chat."""
        if classified.without is MessagePart.PLACE and self.reply_to is not None:
            return replace(classified, outcome=Outcome.FAILED)
        return classified


def only_as_reply(said: Said) -> bool:
    return isinstance(said, MessageContent) and said.only_as_reply


@dataclass(frozen=True)
class SentMessage:
    """What stands in the chat now; of a poll, what Telegram told of it."""

    message_ids: tuple[int, ...]
    form: str
    poll: PollTotals | None = None


def form_of(said: Said) -> str:
    """text, menu, poll, document, copy, question, or photo and album with a mark of their pictures."""
    if isinstance(said, Menu):
        return "menu"
    whole = {POLL: said.quiz, "copy": said.copy_of, "document": said.document, "question": said.ask_reply}
    if form := next((form for form, there in whole.items() if there), None):
        return form
    if not said.photos:
        return "text"
    mark = hashlib.sha256("\n".join(map(str, said.photos)).encode()).hexdigest()[:6]
    return f"{'photo' if len(said.photos) == 1 else 'album'}:{mark}"


def is_album(form: str | None) -> bool:
    return form is not None and form.startswith("album")


def changeable(stands: str | None, wanted: str) -> bool:
    """Whether a message can be edited from one form into another: a text can become a photo, not the other way.

    Telegram lets nobody edit a message that opens the reader's reply line.
    """
    if stands == "question":
        return False
    if stands is None or stands == wanted:
        return stands is not None
    return wanted.startswith("photo") and stands.startswith(("text", "photo"))

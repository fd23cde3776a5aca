"""Which language a reader gets: a person's own in private, a chat's in a chat, else the default."""

from dataclasses import dataclass

from locales.translator import Translator, translator
from models.grids.tables import Chat
from models.members.tables import Person


@dataclass(frozen=True)
class Languages:
    default: str

    def of(self, chat: Chat | None, person: Person | None) -> Translator:
        """For a message into `chat`; `person` is whose private chat it is."""
        chosen = chat.language if chat else None
        if person is not None and (chat is None or chat.type == "private"):
            chosen = person.language or chosen
        return translator(chosen or self.default)

    def to(self, person: Person | None) -> Translator:
        """For words that only this person sees: toasts."""
        return translator((person.language if person else None) or self.default)

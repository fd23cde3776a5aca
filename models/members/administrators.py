"""Those who run the bot, by their private chats, as the settings name them."""

from models.db.session_value import SessionValue

ADMINISTRATORS: SessionValue[frozenset[int]] = SessionValue("administrators", frozenset)

"""Which messages of others a bot gets to see."""

from typing import Any

from sandbox.state.chats import Bot, Chat, Message

TOLD_TO_ITS_CAUSE = frozenset({"pinned_message", "left_chat_member", "new_chat_title"})


def sees(bot: Bot, chat: Chat, message: Message) -> bool:
    if message.sender is bot:
        return message.service and not TOLD_TO_ITS_CAUSE.isdisjoint(message.body)
    if message.service or chat.private:
        return True
    if message.by_bot:
        return False
    return not bot.privacy or chat.in_charge(bot.id) or is_meant_for(bot, chat, message)


def is_meant_for(bot: Bot, chat: Chat, message: Message) -> bool:
    replied = chat.messages.get(message.reply_to) if message.reply_to else None
    if replied is not None and replied.sender is bot:
        return True
    command = leading_command(message.body)
    name, at, addressee = command.partition("@")
    if not name:
        return False
    return addressee.lower() == bot.username.lower() if at else is_listening(bot, chat)


def is_listening(bot: Bot, chat: Chat) -> bool:
    """A command without a name goes to the last bot that spoke, or to the only bot there is."""
    return chat.spoke == bot.id or (chat.spoke is None and len(chat.bots) == 1)


def leading_command(body: dict[str, Any]) -> str:
    text: str = body.get("text") or body.get("caption") or ""
    for entity in body.get("entities") or body.get("caption_entities") or ():
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            return text[: entity["length"]]
    return ""

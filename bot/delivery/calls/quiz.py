"""Polls through the Bot API: asked, ended, and what its answers tell of them."""

from collections.abc import Mapping
from typing import Any

from telegram import InputPollOption, Message, MessageId, Poll
from telegram.ext import ExtBot

from handlers.messages import Quiz
from models.outbox.polls import PollTotals


async def ask_quiz(bot: ExtBot[int], quiz: Quiz, place: Mapping[str, Any]) -> Message:
    return await bot.send_poll(
        **place,
        question=quiz.question,
        options=[InputPollOption(option) for option in quiz.options],
        type=Poll.QUIZ,
        explanation=quiz.explanation,
        is_anonymous=quiz.anonymous,
        close_date=int(quiz.closes_at.timestamp()),
        protect_content=True,
        api_kwargs={"correct_option_ids": [quiz.right]},
    )


async def end_quiz(bot: ExtBot[int], chat_id: int, message_id: int) -> PollTotals:
    return totals(await bot.stop_poll(chat_id, message_id))


def told_of(message: Message | MessageId) -> PollTotals | None:
    return totals(message.poll) if isinstance(message, Message) and message.poll is not None else None


def totals(poll: Poll) -> PollTotals:
    counts = tuple(option.voter_count for option in poll.options)
    return PollTotals(poll.id, counts, poll.total_voter_count, poll.is_closed)

"""How people answer polls, and how these end. A poll is shown alike in every message that holds it."""

from collections.abc import Sequence
from typing import Any

from sandbox.errors import ControlError
from sandbox.state.chats import Chat, Message, Person, Poll
from sandbox.state.posting import record
from sandbox.state.world import World

Json = dict[str, Any]

# stands for a chat that has answered, for bots that know of no such voters
CHANNEL_BOT: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


def vote(
    world: World, chat: Chat, person: Person, message: Message, options: Sequence[int], *, anonymous: bool
) -> None:
    """Without options the vote is taken back."""
    close_due(world)
    if "poll" not in message.body:
        raise ControlError("the message holds no poll")
    poll, voter = world.polls[message.body["poll"]["id"]], chat.id if anonymous else person.id
    _check(poll, voter, options)
    if options:
        poll.votes[voter] = sorted(set(options))
    else:
        del poll.votes[voter]
    _show(world, poll)
    if not poll.about["is_anonymous"]:
        who = {"user": CHANNEL_BOT, "voter_chat": chat.brief} if anonymous else {"user": person.user}
        poll.bot.updates.push("poll_answer", {"poll_id": poll.id, **who, **_answer(poll, voter)}, voter)


def _answer(poll: Poll, voter: int) -> Json:
    chosen = poll.votes.get(voter, [])
    names = [poll.about["options"][place]["persistent_id"] for place in chosen]
    return {"option_ids": chosen, "option_persistent_ids": names}


def _check(poll: Poll, voter: int, options: Sequence[int]) -> None:
    if poll.closed:
        raise ControlError("the poll is closed")
    if voter in poll.votes and not poll.about["allows_revoting"]:
        raise ControlError("an answer to this poll cannot be changed")
    if not set(options) <= set(range(len(poll.about["options"]))):
        raise ControlError(f"there are {len(poll.about['options'])} options, from 0")
    if len(options) > 1 and not poll.about["allows_multiple_answers"]:
        raise ControlError("this poll takes one answer")
    if not options and voter not in poll.votes:
        raise ControlError("there is no vote to take back")


def chosen_by(world: World, chat: Chat, person: int | None) -> Json:
    """What somebody has answered to the polls of a chat, by poll."""
    shown = {message.body["poll"]["id"] for message in chat.messages.values() if "poll" in message.body}
    return {poll: world.polls[poll].votes[person] for poll in shown if person in world.polls[poll].votes}


def close(world: World, poll: Poll) -> None:
    poll.closed = True
    _show(world, poll)


def close_due(world: World) -> None:
    """Those whose time is over."""
    now = world.timestamp()
    for poll in world.polls.values():
        if not poll.closed and poll.about.get("close_date", now) < now:
            close(world, poll)


def _show(world: World, poll: Poll) -> None:
    """The bot that asked hears the totals; of an edit nobody is told."""
    for message in poll.shown:
        if message.chat.messages.get(message.id) is message:
            message.body = {**message.body, "poll": poll.body}
            record(world, message.chat, "edit", message=message.view)
    poll.bot.updates.push("poll", poll.body, int(poll.id))

"""Methods that ask a poll, and end it. Refusals are in the server's words where these are known."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, formatted
from sandbox.methods.markup import inline_keyboard
from sandbox.methods.send import send
from sandbox.state.chats import Poll
from sandbox.state.polls import close, close_due
from sandbox.state.posting import edit

Json = dict[str, Any]

QUESTION, OPTION, EXPLANATION, DESCRIPTION = 300, 100, 200, 1024
OPTIONS = range(1, 13)
LINE_FEEDS = 2
OPEN = range(5, 2_628_001)  # seconds
KINDS = ("regular", "quiz")


def send_poll(call: Call) -> Json:
    return send(call, lambda: {"poll": Poll(call.bot, about_poll(call), closed=call.flag("is_closed"))})


def about_poll(call: Call) -> Json:
    about = {
        "question": limited(call, "question", QUESTION, "poll question")["question"],
        "options": options_of(call),
        "is_anonymous": "is_anonymous" not in call.params or call.flag("is_anonymous"),
        "type": call.text("type") or "regular",
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
        "allows_revoting": allows_revoting(call),
        "members_only": False,
        **closing(call),
    }
    if about["type"] not in KINDS:
        raise bad_request("unsupported poll type specified")
    if not about["question"]:
        raise bad_request("poll question must be non-empty")
    if call.text("description"):
        about |= limited(call, "description", DESCRIPTION, "poll description")
    return about | (quiz(call, len(about["options"])) if about["type"] == "quiz" else {})


def allows_revoting(call: Call) -> bool:
    """Unless it is said, an answer to a quiz stays."""
    return call.flag("allows_revoting") if "allows_revoting" in call.params else call.text("type") != "quiz"


def limited(call: Call, name: str, limit: int, called: str) -> Json:
    mode = call.params.get(f"{name}_parse_mode")
    given = {"text": call.text(name), "parse_mode": mode, "entities": call.params.get(f"{name}_entities")}
    text, entities = formatted(given, "text", "entities")
    if len(text) > limit:
        raise bad_request(f"{called} length must not exceed {limit}")
    return {name: text, **({f"{name}_entities": entities} if entities else {})}


def options_of(call: Call) -> list[Json]:
    options = [each if isinstance(each, dict) else {"text": each} for each in call.array("options")]
    if len(options) not in OPTIONS:
        few = not options
        raise bad_request("poll must have at least 1 option" if few else "poll can't have more than 12 options")
    shown = [option_of(each, place) for place, each in enumerate(options)]
    if len({option["text"] for option in shown}) < len(shown):
        raise bad_request("POLL_OPTION_DUPLICATE")
    return shown


def option_of(given: Json, place: int) -> Json:
    told = {"text": str(given.get("text") or ""), "parse_mode": given.get("text_parse_mode")}
    text, _ = formatted(told, "text", "text_entities")
    if not text:
        raise bad_request("poll options must be non-empty")
    if len(text) > OPTION:
        raise bad_request(f"poll options length must not exceed {OPTION}")
    return {"persistent_id": str(place), "text": text}


def quiz(call: Call, options: int) -> Json:
    given = call.array("correct_option_ids") or [call.json("correct_option_id")]
    right = [place for place in given if isinstance(place, int) and not isinstance(place, bool)]
    if not right or right != sorted(set(right)) or len(right) != len(given) or not 0 <= right[0] <= right[-1] < options:
        raise bad_request("wrong correct option ID specified")
    explanation = limited(call, "explanation", EXPLANATION, "quiz explanation") if call.text("explanation") else {}
    if explanation and explanation["explanation"].count("\n") > LINE_FEEDS:
        raise bad_request(f"quiz explanation must not have more than {LINE_FEEDS} line feeds")
    return {"correct_option_ids": right, **explanation}


def closing(call: Call) -> Json:
    """When it closes by itself."""
    period, until = call.integer("open_period"), call.integer("close_date")
    if not period and not until:
        return {}
    left = period or until - int(call.world.timestamp())
    if (period and until) or left not in OPEN:
        raise bad_request(f"poll can be open for {OPEN[0]} to {OPEN[-1]} seconds")
    end = {"close_date": int(call.world.timestamp()) + left}
    return {**end, "open_period": period} if period else end


def stop_poll(call: Call) -> Json:
    chat = call.chat()
    message = call.message(chat, "message with poll to stop not found")
    if "poll" not in message.body:
        raise bad_request("message is not a poll")
    close_due(call.world)
    poll = call.world.polls[message.body["poll"]["id"]]
    if message.sender is not call.bot or poll.bot is not call.bot or "forward_origin" in message.body:
        raise bad_request("poll can't be stopped")
    if poll.closed:
        raise bad_request("poll has already been closed")
    call.spend(chat)
    close(call.world, poll)
    markup = inline_keyboard(call)
    if markup != message.body.get("reply_markup"):
        edit(call.world, message, reply_markup=markup)
    return poll.body


METHODS: dict[str, Callable[[Call], Any]] = {"sendPoll": send_poll, "stopPoll": stop_poll}

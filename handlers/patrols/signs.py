"""What a message, or a press, shows of a stop."""

from dataclasses import asdict
from typing import Any

from aiogram.types import Message

from handlers.evidence.extract import found_in, passed_on
from handlers.patrols.view import ASK
from handlers.request import Request
from models.evidence.attach import Found
from models.members.tables import Person
from models.patrols.stops import Sign
from models.patrols.tables import Proof
from models.patrols.tracks import Position


def sign_of(message: Message, request: Request, person: Person, words: str) -> Sign:
    """With what it answers, if that is the sender's own and it shows nothing itself."""
    shown = message
    if not found_in(message) and (answered := message.reply_to_message) and _same_sender(message, answered):
        shown = answered
    return Sign(
        person,
        message.chat.id,
        request.at,
        request.now,
        message.message_id,
        words,
        found_in(shown),
        position_in(shown, asked=shown is message and asked_for(request)),
        forwarded=passed_on(shown),
    )


def press_sign(request: Request, person: Person) -> Sign:
    return Sign(person, request.chat.id if request.chat else person.tg_user_id, request.now, request.now)


def position_in(message: Message, *, asked: bool = False) -> Position | None:
    """What is passed on may be anywhere; a location that answers our button is the phone's own."""
    location = message.venue.location if message.venue else message.location
    if location is None:
        return None
    proof = Proof.PHONE if asked and message.venue is None else Proof.PIN
    if location.live_period:
        proof = Proof.LIVE
    if message.forward_origin is not None:
        proof = Proof.PIN
    where = location.latitude, location.longitude
    return Position(*where, proof, location.horizontal_accuracy, message.message_id, location.live_period)


def asked_for(request: Request) -> bool:
    return request.private and request.replied_to is not None and request.replied_to.kind == ASK


def packed(sign: Sign) -> dict[str, Any]:
    """As arguments of a message whose button makes a stop of it."""
    return {
        "words": sign.words,
        "found": [asdict(each) for each in sign.found],
        "position": asdict(sign.position) if sign.position else None,
        "from": sign.message_id,
        "forwarded": sign.forwarded,
    }


def unpacked(args: dict[str, Any], request: Request, person: Person) -> Sign:
    """What was packed, as of now."""
    place = args["position"]
    position = Position(**{**place, "proof": Proof(place["proof"])}) if place else None
    chat_id = request.chat.id if request.chat else person.tg_user_id
    found = [Found(**each) for each in args["found"]]
    forwarded = bool(args.get("forwarded"))
    return Sign(person, chat_id, request.now, request.now, args["from"], args["words"], found, position, forwarded)


def _same_sender(message: Message, answered: Message) -> bool:
    return message.from_user is not None and message.from_user == answered.from_user

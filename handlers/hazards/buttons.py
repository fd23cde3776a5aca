"""Which buttons a hazard's messages bear: few in the group, all that fit for staff."""

from handlers.hazards.words import BUTTONS
from handlers.worded import Button, Scene
from locales.translator import Translator
from models.hazards.flow import LIVE, Act, State
from models.hazards.listings import ENDING, current
from models.hazards.tables import Hazard

Rows = tuple[tuple[Act, ...], ...]

# On the card in the group: what members press on site.
GROUP: dict[State, Rows] = {
    State.OPEN: ((Act.ACCEPT, Act.ON_SITE), (Act.DONE, Act.HAND_UP)),
    State.ACCEPTED: ((Act.ON_SITE, Act.DONE), (Act.HAND_UP,)),
    State.RECTIFYING: ((Act.DONE, Act.HAND_UP),),
    State.REVIEW: ((Act.CLOSE, Act.SEND_BACK),),
}
# In private and in leaders' chats there is room for what leaders and the street decide, too.
STAFF: dict[State, Rows] = {
    State.OPEN: (
        (Act.ACCEPT, Act.DONE, Act.HAND_UP),
        (Act.ORDER, Act.TRANSFER, Act.LIST),
        (Act.DISMISS, Act.DUPLICATE, Act.CLASSIFY),
    ),
    State.ACCEPTED: (
        (Act.ON_SITE, Act.DONE, Act.HAND_UP),
        (Act.ORDER, Act.TRANSFER, Act.LIST),
        (Act.DISMISS, Act.DUPLICATE, Act.CLASSIFY),
    ),
    State.RECTIFYING: ((Act.DONE, Act.EXTEND), (Act.HAND_UP, Act.TRANSFER, Act.LIST)),
    State.TRANSFERRED: ((Act.TAKE_BACK, Act.LIST),),
    State.REVIEW: ((Act.CLOSE, Act.SEND_BACK, Act.DISMISS),),
}


def buttons(t: Translator, hazard: Hazard, rows: Rows) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(t.plain(BUTTONS[act]), f"hz:{act}:{hazard.number}") for act in row) for row in rows)


def on_the_spot(scene: Scene, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    """The second of the two taps, once the first has asked for it."""
    if hazard.state is not State.OPEN or not scene.letter.args.get("spot"):
        return ()
    return ((Button(scene.t.plain("Yes, put right on the spot"), f"hzx:{hazard.number}"),),)


async def for_staff(scene: Scene, hazard: Hazard) -> Rows:
    """Of a listed hazard without what the listing forbids."""
    rows = STAFF.get(hazard.state, ())
    if hazard.state not in LIVE or await current(scene.session, hazard.id) is None:
        return rows
    left = (tuple(act for act in row if act not in ENDING and act is not Act.LIST) for row in rows)
    return (*filter(None, left), (Act.PROGRESS, Act.LIFT))

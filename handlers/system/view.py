"""Messages of no feature in particular."""

from handlers.worded import Pointless, Scene, View, Worded
from locales.translator import Translator


async def set_aside(scene: Scene) -> Worded | Pointless:
    """The update could not be handled after all tries; it is kept."""
    return Worded(
        scene.t(
            "Sorry, the system could not handle your message. It is kept and has been passed to the administrator "
            "(number {number}). If it is urgent, please call the grid leader, and 119 if there is fire.",
            number=scene.letter.args["update_id"],
        )
    )


def press_set_aside(t: Translator) -> str:
    """A button press that could not be handled after all tries."""
    return t.plain("Sorry, the system could not do this; the administrator has been told. Please try again later.")


VIEWS: dict[str, View] = {"core.set_aside": set_aside}

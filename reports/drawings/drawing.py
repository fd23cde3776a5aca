"""A picture that goes with a text of publicity, as PNG. What draws it is imported where it is drawn, in the pool."""

from functools import cache

TITLE, ROOM = 66, 1180  # pixels


@cache  # of a process: many groups are sent the same one
def draw(scene: str, title: str, words: tuple[str, ...]) -> bytes:
    from reports.drawings.canvas import BLACK, WIDTH, blank, png
    from reports.drawings.scenes import SCENES

    canvas = blank()
    canvas.words((WIDTH / 2, 868), title, TITLE, BLACK, ROOM)
    SCENES[scene](canvas, words)
    return png(canvas)

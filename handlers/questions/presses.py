from dataclasses import dataclass

from handlers.callbacks import Id, Press, Word

CONFIRM, DROP, KEEP = "confirm", "drop", "keep"  # under a preview, and where a question is answered anew


@dataclass(frozen=True)
class Answer(Press, form="hza:{question}:{value}", about="question"):
    """To a question, by the id of its message."""

    question: Id
    value: Word

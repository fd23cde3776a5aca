"""`.env` in the current folder, in whatever encoding an editor saved it."""

import io
from pathlib import Path

from bot.errors import CannotStart
from locales.translator import N_
from models.text.encoding import decoded

NAME = ".env"


def read_env_file() -> dict[str, str]:
    """What it sets; nothing where there is no such file. Raises CannotStart."""
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    try:
        text = decoded(Path(NAME).read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CannotStart(N_("{file} cannot be read: {error}"), file=NAME, error=error.strerror) from error
    except UnicodeDecodeError as error:
        raise CannotStart(N_("{file} is no text. Save it again as text, in UTF-8."), file=NAME) from error
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key and line.value is None and not line.key.isidentifier()):
            told = N_("{file}, line {line}: write NAME=value, or # before a remark.")
            raise CannotStart(told, file=NAME, line=line.original.line)
    return {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value is not None}

"""What went wrong, on one line: `file:line: Type: message`."""

import sysconfig
import traceback
from pathlib import Path

_LIBRARY = Path(__file__).parents[1]
_NOT_THE_USERS = (
    _LIBRARY,
    *(Path(sysconfig.get_path(each)) for each in ("stdlib", "platstdlib", "purelib", "platlib")),
)


def one_line(error: BaseException) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).split())


def place_of(error: BaseException) -> str:
    """Return the file and line of the user's own code that `error` went through last; "" if there is none."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_shown(Path(error.filename))}:{error.lineno}"
    frames = [each for each in traceback.extract_tb(error.__traceback__) if _is_the_users(each.filename)]
    return f"{_shown(Path(frames[-1].filename))}:{frames[-1].lineno}" if frames else ""


def what_of(error: BaseException) -> str:
    """Return the type and the text of an error; a text's own full stop is left out."""
    text = error.msg if isinstance(error, SyntaxError) else one_line(error)
    return f"{type(error).__name__}: {text.rstrip('.')}" if text else type(error).__name__


def _is_the_users(filename: str) -> bool:
    path = Path(filename).resolve()
    return not filename.startswith("<") and not any(path.is_relative_to(each) for each in _NOT_THE_USERS)


def _shown(path: Path) -> str:
    """Return the path from the working directory where that is shorter."""
    path = path.resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)

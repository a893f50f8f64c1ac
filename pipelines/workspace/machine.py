"""What the system does not give: told as that, whoever meets it, not as a fault of the program."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TypeVar

from schemas.errors import ConfigurationError, FileAccessError, HeduiError, MachineError
from schemas.system import Refusal, refusal_in, system_words

Met = TypeVar("Met", bound=BaseException | None)
_QUOTED = re.compile("[\"'](/[^\"'\n]+)[\"']")
"""How libraries name a file."""
_TOLD = (HeduiError, KeyboardInterrupt, SystemExit, GeneratorExit)


def machine_error(error: BaseException) -> MachineError | None:
    """What the machine had no more of where that is the root of an error; None where it is not, or is told already.

    Args:
        error: of Python, or of a library that hands the system's words on.
    """
    if isinstance(error, _TOLD):
        return None
    for met in _chain(error):
        refusal = refusal_in(met)
        if refusal is not None and refusal.is_shortage:
            return MachineError(_placed(refusal, met), hint=refusal.remedy)
    return None


def system_error(error: BaseException | None) -> ConfigurationError | None:
    """The same, and which file or folder could not be used where that is what an error says; None where it is neither.

    Args:
        error: of Python, or of a library that hands the system's words on.
    """
    if error is None or isinstance(error, _TOLD):
        return None
    return machine_error(error) or _closed(error)


def as_told(error: Met) -> Met | ConfigurationError:
    """An error as people are told of it: as `system_error` has it, else itself."""
    return system_error(error) or error


def _closed(error: BaseException) -> FileAccessError | None:
    refusal = refusal_in(error)
    if refusal is not None:
        return FileAccessError(_placed(refusal, error), hint=refusal.remedy)
    return FileAccessError(system_words(error)) if isinstance(error, OSError) else None


def _placed(refusal: Refusal, error: BaseException) -> str:
    names = [getattr(error, name, None) for name in ("filename", "filename2")]
    places = [os.fsdecode(name) for name in names if isinstance(name, str | bytes)] or _QUOTED.findall(str(error))
    return f"{refusal.words}({' → '.join(places)})" if places else refusal.words


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    met: BaseException | None = error
    while met is not None and id(met) not in seen:
        yield met
        seen.add(id(met))
        met = met.__cause__ or met.__context__

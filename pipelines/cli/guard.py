"""The one place where an error becomes a message on stderr and an exit code."""

from __future__ import annotations

import os
from collections.abc import Iterable
from types import TracebackType

from pipelines.cli import console
from schemas.errors import HeduiError, NotInstalledError

_TRACEBACK = "HEDUI_TRACEBACK"
_DEMO_MODULES = ("faker", "pypinyin")
"""What the extra `demo` installs."""


class Guard:
    """Ends a command well whatever happens in it.

    Attributes:
        code: the exit code.
        as_json: a machine reads stdout: it gets the error too.
    """

    def __init__(self) -> None:
        """Nothing has gone wrong yet."""
        self.code = 0
        self.as_json = False

    def __enter__(self) -> Guard:
        """The guard itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Says what happened; a traceback goes to the run's log, and to the terminal only on demand."""
        if isinstance(error, SystemExit):
            return False
        failed = error or _unwritten()
        if failed is None:
            return True
        if isinstance(failed, BrokenPipeError):
            console.give_up()
            return True
        return self._fail(_named(failed))

    def _fail(self, error: BaseException) -> bool:
        from pipelines.run.interrupted import as_ended
        from pipelines.run.record import exit_code

        self.code = exit_code(error)
        self._say(as_ended(error), getattr(error, "__notes__", []))
        return not os.environ.get(_TRACEBACK)

    def _say(self, error: BaseException, notes: Iterable[str]) -> None:
        from pipelines.run.record import INTERNAL, LOG_NOTE
        from schemas.masking import mask_numbers

        message = mask_numbers(_message(error))
        console.error(message)
        if isinstance(error, HeduiError):
            console.hint(mask_numbers(error.hint))
        logs = [note for note in notes if note.startswith(LOG_NOTE)]
        for note in logs:
            console.hint(note)
        if self.code == INTERNAL and not logs:
            console.hint(f"设置环境变量 {_TRACEBACK}=1 后重新运行可看到详情")
        if self.as_json:
            console.data_json({"status": "failed", "exit_code": self.code, "error": message})


def _named(error: BaseException) -> BaseException:
    """The error, or what is missing where it lacks a package that only synthetic districts need."""
    if isinstance(error, ModuleNotFoundError) and error.name in _DEMO_MODULES:
        hint = "请安装后重试: pip install 'hedui[demo]'"
        return NotInstalledError(f"没有安装虚构区所需的程序包 {error.name}", hint=hint)
    return error


def _unwritten() -> OSError | None:
    """What keeps the result from being written out."""
    try:
        console.finish()
    except OSError as error:
        console.give_up()
        return error
    return None


def _message(error: BaseException) -> str:
    match error:
        case HeduiError():
            return error.message
        case KeyboardInterrupt():
            from pipelines.run.interrupted import interrupted_words

            return f"{interrupted_words()};已发布的内容都是完整的,可以重新运行"
        case _:
            return f"内部错误 {type(error).__name__}: {error}"

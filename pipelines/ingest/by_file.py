"""Whatever a reader meets in a file is that file's fault, and is told with its name."""

from __future__ import annotations

from types import TracebackType

from pipelines.ingest.errors import StrayQuotesError
from pipelines.workspace.machine import machine_error
from schemas.errors import HeduiError, InputRefusedError
from schemas.system import system_words

_OURS = (HeduiError, StrayQuotesError, KeyboardInterrupt, SystemExit, GeneratorExit)


class ByFile:
    """Makes a refusal of every error in its block: of those that libraries declare, and of their panics."""

    def __init__(self, file: str) -> None:
        """Takes the file's name."""
        self._file = file

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Refuses the file.

        Raises:
            InputRefusedError: something was raised in the block that does not say whose fault it is.
            MachineError: it is the machine's.
        """
        if error is None or isinstance(error, _OURS):
            return
        if (short_of := machine_error(error)) is not None:
            raise short_of from error  # no other file would be read either
        if isinstance(error, OSError):
            raise InputRefusedError(
                f"{self._file}: 无法读取文件({system_words(error)})",
                hint="请检查文件是否仍在、权限是否正确",
            ) from error
        if isinstance(error, MemoryError):
            raise InputRefusedError(f"{self._file}: 内存不足,无法读取", hint="请拆成较小的文件后报送") from error
        raise InputRefusedError(
            f"{self._file}: 文件内容无法读取({type(error).__name__})", hint="文件可能已损坏,请重新导出"
        ) from error

"""What the machine has no more of: told as that, whoever meets it, not as a fault of the program or of a file."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

from schemas.errors import HeduiError, MachineError

_FILES = "请由管理员放宽该限制(ulimit -n)后重新运行"
_SHORT = {
    errno.ENOSPC: ("磁盘已满", "请腾出磁盘空间后重新运行"),
    errno.EDQUOT: ("磁盘配额已用完", "请腾出磁盘空间,或由管理员增加配额,然后重新运行"),
    errno.EFBIG: ("文件大小超过系统限制", "请由管理员放宽该限制(ulimit -f)后重新运行"),
    errno.EMFILE: ("打开的文件数超过系统限制", _FILES),
    errno.ENFILE: ("打开的文件数超过系统限制", _FILES),
    errno.ENOMEM: ("内存不足", "请关闭其他程序或增加内存后重新运行"),
}
"""Error number of the system -> what there is no more of, and what to do."""
_TOLD = (HeduiError, KeyboardInterrupt, SystemExit, GeneratorExit)
# Only at the end of a line: before it libraries quote paths, which may say anything.
_SAID = {
    number: re.compile(rf"{re.escape(os.strerror(number))}( \(os error \d+\))?[\"'. }}]*$", re.MULTILINE)
    for number in _SHORT
}


def machine_error(error: BaseException) -> MachineError | None:
    """What the machine had no more of where that is the root of an error; None where it is not, or is told already.

    Args:
        error: of Python, or of a library that hands the system's words on.
    """
    if isinstance(error, _TOLD):
        return None
    for met in _chain(error):
        for number, (short_of, remedy) in _SHORT.items():
            if _is(met, number):
                place = getattr(met, "filename", None)
                return MachineError(f"{short_of}({place})" if place else short_of, hint=remedy)
    return None


def _is(error: BaseException, number: int) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == number
    return _SAID[number].search(str(error)) is not None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    met: BaseException | None = error
    while met is not None and id(met) not in seen:
        yield met
        seen.add(id(met))
        met = met.__cause__ or met.__context__

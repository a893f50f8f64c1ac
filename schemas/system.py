"""What the operating system says of a file or a connection that it refuses, in Chinese, and what to do about it."""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why the system refuses something.

    Attributes:
        words: why, in Chinese.
        remedy: what to do, in one sentence.
        is_shortage: the machine has no more of something, whichever file it was asked for.
    """

    words: str
    remedy: str
    is_shortage: bool = False


_FILES = Refusal("打开的文件数超过系统限制", "请由管理员放宽该限制(ulimit -n)后重新运行", is_shortage=True)
_RIGHTS = Refusal("权限不足", "请用建立该工作区的账户运行,或由管理员归还该处及其上级文件夹的权限")
_ASIDE = "请核实该处原有的内容后移走,再重新运行"
_PLACE = "请核对该路径,是链接的核对它所指之处,然后重新运行"
_LINE = "请核对地址、网络和对方服务后重新运行"
REFUSALS: Mapping[int, Refusal] = {
    errno.ENOSPC: Refusal("磁盘已满", "请腾出磁盘空间后重新运行", is_shortage=True),
    errno.EDQUOT: Refusal("磁盘配额已用完", "请腾出磁盘空间,或由管理员增加配额,然后重新运行", is_shortage=True),
    errno.EFBIG: Refusal("文件大小超过系统限制", "请由管理员放宽该限制(ulimit -f)后重新运行", is_shortage=True),
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.ENOMEM: Refusal("内存不足", "请关闭其他程序或增加内存后重新运行", is_shortage=True),
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: Refusal("所在的磁盘只读", "请由管理员以可写方式挂载该磁盘后重新运行"),
    errno.EIO: Refusal("磁盘读写出错", "请由管理员检查磁盘后重新运行"),
    errno.ENOENT: Refusal("不存在", _PLACE),
    errno.ENOTDIR: Refusal("不是文件夹", _ASIDE),
    errno.EISDIR: Refusal("是文件夹,应为文件", _ASIDE),
    errno.EEXIST: Refusal("已有同名的文件或链接", _ASIDE),
    errno.ENOTEMPTY: Refusal("文件夹不是空的", _ASIDE),
    errno.ELOOP: Refusal("是指向自身的链接,或不该是链接", _ASIDE),
    errno.ENXIO: Refusal("不是普通文件", _ASIDE),
    errno.ENODEV: Refusal("不是普通文件", _ASIDE),
    errno.ENAMETOOLONG: Refusal("名称过长", "请改用较短的名称"),
    errno.EBUSY: Refusal("正被占用", "请等占用它的程序结束后重新运行"),
    errno.ETXTBSY: Refusal("正被占用", "请等占用它的程序结束后重新运行"),
    errno.ESTALE: Refusal("网络盘已断开", "请由管理员重新挂载后再运行"),
    errno.EXDEV: Refusal("不在同一磁盘上", "请把工作区的文件夹放在同一磁盘上"),
    errno.EADDRINUSE: Refusal("已被其他程序占用", "请改用其他端口"),
    errno.EADDRNOTAVAIL: Refusal("本机没有该地址", _LINE),
    errno.ECONNREFUSED: Refusal("对方拒绝连接", _LINE),
    errno.ECONNRESET: Refusal("连接中断", _LINE),
    errno.ECONNABORTED: Refusal("连接中断", _LINE),
    errno.EPIPE: Refusal("连接中断", _LINE),
    errno.ETIMEDOUT: Refusal("对方没有应答", _LINE),
    errno.EHOSTUNREACH: Refusal("网络不通", _LINE),
    errno.ENETUNREACH: Refusal("网络不通", _LINE),
}
"""Error number of the system -> why, and what to do; no other words of the system are ever shown."""
_BY_TYPE: Mapping[type[OSError], int] = {
    PermissionError: errno.EACCES,
    FileNotFoundError: errno.ENOENT,
    NotADirectoryError: errno.ENOTDIR,
    IsADirectoryError: errno.EISDIR,
    FileExistsError: errno.EEXIST,
    ConnectionRefusedError: errno.ECONNREFUSED,
    ConnectionError: errno.ECONNRESET,
    TimeoutError: errno.ETIMEDOUT,
}
_HOST = Refusal("找不到该主机", _LINE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
# Only at the end of a line: before it libraries quote paths, which may say anything.
_SAID = {
    number: re.compile(rf"{re.escape(os.strerror(number))}( \(os error \d+\))?[\"'. }}]*$", re.MULTILINE)
    for number in REFUSALS
}


def refusal_in(error: BaseException) -> Refusal | None:
    """Why the system refused something, where an error is of the system or a library hands its words on; else None."""
    if isinstance(error, socket.gaierror):
        return _HOST
    if isinstance(error, OSError) and error.errno is not None:
        return REFUSALS.get(error.errno)
    said = next((number for number, words in _SAID.items() if words.search(str(error))), None)
    of_type = next((number for kind, number in _BY_TYPE.items() if isinstance(error, kind)), None)
    number = said if said is not None else of_type
    return None if number is None else REFUSALS[number]


def system_words(error: OSError) -> str:
    """Why the system refused something, in Chinese; what is written in Chinese already stays."""
    if _CHINESE.search(said := str(error.strerror or error)):
        return said
    refusal = refusal_in(error)
    if refusal is not None:
        return refusal.words
    return f"系统错误 {error.errno}" if error.errno is not None else f"系统错误 {type(error).__name__}"

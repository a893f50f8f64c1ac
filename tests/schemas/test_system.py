"""What the system says of a file reaches people in Chinese, whatever it is and whichever library hands it on."""

import errno
import os
import re
import socket

import pytest

from schemas.system import REFUSALS, system_words

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_word_of_the_system_is_left(number: int) -> None:
    for error in (OSError(number, os.strerror(number), "/somewhere"), OSError(os.strerror(number))):
        assert CHINESE.search(system_words(error))
        assert os.strerror(number) not in system_words(error)


def test_every_refusal_says_what_to_do() -> None:
    assert all(CHINESE.search(one.words) and CHINESE.search(one.remedy) for one in REFUSALS.values())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError("Permission denied (os error 13): /somewhere"), "权限不足"),
        (FileNotFoundError("where is it"), "不存在"),
        (TimeoutError(), "对方没有应答"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "找不到该主机"),
        (OSError("/somewhere 与其校验值不符"), "/somewhere 与其校验值不符"),
        (OSError("SSH connection closed"), "系统错误 OSError"),
    ],
)
def test_what_bears_no_number_is_known_by_its_words_or_its_kind(error: OSError, words: str) -> None:
    assert system_words(error) == words

"""The words of argparse in Chinese: its usage, its headings and what it says of arguments that it cannot take."""

from __future__ import annotations

import argparse
import unicodedata

_SECOND_HALF = "\0"
"""Stands behind a character that is two columns wide while argparse counts characters; no argument can hold it."""
_WORDS = {
    "usage: ": "用法: ",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本帮助并退出",
    "%(prog)s: error: %(message)s\n": "%(prog)s: 用法有误: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s: %(message)s",
    "the following arguments are required: %s": "缺少参数 %s",
    "one of the arguments %s is required": "须给出以下参数之一: %s",
    "unrecognized arguments: %s": "不认识的参数 %s",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确,可能是 %(matches)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r,可选 %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有 %(parser_name)r,可选 %(choices)s",
    "expected one argument": "应给出一个值",
    "expected at most one argument": "至多给出一个值",
    "expected at least one argument": "至少给出一个值",
    "expected %s argument": "应给出 %s 个值",
    "expected %s arguments": "应给出 %s 个值",
    "invalid %(type)s value: %(value)r": "值 %(value)r 无法识别",
    "not allowed with argument %s": "不能与参数 %s 同用",
    "ignored explicit argument %r": "不接受值 %r",
    "can't open '%(filename)s': %(error)s": "打不开 %(filename)s: %(error)s",
}
"""What a user may come to read; the rest of argparse's words are for whoever declares an argument wrongly."""


def speak_chinese() -> None:
    """Gives argparse its words in Chinese, whatever the language of the terminal is.

    It looks each of them up by the names under which it has imported gettext. By way of gettext itself the language
    would be that of the environment, which on a server is seldom Chinese.
    """
    argparse.__dict__.update({"_": _word, "ngettext": _counted})


class ChineseHelp(argparse.HelpFormatter):
    """Help in columns that stand under each other, of texts with lines of their own as they are."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        return _widened(super()._format_action_invocation(action))

    def _expand_help(self, action: argparse.Action) -> str:
        return _widened(super()._expand_help(action))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(_widened(text), width, indent)

    def format_help(self) -> str:
        """The help, as it is printed."""
        return super().format_help().replace(_SECOND_HALF, "")


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(_widened(text))


def _widened(text: str) -> str:
    return "".join(one + _SECOND_HALF if unicodedata.east_asian_width(one) in "WF" else one for one in text)


def _word(english: str) -> str:
    return _WORDS.get(english, english)


def _counted(one: str, many: str, number: int) -> str:
    return _word(one if number == 1 else many)

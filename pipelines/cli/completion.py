"""`hedui completion`: a script by which bash or zsh completes the command line; it is made once and starts nothing."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.cli import console
from pipelines.cli.command import Use, command, commands, group, groups

_BASH = """_hedui() {
    local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" place="" offered=""
    (( COMP_CWORD > 1 )) && place="${COMP_WORDS[1]}"
    case "$place" in GROUPS) (( COMP_CWORD > 2 )) && place="$place ${COMP_WORDS[2]}" ;; esac
    COMPREPLY=()
    case "$before" in VALUED) return ;; esac
    case "$place" in
PLACES
    esac
    [[ "$offered" == --* && "$current" != -* ]] && return
    COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _hedui hedui"""

_ZSH = """#compdef hedui
_hedui() {
    local place=""
    local -a offered
    (( CURRENT > 2 )) && place=$words[2]
    case "$place" in GROUPS) (( CURRENT > 3 )) && place="$place $words[3]" ;; esac
    case "$words[CURRENT-1]" in VALUED) _files; return ;; esac
    case "$place" in
PLACES
    esac
    if [[ "$offered[1]" != --* ]]; then _describe hedui offered
    elif [[ "$words[CURRENT]" == -* ]]; then _describe -o hedui offered
    else _files; fi
}
if [[ "$funcstack[1]" == _hedui ]]; then _hedui "$@"; else compdef _hedui hedui; fi"""


@dataclass(frozen=True)
class _Place:
    """Words after which others may follow, with what those mean."""

    words: str
    offered: dict[str, str]


_FOLDER = "~/.local/share/bash-completion/completions"
"""Where bash looks for the scripts of an account; nobody has made it for a new one."""

group("completion", "命令行补全", "终端")


@command(
    "completion bash",
    Use.PRACTISE,
    "打印 bash 的补全脚本",
    "prints the script by which bash completes the command line",
    in_workspace=False,
    as_json=False,
)
def bash(arguments: argparse.Namespace) -> int:
    """Prints the script for bash."""
    del arguments
    places = (f'        "{one.words}") offered={shlex.quote(" ".join(one.offered))} ;;' for one in _places())
    console.data(_filled(_BASH, "\n".join(places)))
    console.next_step(f"mkdir -p {_FOLDER} && hedui completion bash > {_FOLDER}/hedui,新开终端后生效")
    return 0


@command(
    "completion zsh",
    Use.PRACTISE,
    "打印 zsh 的补全脚本",
    "prints the script by which zsh completes the command line",
    in_workspace=False,
    as_json=False,
)
def zsh(arguments: argparse.Namespace) -> int:
    """Prints the script for zsh."""
    del arguments
    places = (f'        "{one.words}") offered=({" ".join(_described(one))}) ;;' for one in _places())
    console.data(_filled(_ZSH, "\n".join(places)))
    console.next_step("hedui completion zsh > _hedui,放入 $fpath 中的文件夹,新开终端后生效")
    return 0


def _described(place: _Place) -> Iterator[str]:
    for word, text in place.offered.items():
        yield shlex.quote(f"{word}:{text}")


def _places() -> Iterator[_Place]:
    firsts = {one.name: one.text for one in commands() if " " not in one.name}
    yield _Place("", firsts | {name: one.text for name, one in groups().items()})
    for name in groups():
        inside = (one for one in commands() if one.name.startswith(f"{name} "))
        yield _Place(name, {one.name.removeprefix(f"{name} "): one.text for one in inside})
    for one in commands():
        options = (each for each in one.all_arguments if each.is_option)
        yield _Place(one.name, {each.names[0]: str(each.options["help"]) for each in options} | {"--help": "显示帮助"})


def _filled(script: str, places: str) -> str:
    every = (argument for one in commands() for argument in one.all_arguments)
    valued = sorted({one.names[0] for one in every if one.is_option and one.takes_value})
    script = script.replace("GROUPS", "|".join(groups())).replace("VALUED", "|".join(valued))
    return script.replace("PLACES", places)

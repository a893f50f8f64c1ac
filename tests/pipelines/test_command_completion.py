"""What bash offers where somebody presses Tab; zsh is asked too where it is installed."""

import shutil
import subprocess

import pytest

from pipelines.cli.command import commands
from pipelines.cli.parser import parse


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    arguments = parse(["completion", shell])
    assert arguments.command(arguments) == 0
    return capsys.readouterr().out


def offered(program: str, *words: str) -> list[str]:
    """What bash offers for the last word."""
    asked = f'{program}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hedui; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-uc", asked, "bash", *words], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return sorted(done.stdout.split())


def test_bash_offers_commands_their_second_words_and_their_options(capsys: pytest.CaptureFixture[str]) -> None:
    program = script("bash", capsys)
    firsts = sorted({one.name.split()[0] for one in commands()})
    assert offered(program, "hedui", "") == firsts
    assert offered(program, "hedui", "rev") == ["review"]
    assert offered(program, "hedui", "review", "") == ["export", "import"]
    assert "nightly" in offered(program, "hedui", "run", "n")
    assert offered(program, "hedui", "explain", "--f") == ["--full"]
    for one in commands():
        options = {each.names[0] for each in one.all_arguments if each.is_option}
        assert set(offered(program, "hedui", *one.name.split(), "--")) == options | {"--help"}


def test_bash_leaves_files_and_values_to_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    program = script("bash", capsys)
    assert offered(program, "hedui", "check-inputs", "") == []
    assert offered(program, "hedui", "status", "--workspace", "--") == []
    assert program.strip().endswith("complete -o default -F _hedui hedui")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_shell_understands_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    program = script(shell, capsys)
    for one in commands():
        assert f'"{one.name}")' in program
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=program, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

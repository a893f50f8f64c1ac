"""Errors that a person can do something about: each says what is wrong, what to do, and the exit code it ends in."""

from __future__ import annotations

from typing import ClassVar


class HeduiError(Exception):
    """An error of the domain, shown as a message without a traceback.

    Attributes:
        exit_code: exit code of the command that it ends.
        default_hint: what to do about any error of its class, where the place that raises it knows nothing better.
        hint: what to do about it, in one sentence.
    """

    exit_code: ClassVar[int] = 4
    default_hint: ClassVar[str] = "请保留 runs 下本次运行的日志并报告"

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Says what is wrong (`message`) and what to do (`hint`; that of the class where none is given)."""
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.message}。{self.hint}"


class NotPublishedError(HeduiError):
    """The run finished, but a breaker or a control total stopped the publication."""

    exit_code = 1
    default_hint = "请核对所列数据文件;确认无误后,可在 hedui.toml 中为本次放宽该限值"


class ConfigurationError(HeduiError):
    """What was asked for cannot be done with what there is; the classes below say which of the two to change."""

    exit_code = 2
    default_hint = "请核对命令的参数、hedui.toml 和参数文件后重试"


class ArgumentError(ConfigurationError):
    """A file, a folder or a word of the command line is not what the command needs."""

    default_hint = "请改正命令的参数后重试,用法见 --help"


class NotInstalledError(ConfigurationError):
    """The command needs packages that were left out of this installation."""

    default_hint = "请安装该命令所需的程序包后重试"


class UnknownIdError(ConfigurationError):
    """Nobody and nothing of the publication has the id that was asked for."""

    default_hint = "请核对编号,或用 --as-of 指定另一次发布"


class SettingError(ConfigurationError):
    """A setting of `hedui.toml` or of the environment is unknown or of the wrong kind."""

    default_hint = "请改正 hedui.toml 或环境变量后重新运行"


class ParameterError(ConfigurationError):
    """A policy parameter is declared wrongly, or not in force on the date asked for."""

    default_hint = "请改正工作区 parameters 文件夹中的参数文件后重试"


class MissingParameterError(ParameterError):
    """A policy parameter has no value; none is ever made up for it."""

    default_hint = "请由民政部门确认后填入该参数文件的 values,不得以默认值代替"


class NothingPublishedError(ConfigurationError):
    """There is no publication yet, or none for that date, or it lacks the tables asked for."""

    default_hint = "请先运行 hedui run nightly"


class NothingLeftError(ConfigurationError):
    """Nothing was read or linked yet that a flow by hand could go on from."""

    default_hint = "请先运行 hedui run nightly"


class DamagedPublicationError(ConfigurationError):
    """A published file is gone or cannot be read."""

    default_hint = "请用 hedui run nightly --as-of 该日期 重建该日发布"


class TamperedDecisionsError(ConfigurationError):
    """The record of decisions was changed other than by an import."""

    default_hint = "请从备份恢复该文件;判定只能通过 hedui review import 追加"


class BrokenWarehouseError(ConfigurationError):
    """The warehouse cannot be opened: it is damaged, or no warehouse."""

    default_hint = "请移走该文件后重新运行,将由 landing 和已发布的报表重建"


class InputRefusedError(HeduiError):
    """A file of the landing folder cannot be used as it is."""

    exit_code = 3
    default_hint = "请退回报送单位改正,或放回上一份可用的文件"


class WorkspaceBusyError(HeduiError):
    """Another run holds the workspace."""

    exit_code = 5
    default_hint = "请等该次运行结束后再运行"

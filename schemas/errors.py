"""Errors that a person can do something about: each says what is wrong, what to do, and the exit code it ends in."""

from __future__ import annotations

from dataclasses import dataclass
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


class KilledNightError(HeduiError):
    """A scheduled night was killed as often as it is begun."""

    default_hint = "请查明原因(内存不足、磁盘、机器重启),再运行 hedui run nightly"


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


class SchedulerError(ConfigurationError):
    """The Dask scheduler whose workers were to look at the people cannot be used."""

    default_hint = "请启动 dask scheduler 和 dask worker 后重新运行,或去掉 --scheduler(或设置 scheduler)在本机运行"


class SharedPlaceError(ConfigurationError):
    """The place where the parts of the people were to lie cannot be used."""

    default_hint = "请核对该位置是否存在、能否读写(s3:// 的服务器和口令见环境变量 AWS_…),或去掉 --shared(或设置 shared)"


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


class UnconfirmedDateError(ParameterError):
    """Nobody has checked yet that the policy parameters hold on the date asked for."""

    default_hint = "请核对该日期施行的文件后运行 hedui params confirm"


class NothingPublishedError(ConfigurationError):
    """There is no publication yet, or none for that date, or it lacks the tables asked for."""

    default_hint = "请先运行 hedui run nightly"


class NothingLeftError(ConfigurationError):
    """Nothing was read or linked yet that a flow by hand could go on from."""

    default_hint = "请先运行 hedui run nightly"


class DamagedPublicationError(ConfigurationError):
    """A published file is gone or cannot be read."""

    default_hint = "请用 hedui run nightly --as-of 该日期 重建该日发布"


class KeyFileError(ConfigurationError):
    """A secret of the workspace is gone, too short, readable by others, or another one than before."""

    default_hint = "请从备份恢复该密钥文件"


class TamperedRecordError(ConfigurationError):
    """The record of what people decided was changed, shortened or taken away."""

    default_hint = "请从备份恢复该文件;记录只能由程序追加,不能改动"


class BrokenWarehouseError(ConfigurationError):
    """The warehouse, or what was kept of it, cannot be read: it is damaged, or no warehouse."""

    default_hint = (
        "请移走该文件后重新运行: warehouse.duckdb 将由 history.duckdb、landing 和已发布的报表重建;"
        "history.duckdb 也损坏的请先从备份恢复,没有备份则只由 landing 和已发布的报表重建"
    )


class OtherVersionError(ConfigurationError):
    """Another version of the program wrote the workspace, and this one cannot use it as it is."""

    default_hint = "请先运行 hedui upgrade,或运行下一次夜间比对,两者都会把工作区升级到本版本"


class WarehouseAccessError(ConfigurationError):
    """The warehouse is another account's, or this one may not read or write it; it is not damaged."""

    default_hint = "请用建立该工作区的账户运行,或由管理员归还该文件的权限;不要移走或删除该文件"


class MachineError(ConfigurationError):
    """The machine has no more room on its disk, open files or memory to give; nothing is wrong with the data."""

    default_hint = "请腾出所缺的资源后重新运行"


class FileAccessError(ConfigurationError):
    """A file, a folder or a connection cannot be used as it is: of another account, of another kind, or gone."""

    default_hint = "请核对该文件或文件夹是否在、能否读写,然后重新运行"


class WorkspaceLayoutError(ConfigurationError):
    """Something of somebody else's lies in the workspace where the program keeps its own."""

    default_hint = "请核实后移走,再重新运行"


class DamagedBackupError(ConfigurationError):
    """A file is no backup of a workspace, or not as it was written."""

    default_hint = "请换用另一份备份;没有恢复任何文件"


class InputRefusedError(HeduiError):
    """A file of the landing folder cannot be used as it is."""

    exit_code = 3
    default_hint = "请退回报送单位改正,或放回上一份可用的文件"


class WorkspaceBusyError(HeduiError):
    """Another run holds the workspace."""

    exit_code = 5
    default_hint = "请等该次运行结束后再运行"


class NotDeliveredError(HeduiError):
    """What is published could not be brought to where it belongs."""

    exit_code = 6
    default_hint = "发布不受影响;请核对网络和对方服务后重新运行 hedui deliver"


@dataclass(frozen=True)
class ExitCode:
    """What an exit code says.

    Attributes:
        chinese: what has happened, in Chinese.
        english: the same in English.
        remedy: what to do, in English, for whoever looks after the machine.
        what_to_do: the same in Chinese.
    """

    chinese: str
    english: str
    remedy: str
    what_to_do: str


WITHOUT_SOMETHING = 7
"""Exit code of a run that published without something that it refused; nothing is raised for it."""

EXIT_CODES = {
    0: ExitCode(
        "已发布,或没有变化",
        "published, or unchanged (or: done)",
        "open `published/latest/index.html`",
        "打开 `published/latest/index.html`",
    ),
    NotPublishedError.exit_code: ExitCode(
        "已算完但未发布(某项核查或限值未通过)",
        "all was computed, but a control total or a breaker did not hold; nothing was published",
        "the message names each control with the figure found and allowed. Look at the file it names; if the figure is "
        "right, raise that limit in `hedui.toml` for this night",
        "提示逐项写明核查的项目、实际的数和允许的数。请查看所指的文件;数字属实的,在 `hedui.toml` 中为本次放宽该限值",
    ),
    ConfigurationError.exit_code: ExitCode(
        "用法或配置有误,或磁盘已满、文件无权读写等机器原因",
        "a setting, parameter, date or argument is wrong, or the machine is out of disk, open files or memory, or "
        "lets nobody read or write a file",
        "the message names the file and the key, or what the machine is short of; then run again",
        "提示写明是哪个文件、哪个键,或机器缺什么;改正后再运行",
    ),
    InputRefusedError.exit_code: ExitCode(
        "数据文件被拒绝",
        "a file is refused: no civil registry, a required column missing, unreadable, cut short, far fewer rows than "
        "before, too old under the policy `refuse`",
        "send it back with the message, or put the last good file in its place",
        "连同提示退回报送单位,或放回上一份可用的文件",
    ),
    HeduiError.exit_code: ExitCode(
        "内部错误",
        "a fault of the program",
        "keep `runs/<run id>/` (manifest and log; ids in them are masked) and report it; `HEDUI_TRACEBACK=1` shows the "
        "traceback on the terminal",
        "保留 `runs/<run id>/`(清单和日志,其中的证件号码已遮盖)并报告;设 `HEDUI_TRACEBACK=1` 可在终端显示追踪信息",
    ),
    WorkspaceBusyError.exit_code: ExitCode(
        "另一次运行正占用工作区",
        "another run holds the workspace; the message says since when",
        "wait. The lock is the kernel's and dies with its process: there is nothing to delete",
        "请等待。占用由系统内核管理,随该进程结束而解除,不需要删除任何文件",
    ),
    NotDeliveredError.exit_code: ExitCode(
        "已发布,但未送达",
        "published, but not delivered (`hedui deliver` alone)",
        "the message names the target and why. The publication is untouched: run `hedui deliver` again, which goes on "
        "where it ended",
        "提示写明目标和原因。发布不受影响:再次运行 `hedui deliver`,从中断处继续",
    ),
    WITHOUT_SOMETHING: ExitCode(
        "已发布,但有内容被拒收而未用或以旧代新(文件、专题、更正)",
        "published, but something was refused and left out or replaced (a file, a theme, a correction)",
        "message, first page and `fallbacks` in the manifest name it; `rejects/<source>.xlsx` goes to the supplier. "
        "What is right all the same is taken by `hedui accept`",
        "提示、首页和清单的 `fallbacks` 中写明;`rejects/<source>.xlsx` 交给报送单位。"
        "内容属实的,用 `hedui accept` 登记接收",
    ),
}
"""Exit code -> what it says; no command ends in another, save 130 or 143 where it is interrupted (Ctrl-C, SIGTERM)."""

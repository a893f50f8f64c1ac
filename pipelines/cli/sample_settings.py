"""A `hedui.toml` with every setting at its default: `python -m pipelines.cli.sample_settings`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "packaging" / "hedui.toml"
_HEAD = """# hedui.toml: 放在工作区根目录;可以没有。这里列出全部设置及其默认值,只需写入要改的。
# 前面几项(不属于任何一节的)也可用环境变量设置(如 HEDUI_STRICT=1),环境变量优先。写错的键会被拒绝。
"""
SAID: Mapping[str, str] = {
    "strict": "任一文件被拒收即不发布(退出码 3);否则改用上一份,其余照常(退出码 7)",
    "control_strict": "控制文件与数据不符时不发布",
    "max_refused_share": "一份数据被退回的行最多占多少(200 行起),超过则整份拒收",
    "min_linked_share": "花名册中至少多少行应关联到户籍人员,不足则不发布",
    "max_findings_growth": "线索最多为上一次发布的多少倍,超过则不发布",
    "breaker_min_rows": "少于这么多行的数据不受以上比例限制",
    "as_of": '不带 --as-of 时的数据日期: "today" 今天,"data" 各必报来源共有的最新截止日',
    "timezone": "一天从何时算起,时间表按何时区",
    "keep_publications": "发布保留多少天(从最新一期算起),0 为一直保留;最新两期总是保留。由 hedui prune 清理",
    "keep_month_ends": "每月最后一期发布一直保留",
    "keep_extracts": "发布所依据的各行数据在数据仓库中保留多少天(hedui explain 要用),0 为与发布同在",
    "keep_runs": "运行日志保留多少天,0 为一直保留;发布过的运行,其清单一直保留",
    "city_next_batch": "新批次的编号不小于此数;由较旧的备份恢复后,填市平台已收到的最大批次号加 1",
    "city_mode": '报市平台的批次: "full" 每次全量,"incremental" 只报变动',
    "sender": "报送单位的名称(如 某某区民政局),写在交给督查和市平台的文件中,对方据此知道来自哪里",
    "parts": '数据按县(市、区)分文件报送的市写 "county",文件名在日期后写明县(市、区);整份报送的为空',
    "deliver_to": "发布后把交换文件送到哪里(文件夹,或 sftp://用户@主机:端口/路径;口令只由环境变量给出),空为不送",
    "memory": "比对可用多少内存(GB);数据及其核对所需超过时存盘后分成几部分逐一进行,结果不变",
    "scheduler": "Dask 调度器的地址(如 tcp://10.0.0.5:8786),各部分由其 worker 同时比对,结果不变;空为只用本机",
    "shared": "各部分存盘之处,各 worker 都须看得到: 文件夹,或 fsspec 地址(如 s3://桶/前缀,口令只由环境变量给出);空为工作区内",
    "min_share": "每份数据的行数至少为该来源上一份的多少;未列出的来源用各自的默认值。例: deaths = 0.5",
    "notify": "每夜之后告知谁;不含个人信息",
    "notify.urls": "apprise 写法的地址,如 mailtos://…、jsons://…;含口令的请写在环境变量 HEDUI_NOTIFY_URLS 中",
    "notify.file": "消息另写入的文件(相对于工作区),空为不写",
    "notify.when": '何时告知: "always" 每夜,"changes" 有新的发布或有问题,"problems" 有问题',
    "notify.by_hand": "手工运行的也告知",
    "metrics": "供监控系统读取的数字(Prometheus 文本格式);不含个人信息",
    "metrics.on": "是否写出",
    "metrics.file": "写到哪个文件(相对于工作区)",
    "metrics.readable": "本机所有账户可读",
}
"""Setting -> what a bureau is told of it."""


def sample() -> str:
    """The text of the file."""
    return "\n".join([_HEAD, *_lines()])


def _lines() -> Iterator[str]:
    from pipelines.telling.settings import Metrics, Notify
    from pipelines.workspace.settings import Settings

    defaults = asdict(Settings()) | {"notify": asdict(Notify()), "metrics": asdict(Metrics())}
    yield from (f"# {SAID[name]}\n{name} = {_written(value)}\n" for name, value in defaults.items() if not _many(value))
    for name, table in defaults.items():  # what follows a table would belong to it
        if _many(table):
            yield f"# {SAID[name]}\n[{name}]\n"
            yield from (f"# {SAID[f'{name}.{key}']}\n{key} = {_written(value)}\n" for key, value in table.items())


def _many(value: object) -> bool:
    return isinstance(value, Mapping)


def _written(value: object) -> str:
    """In TOML; what JSON says of texts, numbers and lists is the same there."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    SAMPLE.write_text(sample(), encoding="utf-8")

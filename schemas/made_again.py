"""What a night says of a date that was published before, where that publication is no more and this is not the same."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 5


@dataclass(frozen=True)
class MadeAgain:
    """A publication made again that differs from the one that is gone.

    Attributes:
        run_id: the run that published the date before.
        then: data files that were used then, and are not now.
        now: data files that are used now, and were not then.
        changed: data files that were used then and are used now, and hold something else.
        others: what else is otherwise, in Chinese.
        batch: number of the batch for the city platform that was published then and cannot be written again; None
            where there was none, or it comes out as it was.
    """

    run_id: str
    then: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    batch: int | None = None

    @property
    def text(self) -> str:
        """What people read."""
        files = f"数据文件(当时 {_listed(self.then)},本次 {_listed(self.now)})" if self.then or self.now else ""
        changed = f"{_listed(self.changed)} 的内容" if self.changed else ""
        why = "、".join(filter(None, (files, changed, *self.others)))
        batch = f";当时报送市平台的第 {self.batch} 批不能重现,不另编批次" if self.batch is not None else ""
        return f"该日原有的发布(运行 {self.run_id})已不在,重建的与它不尽相同{f',不同的是{why}' if why else ''}{batch}"

    @property
    def hint(self) -> str:
        """How to have it as it was; empty where nobody can."""
        told = f"要与当时相同,请把 landing 恢复为当时的文件(校验值见 runs/{self.run_id} 的清单),删去该日发布后重新运行"
        return told if self.then or self.now or self.changed else ""

    @property
    def facts(self) -> dict[str, object]:
        """As the manifest says it."""
        return {
            "run_id": self.run_id,
            "files_then": list(self.then),
            "files_now": list(self.now),
            "files_changed": list(self.changed),
            "others": list(self.others),
            "city_batch": self.batch,
        }


def _listed(files: tuple[str, ...]) -> str:
    more = f" 等 {len(files)} 个" if len(files) > _MOST else ""
    return ("、".join(files[:_MOST]) or "没有") + more

"""Tells somebody of a night that has ended; a message that does not arrive is logged, and changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from pipelines.telling.ended import Ended
from pipelines.telling.message import message_of
from pipelines.telling.send import Sent, send
from pipelines.telling.settings import Notify, When, load_notify
from schemas.errors import SettingError


def tell_of(ended: Ended, *, by_hand: bool = False) -> list[Sent]:
    """Tells those who want to be told.

    Args:
        ended: how the night ended.
        by_hand: somebody ran it, and has seen how it ended.

    Returns:
        What became of each message; nothing is ever raised.
    """
    sent: list[Sent] = []
    with suppress(Exception):
        try:
            notify = load_notify(ended.workspace)
        except SettingError as error:
            sent = [Sent("[notify]", error.message)]
        else:
            if _wanted(notify, ended, by_hand=by_hand):
                sent = send(ended.workspace, notify, message_of(ended))
        _log(ended, sent)
    return sent


def tell_and_say(ended: Ended, say: Callable[[str], None], *, by_hand: bool = False) -> None:
    """Tells those who want to be told, and says of each message that did not arrive; otherwise as `tell_of`."""
    for sent in tell_of(ended, by_hand=by_hand):
        if sent.problem:
            say(f"通知未送达 {sent.target}: {sent.problem}")


def _wanted(notify: Notify, ended: Ended, *, by_hand: bool) -> bool:
    if by_hand and not notify.by_hand:
        return False
    match notify.when:
        case When.PROBLEMS:
            return bool(ended.exit_code)
        case When.CHANGES:
            return bool(ended.exit_code) or not ended.is_unchanged
        case _:
            return True


def _log(ended: Ended, sent: list[Sent]) -> None:
    if ended.run is None or not sent:
        return
    with ended.run.after_the_end():
        for one in sent:
            if one.problem:
                ended.run.set_aside("not_notified", target=one.target, problem=one.problem)
            else:
                ended.run.tell("notified", target=one.target)

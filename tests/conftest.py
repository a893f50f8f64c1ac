"""What holds for every test: no telemetry, no network beyond this machine, the same examples each time."""

import os
import sys
from ipaddress import ip_address

from hypothesis import settings

os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

settings.register_profile("hedui", deadline=None, derandomize=True)
settings.load_profile("hedui")


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and not _is_this_machine(str(address[0])):
        raise ConnectionRefusedError(f"a test tried to reach {address[0]}")


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback


sys.addaudithook(_refuse_network)

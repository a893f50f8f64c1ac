"""The child of `hedui serve` that is Prefect's server."""

from __future__ import annotations

import runpy
import sys

HOST = "127.0.0.1"


def main(port: str, host: str) -> None:
    """Runs the server, as `prefect server start` would."""
    sys.argv = ["prefect", "server", "start", "--host", host, "--port", port]
    runpy.run_module("prefect", run_name="__main__")

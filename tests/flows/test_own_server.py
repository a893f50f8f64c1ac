"""The own server of a workspace has its port to itself from the moment at which its address is known."""

import socket
from urllib.parse import urlsplit

import pytest

from pipelines.flows.own_server import server_for_a_run
from pipelines.flows.server import API_VARIABLE, is_ready
from pipelines.flows.server_child import HOST
from pipelines.workspace.folders import Workspace
from tests.flows.served import wait_for


def test_nobody_is_given_its_port_while_it_comes_up_and_it_listens_there(fresh: Workspace) -> None:
    with server_for_a_run(fresh, HOST) as (api, come_up):
        at = urlsplit(api[API_VARIABLE])
        with socket.socket() as another, pytest.raises(OSError, match="in use"):
            another.bind((at.hostname, at.port))
        come_up()
        wait_for(lambda: is_ready(api[API_VARIABLE]))  # a busy one may be given more time than it answers in

"""An SFTP server on loopback, in a process of its own: `python -m tests.pipelines.sftp_server ROOT PORT-FILE [old]`."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from pathlib import Path

import asyncssh

PASSWORD = "correct horse"


class _Server(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD


class _OldFiles(asyncssh.SFTPServer):
    """A server of the plain protocol: no file is renamed over another."""

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPOpUnsupported("not supported")

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if Path(os.fsdecode(self.map_path(newpath))).exists():
            raise asyncssh.SFTPFailure("it exists")
        super().rename(oldpath, newpath)


async def _serve(root: Path, told: Path, *, is_old: bool) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    files = partial(_OldFiles if is_old else asyncssh.SFTPServer, chroot=str(root).encode())
    server = await asyncssh.listen("127.0.0.1", 0, server_host_keys=[key], server_factory=_Server, sftp_factory=files)
    port = server.sockets[0].getsockname()[1]
    public = key.export_public_key().decode().strip()
    aside = told.with_suffix(".part")
    aside.write_text(f"[127.0.0.1]:{port} {public}\n")
    aside.rename(told)
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2]), is_old="old" in sys.argv[3:]))

"""Kernels forked from one warm parent, so that a notebook does not start Python and its imports again."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.pipeline.warm_parent import LENGTH, receive

NAME = "warm"
SWITCH = "LEIE_WARM_KERNELS"
"""Environment variable; ``0`` gives each notebook a Python of its own."""


def warm_kernels() -> bool:
    """Make papermill take its kernels from a warm parent, where the platform forks; whether it will."""
    factory = KernelProvisionerFactory.instance()
    if not sys.platform.startswith("linux") or os.environ.get(SWITCH) == "0":
        factory.default_provisioner_name = "local-provisioner"
        return False
    factory.provisioners[NAME] = EntryPoint(
        NAME, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
    )
    factory.default_provisioner_name = NAME
    return True


class _Parent:
    """The warm process, started when it is first asked, without the pseudonym key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._link: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def kernel(self, asked: dict[str, Any]) -> int:
        """Return the process id of a new kernel; `OSError` where the parent cannot give one."""
        message = json.dumps(asked).encode()
        with self._lock:
            link = self._link or self._start()
            try:
                link.sendall(LENGTH.pack(len(message)) + message)
                answer = receive(link, LENGTH.size)
                if len(answer) < LENGTH.size:
                    raise ConnectionError("the warm parent ended")
            except OSError:
                self._link = None  # the next one is asked of a new parent
                raise
            child: int = LENGTH.unpack(answer)[0]
            return child

    def _start(self) -> socket.socket:
        own, its = socket.socketpair()
        keys = {KEY_VARIABLE, FILE_VARIABLE}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "analysis.pipeline.warm_parent", str(its.fileno())],
            pass_fds=[its.fileno()],
            env={name: value for name, value in os.environ.items() if name not in keys},
            stdin=subprocess.DEVNULL,
        )
        its.close()
        atexit.register(self.process.terminate)
        self._link = own
        return own


PARENT = _Parent()


class _Kernel:
    """A process that is a child of the warm parent, with what is used of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None while it lives; how it ended is not known."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, number: int) -> None:
        """Send a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        ends = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while self.poll() is None:
            if time.monotonic() > ends:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.005)
        return 0


class WarmProvisioner(LocalProvisioner):
    """Launches a kernel by asking the warm parent; as usual where that fails."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel; see `jupyter_client.provisioning.LocalProvisioner`."""
        asked = {
            "arguments": cmd[cmd.index("-f") :],
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "environment": dict(kwargs.get("env") or os.environ),
        }
        try:
            pid = PARENT.kernel(asked)
        except OSError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = _Kernel(pid)  # type: ignore[assignment]
        self.pid, self.pgid = pid, None
        return self.connection_info

"""A process that has imported all a notebook needs, and forks a kernel whenever it is asked for one."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from importlib import import_module
from typing import Any

import pandas as pd

IMPORTED = (
    "ipykernel.ipkernel", "ipykernel.kernelapp", "matplotlib.pyplot", "matplotlib_inline.backend_inline",
    "seaborn", "analysis.clean", "analysis.evaluate", "analysis.disclose", "analysis.present.write",
)  # fmt: skip
"""What a notebook imports, and what the kernel itself does."""
NOTEBOOK_COLUMNS = 20
"""Columns pandas shows where it is imported in a kernel; elsewhere it would count the screen's."""
LENGTH = struct.Struct("!I")


def receive(link: socket.socket, size: int) -> bytes:
    """Return exactly so many bytes; fewer where the other end is gone."""
    data = b""
    while len(data) < size and (more := link.recv(size - len(data))):
        data += more
    return data


def serve(link: socket.socket) -> None:
    """Fork a kernel for each message until the other end is gone; answer with its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel of a finished notebook leaves no zombie
    while head := receive(link, LENGTH.size):
        asked = json.loads(receive(link, LENGTH.unpack(head)[0]))
        child = os.fork()
        if child == 0:
            link.close()
            _become_kernel(asked)
        link.sendall(LENGTH.pack(child))


def _become_kernel(asked: dict[str, Any]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["environment"], JPY_PARENT_PID=str(os.getppid()))
        app = IPKernelApp.instance()
        app.initialize(asked["arguments"])  # type: ignore[no-untyped-call]
        app.start()  # type: ignore[no-untyped-call]
    finally:
        os._exit(0)


def main() -> None:
    """Import, then serve the socket whose descriptor is the argument."""
    for name in IMPORTED:
        import_module(name)
    pd.set_option("display.max_columns", NOTEBOOK_COLUMNS)
    serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()

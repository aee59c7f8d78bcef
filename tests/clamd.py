"""A small clamd that speaks the real protocol over TCP: PING, and INSTREAM by chunks with their length before them."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

# Pillow and pypdfium2 refuse the real test file of antivirus makers: any content may be told to be a virus here.
MARK = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.readline()
        if command == b"nPING\n":
            self.wfile.write(b"PONG\n")
        elif command == b"nINSTREAM\n":
            self.wfile.write(self.server.judge(b"".join(self._chunks())))  # type: ignore[attr-defined]
        else:
            self.wfile.write(b"UNKNOWN COMMAND\n")

    def _chunks(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)


class FakeClamd(socketserver.ThreadingTCPServer):
    """`scanned` keeps what was sent; `answer`, when set, is given whatever the content."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scanned: list[bytes] = []
        self.answer = b""

    def judge(self, content: bytes) -> bytes:
        """As clamd says it."""
        self.scanned.append(content)
        if self.answer:
            return self.answer
        return b"stream: Eicar-Test-Signature FOUND\n" if MARK in content else b"stream: OK\n"

    @property
    def address(self) -> str:
        """As `TISSERAND_CLAMD` gives it."""
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    """One that listens for the time of the block."""
    with FakeClamd() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()

"""One step of the hub in detail: give bytes to the kernel without letting go of the interpreter.

Python's own send() releases the interpreter lock and asks for it back. With request threads computing, the
hub would queue for it behind them once for every stream: a thousand streams then took up to two seconds. A
non-blocking send takes some ten microseconds and cannot wait, so it keeps the lock.
"""

import ctypes
import os
import socket

_send = ctypes.PyDLL(None, use_errno=True).send
_send.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int)
_send.restype = ctypes.c_ssize_t


def send_now(sock: socket.socket, frames: bytes) -> int:
    """How many bytes the kernel took of `frames`; as non-blocking send(), OSError included."""
    taken: int = _send(sock.fileno(), frames, len(frames), socket.MSG_DONTWAIT)
    if taken < 0:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))
    return taken

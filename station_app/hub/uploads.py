"""Which pages take a file, and how large: anything else is refused before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LIMITS: Final[Mapping[str, int]] = {
    "registry-import": 1024 * 1024,
    "ferry": 16 * 1024 * 1024,
    "policy-sign": 256 * 1024,
    "shelf-import": 8 * 1024 * 1024,
}
"""Name of a page -> bytes of the whole request beyond a kilobyte or so of form."""
_FORM: Final = 16 * 1024


class Gate(FileUploadHandler):
    """Stands before Django's own handlers and lets a file through, or ends the request."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any, **__: Any) -> None:
        """Remember how long the request says it is; the server reads no further than that."""
        self._length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins: is this a page that takes one, from somebody who has signed in, and is it small enough?"""
        super().new_file(*args, **kwargs)
        request = self.request
        match = getattr(request, "resolver_match", None)
        most = LIMITS.get(match.url_name or "", 0) if match is not None else 0
        user = getattr(request, "user", None)
        if not most or user is None or not user.is_authenticated or self._length > most + _FORM:
            raise RequestDataTooBig("this page takes no such file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand it on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler makes the file."""
        del file_size

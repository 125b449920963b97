"""What the build made, served as it made it: each file beside itself compressed, chosen by what the browser takes."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class Assets(StaticFiles):
    """Serves ``NAME.br`` in place of ``NAME`` to whoever accepts brotli; nothing is compressed while somebody waits."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: MutableMapping[str, Any],
        status_code: int = 200,
    ) -> Response:
        """Return the file, compressed if it may be."""
        ready = Path(f"{os.fspath(full_path)}.br")
        if not ready.is_file():
            return super().file_response(full_path, stat_result, scope, status_code)
        if takes_brotli(Headers(scope=scope).get("accept-encoding", "")):
            answer = super().file_response(ready, ready.stat(), scope, status_code)
            answer.headers["Content-Encoding"] = "br"
        else:
            answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Vary"] = "Accept-Encoding"
        return answer


def takes_brotli(accepted: str) -> bool:
    """Whether a list of encodings names brotli and does not refuse it (RFC 9110 section 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, weight = (word.strip() for word in part.partition(";"))
        if name == "br":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False

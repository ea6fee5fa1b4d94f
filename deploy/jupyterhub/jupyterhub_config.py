"""JupyterHub's configuration of the office server: all of it is `workbench.office_server.hub_config`, by `hub.toml`.

WORKBENCH_HUB names the TOML file (default /etc/workbench/hub.toml).
"""

import os
from pathlib import Path

from workbench.office_server.hub_config import configure
from workbench.office_server.options import read_options

configure(get_config(), read_options(Path(os.environ.get("WORKBENCH_HUB", "/etc/workbench/hub.toml"))))  # noqa: F821

"""The supervisor's process: ``python -m local.supervise [--parent PID]``."""

import argparse
import sys

from core.errors import ConfigError
from core.log import configure_logging
from core.settings import Settings
from local.parts import embedded_parts
from local.supervisor import Supervisor


def main(arguments: list[str] | None = None) -> int:
    """Run the parts until told to stop; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parent", type=int, help="end when this process ends")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.load()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    configure_logging(settings.log_level, room="supervisor")
    supervisor = Supervisor(settings, parent=options.parent)
    return supervisor.run(embedded_parts(supervisor, settings))


if __name__ == "__main__":
    sys.exit(main())

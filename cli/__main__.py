"""``python -m cli`` is ``stallwatch``."""

from cli.main import main

main()

"""``stallwatch kibana``: the dashboards that analysts work with."""

from cyclopts import App

HELP = """\
Make, check and import what analysts see in Kibana.

The data views, saved searches and dashboards are written in Python and travel as one file, `search/kibana/stallwatch.ndjson`:

- `stallwatch kibana build` writes that file, for your index prefix and the address of your API
- `stallwatch kibana check` finds what Kibana would refuse, or show empty, without any Kibana
- `stallwatch kibana import URL` brings it into a Kibana 8.19, in place of what an earlier import brought"""

kibana = App(name="kibana", help=HELP)

# One line a subcommand; each loads when it is called.
kibana.command("cli.kibana_build:build", name="build")
kibana.command("cli.kibana_check:check", name="check")
kibana.command("cli.kibana_import:import_", name="import")

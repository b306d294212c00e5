"""``stallwatch setup``: what a deployment needs before its services start."""

from cyclopts import App

HELP = """\
Make what a deployment of several machines or containers needs before its services start.

1. `stallwatch setup credentials DIR` writes certificates, users and passwords; Elasticsearch, Kibana and Redis start with them
2. `stallwatch setup indices` creates the indices, as the user stallwatch-setup; the services may not
3. `stallwatch kibana import URL` brings the dashboards into Kibana
4. `stallwatch key create NAME` makes a key of the API for each analyst

Each may run again at any time and changes only what is missing. On one machine, `stallwatch up` needs none of them."""

setup = App(name="setup", help=HELP)

# One line a subcommand; each loads when it is called.
setup.command("cli.setup_credentials:credentials", name="credentials")
setup.command("cli.setup_expiry:expiry", name="expiry")
setup.command("cli.setup_indices:indices", name="indices")
setup.command("cli.setup_keys:keys", name="keys")

"""``stallwatch market``: what an analyst does to add a market and to look after it."""

from cyclopts import App

HELP = """\
Read saved pages by a market's profile, and look after markets.

A market is added by one YAML file, its profile: no code. Save a page of each kind, write or propose the profile, then try it:

- `stallwatch market new FOLDER` proposes a profile from saved pages
- `stallwatch market read PROFILE PAGE` prints the record that one saved page gives
- `stallwatch market check PROFILE --pages FOLDER` shows what is filled and what cannot be read
- `stallwatch market schema` prints the JSON Schema of profiles, for editors
- `stallwatch market session MARKET` shows how a market stands, or brings it a session from a browser
- `stallwatch market mirrors PROFILE` shows which addresses of a market answer, and tells mirrors from clones
- `stallwatch market status` shows how each market stands and what needs a human

None of these asks the market for anything, except `mirrors --probe` and `new` with an address. Each explains itself with `--help`."""

market = App(name="market", help=HELP)

# One line a subcommand; each loads when it is called. Its owner also adds it to HELP.
market.command("cli.market_new:new", name="new")
market.command("cli.market_read:read", name="read")
market.command("cli.market_check:check", name="check")
market.command("cli.market_schema:schema", name="schema")
market.command("cli.market_session:session", name="session")
market.command("cli.market_mirrors:mirrors", name="mirrors")
market.command("cli.market_status:status", name="status")

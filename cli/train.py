"""``stallwatch train``: learns from annotated texts, and from accounts of known holders."""

from cyclopts import App

from cli.train_entities import entities

HELP = """\
Train the entity recognition, or what evidence weighs between accounts.

- `stallwatch train entities`, or `stallwatch train` alone, learns from annotated texts what texts name
- `stallwatch train links` learns from accounts whose holders are known what each kind of evidence weighs"""

train = App(name="train", help=HELP)

# Training entities was the only one once, and goes without its name.
train.default(entities)
train.command("cli.train_entities:entities", name="entities")
train.command("cli.train_links:links", name="links")

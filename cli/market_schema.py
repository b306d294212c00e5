"""``stallwatch market schema``."""


def schema() -> int:
    """Print the JSON Schema of a market's profile, for editors.

    An editor that knows YAML schemas then offers each key with its meaning and marks what is wrong. Save the schema and name it in the
    first line of a profile: `# yaml-language-server: $schema=market-profile.schema.json`.
    """
    from cli.context import write_json
    from crawlers.profile.schema import profile_schema

    write_json(profile_schema())
    return 0

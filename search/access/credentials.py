"""What both ways of giving services their credentials have in common."""

from typing import Protocol


class Credentials(Protocol):
    """One way for each service to show Elasticsearch who it is, with the rights of its role and no more."""

    tried: bool
    """Whether this way is run on a real server by the tests; what is not says so to whoever uses it."""

    def issue(self) -> None:
        """Make what is missing, so that every service has its credentials as a file; the second time nothing changes.

        Raises:
            ConfigError: What is there cannot be used.
            ServiceUnavailableError: A server that must be asked does not answer.
        """

    def settings_for(self, user: str) -> dict[str, str]:
        """Return the settings, by name, with which a service uses its credentials.

        Args:
            user: The service's role, which is its user's name too.
        """

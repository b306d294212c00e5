"""Values that are found but must not link accounts: burnt, printed as examples, or everybody's.

The values stand in this folder's YAML files, one file a family of kinds, each entry with its reason and its source. A new file is read
without further code.
"""

from nlp.identifiers.stop.table import stop_reason_of

__all__ = ["stop_reason_of"]

from search.audit import AuditEntry
from search.mappings.audit import audit


def test_audit_maps_every_field_of_an_entry() -> None:
    assert set(audit()) == set(AuditEntry.model_fields)

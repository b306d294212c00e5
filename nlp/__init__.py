"""From text to entities, vectors and vendor links; no I/O but model files."""

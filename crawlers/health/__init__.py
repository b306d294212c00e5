"""Whether a run was healthy, and what to say where it was not."""

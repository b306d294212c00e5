"""What an offer is about: our own categories, and the topics of MISP."""

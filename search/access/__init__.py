"""Who may do what in Elasticsearch: roles, users, API keys, certificates and the files that hold them."""

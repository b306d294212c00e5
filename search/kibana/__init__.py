"""What analysts see in Kibana, as Python: data views, saved searches and dashboards."""

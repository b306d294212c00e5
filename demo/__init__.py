"""The main job on test marketplaces, from crawl to scores."""

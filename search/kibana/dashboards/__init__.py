"""One module a dashboard, each with the questions that its panels answer."""

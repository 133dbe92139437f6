"""The shape of the house, held by tests: each check is a function over a folder or over models, so that its bite can be proved."""

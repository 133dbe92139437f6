"""Territory over time, bodies, posts and who holds them; who may see which unit."""

"""Base pages, components, css and js. Knows no domain word."""

"""Attachments: checked by content, cleaned of metadata, stored by hash. Who may open one is decided by the room that owns it."""

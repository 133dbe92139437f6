"""The papers an office prints: their wording as data, with versions and a preview."""

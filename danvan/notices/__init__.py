"""Messages out: an outbox, its senders, and the ledger of what was delivered."""

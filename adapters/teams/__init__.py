"""Microsoft Teams: personal chat, dialogs, a message extension and Adaptive Cards, all by one address."""

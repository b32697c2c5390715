"""What makes things happen when nobody presses anything: sweeps over the agenda and the outbox."""

"""What shows that the answers are right: people whose answers are known, and a second opinion on a sample."""

"""What is looked at: figures, slides, the deck."""

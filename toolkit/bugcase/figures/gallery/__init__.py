"""The figures: one file each, named as the figure, which declares what it needs on a slide."""

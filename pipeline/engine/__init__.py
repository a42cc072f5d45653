"""Many documents → many reviews: worker processes, limits, progress."""

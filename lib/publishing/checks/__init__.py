"""What ``./run check`` holds against each other, the approved record, and what measures the series."""

"""Who makes the parts of a sweep: this process, several, or a cluster."""

"""The site file: YAML in, frozen and validated settings out."""

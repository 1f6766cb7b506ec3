"""The flat controls that every page shares."""

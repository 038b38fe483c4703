"""The commands, one file each. Heavy modules are imported inside them."""

"""The machinery: runs notebooks, makes reports of them, checks them. No notebook imports it."""

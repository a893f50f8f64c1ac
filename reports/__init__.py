"""What people and other systems receive: typed reports and their renderers."""

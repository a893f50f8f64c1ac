"""What a night would meet tonight, looked at beforehand: nothing here changes anything."""

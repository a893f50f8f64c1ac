"""What each extract and each published table holds, declared once."""

"""Hand-over folders on their way to others: a folder, or an SFTP server. No lock of the workspace is held here."""

"""From files in the landing folder to accepted rows and quarantine: nothing is lost, nothing is guessed."""

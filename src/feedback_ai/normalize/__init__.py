"""Text made ready to be read: Unicode, personal data, language."""

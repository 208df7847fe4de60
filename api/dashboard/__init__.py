"""Pages for people, drawn by NiceGUI in the same process as the API; imported only where they are switched on."""

"""The technician's pages: words from the core's Service, their view-models, and when they are loaded."""

"""The hub: the managers' pages and the device API, a Django project. It knows nothing of devices or screens."""

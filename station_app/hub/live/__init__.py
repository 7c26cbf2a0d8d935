"""The live process of the hub: holds what waits, the feeds of stations and the open pages of managers.

A request that waits keeps a coroutine here and no thread. Everything that works, and every other page, is the business
of the WSGI workers (`hub.serve`), which ring here when something has changed (`rings`).
"""

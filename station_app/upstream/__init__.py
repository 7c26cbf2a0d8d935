"""The station's end of the wire to the hub: signing, the client, the pusher. The only place for HTTP."""

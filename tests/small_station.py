"""The least that a station's configuration may be, for tests of what is added to it."""

SMALL = """
[station]
id = "s1"
name = "S"
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
[devices.board]
driver = "lcus-relay"
port = "pty:board"
[doors.main]
zone = "hall"
lock = "board/relay/1"
readers = ["scanner"]
[zones.hall]
name = "Hall"
capacity = 16
"""

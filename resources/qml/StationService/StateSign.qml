import StationKiosk

// A state as a shape of its own: disk, octagon, triangle, ring, square or broken ring. The word stands beside it.
Sign {
    required property string standing

    kind: standing
    ink: standing === "green" || standing === "works" ? Theme.good
        : standing === "red" || standing === "lost" ? Theme.bad
        : standing === "unfinished" ? Theme.calm
        : standing === "running" || standing === "waiting" ? Theme.wait : Theme.away
    mark: Theme.goodSign
}

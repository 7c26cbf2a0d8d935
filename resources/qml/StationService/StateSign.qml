import StationKiosk
import StationServiceViews

// A state as a shape of its own: disk, octagon, triangle, ring, square or broken ring. The word stands beside it.
PaintedSign {
    required property string standing

    kind: standing
    ink: standing === "green" || standing === "works" ? Theme.good
        : standing === "red" || standing === "lost" ? Theme.bad
        : standing === "unfinished" ? Theme.calm
        : standing === "running" || standing === "waiting" ? Theme.wait : Theme.away
    mark: Theme.goodSign
}
